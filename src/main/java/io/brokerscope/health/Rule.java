package io.brokerscope.health;

import static io.brokerscope.model.settings.HealthCondition.CPU;
import static io.brokerscope.model.settings.HealthCondition.ERRORS;
import static io.brokerscope.model.settings.HealthCondition.HEAP;
import static io.brokerscope.model.settings.HealthCondition.LOG_DIRS_OFFLINE;
import static io.brokerscope.model.settings.HealthCondition.NETWORK_PROCESSORS_IDLE;
import static io.brokerscope.model.settings.HealthCondition.PARTITIONS_OFFLINE;
import static io.brokerscope.model.settings.HealthCondition.PRODUCE_LATENCY;
import static io.brokerscope.model.settings.HealthCondition.REPLICAS_OFFLINE;
import static io.brokerscope.model.settings.HealthCondition.REQUEST_HANDLERS_EXHAUSTED;
import static io.brokerscope.model.settings.HealthCondition.REQUEST_HANDLERS_IDLE;
import static io.brokerscope.model.settings.HealthCondition.UNDER_MIN_ISR;
import static io.brokerscope.model.settings.HealthCondition.UNDER_REPLICATED;

import io.brokerscope.model.EntityType;
import io.brokerscope.model.settings.HealthCondition;
import io.brokerscope.model.settings.HealthSettings.Thresholds;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;

/**
 * What is deducted where a value is beyond its threshold.
 *
 * @param condition the condition it is about
 * @param side on which side of the threshold a value is bad
 * @param points what is deducted
 * @param sentence why, with the value as a format of {@code %.0f} or {@code %.2f}
 * @param value the value that is looked at
 */
record Rule(HealthCondition condition, Side side, int points, String sentence, Value value) {

    /** On which side of its threshold a value is bad. */
    enum Side {
        ABOVE,
        BELOW
    }

    /** A value that a rule looks at. */
    @FunctionalInterface
    interface Value {
        /** The value out of golden metrics; null where it is not known. */
        Double of(Map<String, Double> metrics, Thresholds thresholds);
    }

    private static final String UNDER_MIN_ISR_SENTENCE =
            "%.0f partitions are below min.insync.replicas: producers with acks=all fail";
    private static final String UNDER_REPLICATED_SENTENCE = "%.0f partitions are under-replicated";
    private static final String PARTITIONS_OFFLINE_SENTENCE = "%.0f partitions are offline";
    private static final String REPLICAS_OFFLINE_SENTENCE = "%.0f replicas are offline";
    private static final String ERRORS_SENTENCE = "%.2f produce and fetch requests fail per second";

    private static final List<Rule> BROKER =
            List.of(
                    above(
                            LOG_DIRS_OFFLINE,
                            50,
                            "%.0f log directories are offline",
                            metric("broker.logDirs.offline")),
                    above(
                            REPLICAS_OFFLINE,
                            40,
                            REPLICAS_OFFLINE_SENTENCE,
                            metric("broker.replicas.offline")),
                    above(
                            UNDER_MIN_ISR,
                            40,
                            UNDER_MIN_ISR_SENTENCE,
                            metric("broker.partitions.underMinIsr")),
                    above(
                            UNDER_REPLICATED,
                            25,
                            UNDER_REPLICATED_SENTENCE,
                            metric("broker.partitions.underReplicated")),
                    above(CPU, 25, "%.2f of the CPU is in use", Rule::cpu),
                    above(HEAP, 25, "the heap is %.2f full", metric("broker.memory.usage")),
                    above(
                            PRODUCE_LATENCY,
                            25,
                            "the slowest of 100 produce requests takes %.2f s",
                            Rule::produceLatency),
                    below(
                            REQUEST_HANDLERS_IDLE,
                            25,
                            "request handlers are idle only %.2f of the time",
                            metric("broker.requestHandler.idle")),
                    below(
                            REQUEST_HANDLERS_EXHAUSTED,
                            15,
                            "next to no request handler is free: idle %.2f of the time",
                            metric("broker.requestHandler.idle")),
                    below(
                            NETWORK_PROCESSORS_IDLE,
                            25,
                            "network processors are idle only %.2f of the time",
                            metric("broker.networkProcessor.idle")),
                    above(ERRORS, 10, ERRORS_SENTENCE, metric("broker.error.rate")));

