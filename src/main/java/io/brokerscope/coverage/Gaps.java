package io.brokerscope.coverage;

import io.brokerscope.coverage.CoverageStore.Told.Misshapen;
import io.brokerscope.coverage.WatchedTarget.Tick;
import io.brokerscope.model.Quality;
import io.brokerscope.model.output.CoverageRecord.Gap;
import io.brokerscope.model.output.CoverageRecord.GapKind;
import io.brokerscope.model.settings.TopicShape;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Finds out what of a cluster is not as it should be, and what to do about it. */
final class Gaps {

    private static final int MAX_DETAIL = 300;

    private final Window window;
    private final List<Gap> found = new ArrayList<>();

    private Gaps(Window window) {
        this.window = window;
    }

    /** The gaps of a window, by kind and then by name. */
    static List<Gap> of(Window window) {
        Gaps gaps = new Gaps(window);
        gaps.cluster();
        gaps.numberOfBrokers();
        window.brokers().forEach(gaps::broker);
        if (window.told() != null) {
            gaps.registrations();
            gaps.names();
            gaps.shapes();
        }
        // Stable: within a kind they stay as they were found, by node id or as declared.
        gaps.found.sort(Comparator.comparing(Gap::kind));
        return gaps.found;
    }

    private void add(GapKind kind, String name, Long since, String detail, String advice) {
        found.add(new Gap(kind, name, since, bounded(detail), advice));
    }

    private static String bounded(String detail) {
        return detail.length() <= MAX_DETAIL ? detail : detail.substring(0, MAX_DETAIL) + "...";
    }

    private void cluster() {
        WatchedTarget cluster = window.cluster();
        if (cluster != null && cluster.newest() != null && !cluster.newest().observed()) {
            silent(GapKind.CLUSTER_SILENT, null, cluster, cluster.newest());
        }
    }

    private void numberOfBrokers() {
        Integer declared = window.settings().expect().brokers();
        if (declared == null) {
            return;
        }
        int there = window.there();
        if (there < declared) {
            add(
                    GapKind.BROKERS_MISSING,
                    null,
                    null,
                    declared + " brokers are declared, " + there + " are there",
                    "start the missing ones, add them to discovery, or correct expect.brokers");
        }
    }

    private void broker(String id, WatchedTarget broker) {
        if (window.fillsIn(broker)) {
            return;
        }
        Tick tick = broker.within(window.start(), window.settings().scrape().intervalMs());
        if (tick == null || !tick.observed()) {
            silent(GapKind.BROKER_SILENT, id, broker, tick);
            return;
        }
        if (window.quality(broker) == Quality.SECONDARY) {
            add(
                    GapKind.BROKER_SECONDARY,
                    id,
                    null,
                    tick.detail(),
                    "bring " + broker.endpoints().get(0) + " back; a fallback is read meanwhile");
        }
        metrics(id, broker);
        var answer = broker.history().answer();
        if (answer.truncated() > 0 || answer.bytesCut()) {
            add(
                    GapKind.BROKER_TRUNCATED,
                    id,
                    null,
                    answer.bytesCut()
                            ? "its answer is cut off after " + answer.bytes() + " bytes"
                            : answer.truncated() + " series of its answer are cut off",
                    "raise scrape.limits, or keep fewer topics by topics.include and exclude");
        }
    }

    /** Metrics that the broker told before and does not any more. */
    private void metrics(String id, WatchedTarget broker) {
        MetricMemory memory = broker.metrics();
        if (memory == null || memory.stale() == 0 || window.quality(broker) != Quality.MEASURED) {
            return;
        }
        List<String> names = WatchedMetrics.named(memory.stale());
        add(
                GapKind.METRICS_STALE,
                id,
                memory.staleSince(),
                "it answers, and does not tell any more: " + String.join(", ", names),
                "look what changed in the exporter's rules, or what the broker's log says of it");
    }

