package io.brokerscope.console.web;

import static io.brokerscope.console.web.PrometheusText.labels;

import io.brokerscope.console.fleet.EntityEntry;
import io.brokerscope.console.fleet.EntityQuery;
import io.brokerscope.console.fleet.FleetModel;
import io.brokerscope.console.fleet.Order;
import io.brokerscope.console.fleet.SeriesStore;
import io.brokerscope.console.health.Level;
import io.brokerscope.console.health.PlatformHealth;
import io.brokerscope.console.health.PlatformHealth.Components;
import io.brokerscope.model.EntityType;
import io.brokerscope.model.Quality;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * Metrics for Prometheus: the console's own, those of the platform, and the golden metrics of
 * entities, of so many and no more: clusters and brokers before topics and groups, and of these the
 * worst first.
 */
final class MetricsEndpoints {

    private final FleetModel model;
    private final Supplier<PlatformHealth> health;
    private final IntSupplier clients;
    private final int maxEntities;
    private final Clock clock;

    MetricsEndpoints(
            FleetModel model,
            Supplier<PlatformHealth> health,
            IntSupplier clients,
            int maxEntities,
            Clock clock) {
        this.model = model;
        this.health = health;
        this.clients = clients;
        this.maxEntities = maxEntities;
        this.clock = clock;
    }

    List<Route> routes() {
        return List.of(Route.of("/metrics", (item, query) -> metrics()));
    }

    private Reply metrics() {
        PrometheusText text = new PrometheusText();
        platform(text, health.get());
        entities(text);
        return Reply.text(PrometheusText.CONTENT_TYPE, text.toString());
    }

    private void platform(PrometheusText text, PlatformHealth now) {
        Components components = now.components();
        level(text, "collector", components.collector().status());
        level(text, "transformer", components.transformer().status());
        level(text, "streamer", components.streamer().status());
        text.gauge("brokerscope_targets", "Targets.", components.collector().targets());
        text.gauge(
                "brokerscope_open_circuits",
                "Targets whose circuit is open.",
                components.collector().openCircuits());
        gauge(
                text,
                "brokerscope_watermark_lag_seconds",
                "How far the job's event time is behind.",
                components.transformer().watermarkLagMs());
        gauge(
                text,
                "brokerscope_last_checkpoint_age_seconds",
                "How long ago the last checkpoint was completed.",
                components.streamer().lastCheckpointAgeMs());
        gauge(
                text,
                "brokerscope_newest_record_age_seconds",
                "How old the newest tick is.",
                now.console().newestRecordAgeMs());
        text.gauge(
                "brokerscope_console_caught_up",
                "Whether everything that is committed was read.",
                now.console().caughtUp() ? 1 : 0);
        text.gauge(
                "brokerscope_console_bad_records",
                "Records that could not be read and were left out.",
                now.console().badRecords());
        text.gauge(
                "brokerscope_console_event_clients",
                "Clients that follow the events.",
                clients.getAsInt());
        text.gauge("brokerscope_console_entities", "Entities in memory.", model.entities().count());
        text.gauge(
                "brokerscope_console_series_seconds",
                "How far back the points of entities reach at most: an hour, or as far as there was"
                        + " room.",
                Math.min(SeriesStore.SPAN_MS, clock.millis() - model.series().boundedBefore())
                        / 1_000.0);
    }

    private static void level(PrometheusText text, String component, Level level) {
        text.gauge(
                "brokerscope_component_status",
                "How a component is: 0 healthy, 1 degraded, 2 unhealthy.",
                labels("component", component),
                level.ordinal());
    }

    private static void gauge(PrometheusText text, String name, String help, Long ms) {
        if (ms != null) {
            text.gauge(name, help, ms / 1_000.0);
        }
    }

    private void entities(PrometheusText text) {
        int left = maxEntities;
        for (EntityType type :
                List.of(
                        EntityType.MESSAGE_QUEUE_CLUSTER,
                        EntityType.MESSAGE_QUEUE_BROKER,
                        EntityType.MESSAGE_QUEUE_TOPIC,
                        EntityType.MESSAGE_QUEUE_CONSUMER_GROUP)) {
            List<EntityEntry> found =
                    model.entities()
                            .snapshot()
                            .find(new EntityQuery(type, null, null, null, Order.WORST));
            int told = Math.min(left, found.size());
            found.subList(0, told).forEach(entity -> entity(text, entity));
            left -= told;
        }
        text.gauge(
                "brokerscope_console_metrics_entities_left_out",
                "Entities whose metrics are not told here: see --metrics-entities.",
                Math.max(0, model.entities().count() - (maxEntities - left)));
    }

    private void entity(PrometheusText text, EntityEntry entity) {
        Map<String, String> labels =
                labels(
                        "cluster",
                        entity.cluster(),
                        "type",
                        entity.type().prefix(),
                        "name",
                        entity.name());
        text.gauge(
                "brokerscope_entity_status",
                "How an entity is: 0 healthy, 1 degraded, 2 unhealthy, 3 unknown.",
                labels,
                entity.status().ordinal());
        if (entity.healthScore() != null) {
            text.gauge(
                    "brokerscope_entity_health_score",
                    "Health score of an entity, 0 to 100.",
                    labels,
                    entity.healthScore());
        }
        if (entity.observedAt() != null) {
            text.gauge(
                    "brokerscope_entity_age_seconds",
                    "How old the values of an entity are.",
                    labels,
                    (clock.millis() - entity.observedAt()) / 1_000.0);
        }
        if (entity.quality() != Quality.UNKNOWN) {
            entity.metrics()
                    .forEach(
                            (name, value) ->
                                    text.gauge(
                                            "brokerscope_" + name,
                                            "Golden metric " + name + ".",
                                            labels,
                                            value));
        }
    }
}