    private static final List<Rule> TOPIC =
            List.of(
                    above(
                            PARTITIONS_OFFLINE,
                            60,
                            PARTITIONS_OFFLINE_SENTENCE,
                            metric("topic.partitions.offline")),
                    above(
                            UNDER_MIN_ISR,
                            50,
                            UNDER_MIN_ISR_SENTENCE,
                            metric("topic.partitions.underMinIsr")),
                    above(
                            UNDER_REPLICATED,
                            25,
                            UNDER_REPLICATED_SENTENCE,
                            metric("topic.partitions.underReplicated")),
                    above(ERRORS, 25, ERRORS_SENTENCE, metric("topic.error.rate")));

    private static final List<Rule> CLUSTER =
            List.of(
                    above(
                            PARTITIONS_OFFLINE,
                            60,
                            PARTITIONS_OFFLINE_SENTENCE,
                            metric("cluster.partitions.offline")),
                    above(
                            UNDER_MIN_ISR,
                            40,
                            UNDER_MIN_ISR_SENTENCE,
                            metric("cluster.partitions.underMinIsr")),
                    above(
                            REPLICAS_OFFLINE,
                            30,
                            REPLICAS_OFFLINE_SENTENCE,
                            metric("cluster.replicas.offline")),
                    above(
                            UNDER_REPLICATED,
                            25,
                            UNDER_REPLICATED_SENTENCE,
                            metric("cluster.partitions.underReplicated")),
                    above(ERRORS, 10, ERRORS_SENTENCE, metric("cluster.error.rate")));

    /** The rules for a kind of entity. */
    static List<Rule> of(EntityType type) {
        return switch (type) {
            case MESSAGE_QUEUE_BROKER -> BROKER;
            case MESSAGE_QUEUE_TOPIC -> TOPIC;
            case MESSAGE_QUEUE_CLUSTER -> CLUSTER;
            case MESSAGE_QUEUE_CONSUMER_GROUP, MESSAGE_QUEUE_QUEUE ->
                    throw new IllegalArgumentException("no health rules for " + type);
        };
    }

    /**
     * Whether a value is beyond a threshold.
     *
     * @param band how far it must be back behind the threshold not to be, as a share of that
     */
    boolean holds(double looked, double limit, double band) {
        return side == Side.ABOVE ? looked > limit * (1 - band) : looked < limit * (1 + band);
    }

    /** The reason with the value in it: some are made for every topic at every tick. */
    String sentence(double looked) {
        int format = sentence.indexOf("%.");
        int decimals = sentence.charAt(format + 2) - '0';
        return sentence.substring(0, format)
                + (Double.isFinite(looked)
                        ? BigDecimal.valueOf(looked)
                                .setScale(decimals, RoundingMode.HALF_UP)
                                .toPlainString()
                        : looked)
                + sentence.substring(format + 4);
    }

    private static Rule above(HealthCondition condition, int points, String sentence, Value value) {
        return new Rule(condition, Side.ABOVE, points, sentence, value);
    }

    private static Rule below(HealthCondition condition, int points, String sentence, Value value) {
        return new Rule(condition, Side.BELOW, points, sentence, value);
    }

    private static Value metric(String name) {
        return (metrics, thresholds) -> metrics.get(name);
    }

    /** No metric tells how many cores there are: the configuration has to. */
    private static Double cpu(Map<String, Double> metrics, Thresholds thresholds) {
        Double busy = metrics.get("broker.cpu.usage");
        return busy == null || thresholds.cores() == null ? null : busy / thresholds.cores();
    }

    /** A broker keeps the percentiles of its last requests for ever: idle, they say nothing. */
    private static Double produceLatency(Map<String, Double> metrics, Thresholds thresholds) {
        return metrics.getOrDefault("broker.messages.in.rate", 0.0) > 0
                ? metrics.get("broker.request.latency.p99")
                : null;
    }
}