    /**
     * A target that was not read.
     *
     * @param tick what became of its tick; null where nothing is known of it
     */
    private void silent(GapKind kind, String name, WatchedTarget target, Tick tick) {
        Long since = target.observedAt() < 0 ? null : target.observedAt();
        String endpoint = target.endpoints().get(0);
        if (tick == null) {
            add(
                    kind,
                    name,
                    since,
                    "no outcome of its tick has come",
                    "look at the log of the TaskManager that reads it");
            return;
        }
        add(
                kind,
                name,
                since,
                tick.kind()
                        + (tick.reason() == null ? "" : " " + tick.reason())
                        + (tick.detail().isEmpty() ? "" : ": " + tick.detail()),
                Advice.on(tick.reason() == null ? target.lastFailure() : tick.reason(), endpoint));
    }

    private void registrations() {
        Map<String, Boolean> registered = new TreeMap<>(TargetIds.ORDER);
        for (int i = 0; i < window.told().brokers().length; i++) {
            registered.put(Integer.toString(window.told().brokers()[i]), window.told().fenced()[i]);
        }
        registered.forEach(
                (id, fenced) -> {
                    if (fenced) {
                        add(
                                GapKind.BROKER_FENCED,
                                id,
                                null,
                                "it is registered and fenced: down, or starting",
                                "look at the log of the broker");
                    }
                    if (!window.discovered().contains(id)) {
                        add(
                                GapKind.BROKER_NOT_DISCOVERED,
                                id,
                                null,
                                "it is registered in the cluster, and discovery does not name it",
                                "add it to the source of discovery: until then its metrics are not"
                                        + " read");
                    }
                });
        for (Map.Entry<String, WatchedTarget> broker : window.brokers().entrySet()) {
            String id = broker.getKey();
            // What the cluster told before the broker was discovered says nothing of it.
            if (!window.fillsIn(broker.getValue())
                    && !registered.containsKey(id)
                    && broker.getValue().firstDue() <= window.told().at()) {
                add(
                        GapKind.BROKER_NOT_REGISTERED,
                        id,
                        null,
                        "discovery names it, and the cluster does not know it",
                        "take it out of discovery if it is gone, or correct its id");
            }
        }
    }

    private void shapes() {
        for (Misshapen topic : window.told().misshapen()) {
            TopicShape declared = topic.declared();
            if (topic.partitionsDiffer()) {
                boolean few = topic.partitions() < declared.partitions();
                add(
                        GapKind.TOPIC_PARTITIONS,
                        declared.topic(),
                        null,
                        declared.partitions()
                                + " partitions are declared, "
                                + topic.partitions()
                                + " are there",
                        few
                                ? "add partitions (kafka-topics.sh --alter --partitions "
                                        + declared.partitions()
                                        + "), or correct expect.topics"
                                : "correct expect.topics: partitions cannot be taken away");
            }
            if (topic.replicationDiffers()) {
                add(
                        GapKind.TOPIC_REPLICATION,
                        declared.topic(),
                        null,
                        declared.replication()
                                + " replicas are declared, its partitions have "
                                + (topic.leastReplicas() == topic.mostReplicas()
                                        ? topic.leastReplicas()
                                        : topic.leastReplicas() + " to " + topic.mostReplicas()),
                        "reassign its partitions (kafka-reassign-partitions.sh), or correct"
                                + " expect.topics");
            }
        }
    }

    private void names() {
        for (String topic : window.told().topicsMissing()) {
            add(
                    GapKind.TOPIC_MISSING,
                    topic,
                    null,
                    "the topic is declared and does not exist, or is not to be seen",
                    "create it, allow DESCRIBE on it, keep it by topics.include, or correct"
                            + " expect.topics");
        }
        for (String group : window.told().groupsMissing()) {
            add(
                    GapKind.GROUP_MISSING,
                    group,
                    null,
                    "the group is declared and does not exist, or is not to be seen",
                    "start its consumers, allow DESCRIBE on it, keep it by groups.include, or"
                            + " correct expect.groups");
        }
    }
}
