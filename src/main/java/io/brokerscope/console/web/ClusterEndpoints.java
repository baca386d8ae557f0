package io.brokerscope.console.web;

import com.fasterxml.jackson.core.JsonGenerator;
import io.brokerscope.console.fleet.CoverageEntry;
import io.brokerscope.console.fleet.EntityEntry;
import io.brokerscope.console.fleet.FleetModel;
import io.brokerscope.console.fleet.FleetSnapshot;
import io.brokerscope.console.fleet.Order;
import io.brokerscope.model.EntityType;
import io.brokerscope.model.Status;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A summary of every cluster: what there is of it, and what of that is worst. */
final class ClusterEndpoints {

    private static final int WORST = 5;

    private final FleetModel model;

    ClusterEndpoints(FleetModel model) {
        this.model = model;
    }

    List<Route> routes() {
        return List.of(
                Route.of(
                        "/api/v1/clusters", (item, query) -> list(query), Page.LIMIT, Page.CURSOR));
    }

    private static final class Summary {
        private final String cluster;
        private final Map<EntityType, Map<Status, Integer>> counts =
                new EnumMap<>(EntityType.class);
        private final List<EntityEntry> worst = new ArrayList<>();
        private EntityEntry entity;

        Summary(String cluster) {
            this.cluster = cluster;
        }

        /** Takes an entity; the worst have to come first. */
        void add(EntityEntry entry) {
            if (entry.type() == EntityType.MESSAGE_QUEUE_CLUSTER) {
                entity = entry;
                return;
            }
            counts.computeIfAbsent(entry.type(), type -> new EnumMap<>(Status.class))
                    .merge(entry.status(), 1, Integer::sum);
            if (entry.status() != Status.HEALTHY && worst.size() < WORST) {
                worst.add(entry);
            }
        }
    }

    private Reply list(Query query) {
        FleetSnapshot fleet = model.entities().snapshot();
        Map<String, Summary> summaries = new TreeMap<>(summaries(fleet));
        for (CoverageEntry coverage : model.coverage().values()) {
            summaries.computeIfAbsent(coverage.record().cluster(), Summary::new);
        }
        return Page.byKey(List.copyOf(summaries.values()), summary -> summary.cluster, query)
                .reply(this::json);
    }

    /** Sums a snapshot up, so that the first who asks does not wait for it. */
    static void prepare(FleetSnapshot fleet) {
        summaries(fleet);
    }

    private static Map<String, Summary> summaries(FleetSnapshot fleet) {
        return fleet.once(Summary.class, () -> summed(fleet));
    }

    private static Map<String, Summary> summed(FleetSnapshot fleet) {
        Map<String, Summary> summaries = new HashMap<>();
        for (EntityEntry entry : fleet.sorted(Order.WORST)) {
            summaries.computeIfAbsent(entry.cluster(), Summary::new).add(entry);
        }
        return summaries;
    }

    private byte[] json(Summary summary) {
        return Json.object(
                json -> {
                    json.writeStringField("cluster", summary.cluster);
                    json.writeFieldName("entity");
                    if (summary.entity == null) {
                        json.writeNull();
                    } else {
                        Json.raw(json, summary.entity.json());
                    }
                    counts(json, "brokers", summary, EntityType.MESSAGE_QUEUE_BROKER);
                    counts(json, "topics", summary, EntityType.MESSAGE_QUEUE_TOPIC);
                    counts(json, "groups", summary, EntityType.MESSAGE_QUEUE_CONSUMER_GROUP);
                    json.writeFieldName("coverage");
                    CoverageEntry coverage = model.coverage().get(summary.cluster);
                    if (coverage == null) {
                        json.writeNull();
                    } else {
                        Json.raw(json, coverage.json());
                    }
                    json.writeArrayFieldStart("worst");
                    for (EntityEntry entry : summary.worst) {
                        Json.raw(json, Nodes.json(entry));
                    }
                    json.writeEndArray();
                });
    }

    private static void counts(JsonGenerator json, String field, Summary summary, EntityType type)
            throws IOException {
        Map<Status, Integer> counts = summary.counts.getOrDefault(type, new HashMap<>());
        json.writeObjectFieldStart(field);
        for (Status status : Status.values()) {
            json.writeNumberField(status.name(), counts.getOrDefault(status, 0));
        }
        json.writeEndObject();
    }
}
