package io.brokerscope.health;

import io.brokerscope.model.Coverage;
import io.brokerscope.model.EntityType;
import io.brokerscope.model.HealthJudge;
import io.brokerscope.model.Quality;
import io.brokerscope.model.Status;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * The health score: 100 less a deduction for everything that is wrong, never below 0. From 90 on an
 * entity is HEALTHY, from 50 on DEGRADED, below UNHEALTHY. A metric that is absent deducts nothing.
 * Of an entity of which nothing is known nothing is said either: UNKNOWN, without a score. The
 * table of deductions stands in docs/health.md.
 */
public final class HealthScore implements HealthJudge {

    private static final long serialVersionUID = 1L;

    private static final double HEALTHY_FROM = 90;
    private static final double DEGRADED_FROM = 50;

    private static final String GROUP_STATUS = "consumerGroup.status";

    private static final Verdict SOUND = new Verdict(Status.HEALTHY, 100.0, List.of());

    @Override
    public Verdict judge(
            EntityType type,
            Map<String, Double> metrics,
            Quality quality,
            Coverage coverage,
            String cause) {
        if (quality == Quality.UNKNOWN) {
            return new Verdict(
                    Status.UNKNOWN,
                    null,
                    List.of("nothing is known: no answer within the age limit"));
        }
        if (type == EntityType.MESSAGE_QUEUE_CONSUMER_GROUP && !metrics.containsKey(GROUP_STATUS)) {
            return new Verdict(
                    Status.UNKNOWN,
                    null,
                    List.of(cause == null ? "the status of the group is not known" : cause));
        }
        List<Deduction> deductions = new ArrayList<>();
        Facts facts = new Facts(metrics, deductions);
        if (quality == Quality.LAST_KNOWN) {
            facts.deduct(20, "values are the last known ones, the source does not answer");
        }
        switch (type) {
            case MESSAGE_QUEUE_BROKER -> broker(facts);
            case MESSAGE_QUEUE_TOPIC -> topic(facts);
            case MESSAGE_QUEUE_CLUSTER -> cluster(facts, coverage);
            case MESSAGE_QUEUE_CONSUMER_GROUP -> consumerGroup(facts, cause);
            case MESSAGE_QUEUE_QUEUE ->
                    throw new IllegalArgumentException("no health rules for " + type);
        }
        return verdict(deductions);
    }

    private static void broker(Facts facts) {
        facts.above("broker.logDirs.offline", 0, 50, "%.0f log directories are offline");
        facts.above("broker.replicas.offline", 0, 40, "%.0f replicas are offline");
        facts.above(
                "broker.partitions.underMinIsr",
                0,
                40,
                "%.0f partitions are below min.insync.replicas: producers with acks=all fail");
        facts.above(
                "broker.partitions.underReplicated", 0, 20, "%.0f partitions are under-replicated");
        facts.below(
                "broker.requestHandler.idle",
                0.1,
                30,
                "request handlers are idle only %.2f of the time");
        facts.between(
                "broker.requestHandler.idle",
                0.1,
                0.3,
                15,
                "request handlers are idle only %.2f of the time");
        facts.below(
                "broker.networkProcessor.idle",
                0.3,
                15,
                "network processors are idle only %.2f of the time");
        facts.above("broker.memory.usage", 0.95, 15, "the heap is %.2f full");
        facts.above("broker.error.rate", 0, 10, "%.2f produce and fetch requests fail per second");
    }

    private static void topic(Facts facts) {
        facts.above("topic.partitions.offline", 0, 60, "%.0f partitions are offline");
        facts.above(
                "topic.partitions.underMinIsr",
                0,
                50,
                "%.0f partitions are below min.insync.replicas: producers with acks=all fail");
        facts.above(
                "topic.partitions.underReplicated", 0, 20, "%.0f partitions are under-replicated");
        facts.above("topic.error.rate", 0, 20, "%.2f produce and fetch requests fail per second");
    }

    private static void cluster(Facts facts, Coverage coverage) {
        facts.above("cluster.partitions.offline", 0, 60, "%.0f partitions are offline");
        facts.above(
                "cluster.partitions.underMinIsr",
                0,
                40,
                "%.0f partitions are below min.insync.replicas: producers with acks=all fail");
        facts.above("cluster.replicas.offline", 0, 30, "%.0f replicas are offline");
        facts.above(
                "cluster.partitions.underReplicated",
                0,
                20,
                "%.0f partitions are under-replicated");
        facts.above("cluster.error.rate", 0, 10, "%.2f produce and fetch requests fail per second");
        if (coverage != null && coverage.observed() < coverage.expected()) {
            int silent = coverage.expected() - coverage.observed();
            facts.deduct(
                    Math.max(11, 50.0 * silent / coverage.expected()),
                    silent + " of " + coverage.expected() + " brokers do not report");
        }
    }

    /** Its status says it all: a lag by itself is neither good nor bad. */
    private static void consumerGroup(Facts facts, String cause) {
        double status = facts.metrics().get(GROUP_STATUS);
        if (status >= 2) {
            facts.deduct(60, cause == null ? "a partition is not read any more" : cause);
        } else if (status >= 1) {
            facts.deduct(30, cause == null ? "the lag of a partition does not fall" : cause);
        }
    }

    private static Verdict verdict(List<Deduction> deductions) {
        if (deductions.isEmpty()) {
            return SOUND;
        }
        deductions.sort(Comparator.comparingDouble(Deduction::points).reversed());
        double score = Math.max(0, 100 - deductions.stream().mapToDouble(Deduction::points).sum());
        Status status =
                score >= HEALTHY_FROM
                        ? Status.HEALTHY
                        : score >= DEGRADED_FROM ? Status.DEGRADED : Status.UNHEALTHY;
        return new Verdict(status, score, deductions.stream().map(Deduction::reason).toList());
    }

    /** The reason with the value in it: some are made for every topic at every tick. */
    private static String sentence(String reason, double value) {
        int format = reason.indexOf("%.");
        int decimals = reason.charAt(format + 2) - '0';
        return reason.substring(0, format)
                + (Double.isFinite(value)
                        ? BigDecimal.valueOf(value)
                                .setScale(decimals, RoundingMode.HALF_UP)
                                .toPlainString()
                        : value)
                + reason.substring(format + 4);
    }

    private record Deduction(double points, String reason) {}

    private record Facts(Map<String, Double> metrics, List<Deduction> deductions) {

        void deduct(double points, String reason) {
            deductions.add(new Deduction(points, reason));
        }

        void above(String metric, double limit, double points, String reason) {
            Double value = metrics.get(metric);
            if (value != null && value > limit) {
                deduct(points, sentence(reason, value));
            }
        }

        void below(String metric, double limit, double points, String reason) {
            Double value = metrics.get(metric);
            if (value != null && value < limit) {
                deduct(points, sentence(reason, value));
            }
        }

        void between(String metric, double from, double to, double points, String reason) {
            Double value = metrics.get(metric);
            if (value != null && value >= from && value < to) {
                deduct(points, sentence(reason, value));
            }
        }
    }
}
