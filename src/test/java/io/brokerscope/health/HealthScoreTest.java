package io.brokerscope.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.model.Coverage;
import io.brokerscope.model.EntityType;
import io.brokerscope.model.HealthJudge.Facts;
import io.brokerscope.model.HealthJudge.Verdict;
import io.brokerscope.model.HealthMemory;
import io.brokerscope.model.Quality;
import io.brokerscope.model.Status;
import io.brokerscope.model.settings.HealthCondition;
import io.brokerscope.model.settings.HealthSettings;
import io.brokerscope.model.settings.HealthSettings.ThresholdOverride;
import io.brokerscope.model.settings.HealthSettings.Thresholds;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HealthScoreTest {

    private static final long BEGIN = 1_764_000_000_000L;
    private static final long INTERVAL = 15_000;

    private final HealthScore health = new HealthScore();
    private HealthMemory memory = HealthMemory.NONE;

    @ParameterizedTest
    @CsvSource({
        "MESSAGE_QUEUE_BROKER, broker.logDirs.offline, 1, 0, 50, DEGRADED",
        "MESSAGE_QUEUE_BROKER, broker.replicas.offline, 1, 0, 60, DEGRADED",
        "MESSAGE_QUEUE_BROKER, broker.partitions.underMinIsr, 1, 0, 60, DEGRADED",
        "MESSAGE_QUEUE_BROKER, broker.partitions.underReplicated, 0, 60, 100, HEALTHY",
        "MESSAGE_QUEUE_BROKER, broker.partitions.underReplicated, 3, 45, 100, HEALTHY",
        "MESSAGE_QUEUE_BROKER, broker.partitions.underReplicated, 3, 60, 75, DEGRADED",
        "MESSAGE_QUEUE_BROKER, broker.requestHandler.idle, 0.05, 60, 60, DEGRADED",
        "MESSAGE_QUEUE_BROKER, broker.requestHandler.idle, 0.1, 60, 75, DEGRADED",
        "MESSAGE_QUEUE_BROKER, broker.requestHandler.idle, 0.3, 60, 100, HEALTHY",
        "MESSAGE_QUEUE_BROKER, broker.networkProcessor.idle, 0.29, 60, 75, DEGRADED",
        "MESSAGE_QUEUE_BROKER, broker.memory.usage, 0.91, 285, 100, HEALTHY",
        "MESSAGE_QUEUE_BROKER, broker.memory.usage, 0.91, 300, 75, DEGRADED",
        "MESSAGE_QUEUE_BROKER, broker.error.rate, 0.1, 60, 90, HEALTHY",
        "MESSAGE_QUEUE_TOPIC, topic.partitions.offline, 1, 0, 40, UNHEALTHY",
        "MESSAGE_QUEUE_TOPIC, topic.partitions.underMinIsr, 1, 0, 50, DEGRADED",
        "MESSAGE_QUEUE_TOPIC, topic.partitions.underReplicated, 1, 60, 75, DEGRADED",
        "MESSAGE_QUEUE_TOPIC, topic.error.rate, 1, 60, 75, DEGRADED",
        "MESSAGE_QUEUE_CLUSTER, cluster.partitions.offline, 1, 0, 40, UNHEALTHY",
        "MESSAGE_QUEUE_CLUSTER, cluster.partitions.underMinIsr, 1, 0, 60, DEGRADED",
        "MESSAGE_QUEUE_CLUSTER, cluster.replicas.offline, 1, 0, 70, DEGRADED",
        "MESSAGE_QUEUE_CLUSTER, cluster.partitions.underReplicated, 1, 60, 75, DEGRADED",
        "MESSAGE_QUEUE_CLUSTER, cluster.error.rate, 1, 60, 90, HEALTHY",
        "MESSAGE_QUEUE_CONSUMER_GROUP, consumerGroup.status, 0, 0, 100, HEALTHY",
        "MESSAGE_QUEUE_CONSUMER_GROUP, consumerGroup.status, 1, 0, 70, DEGRADED",
        "MESSAGE_QUEUE_CONSUMER_GROUP, consumerGroup.status, 2, 0, 40, UNHEALTHY"
    })
    void deductsForWhatIsWrongOnceItHasLasted(
            EntityType type,
            String metric,
            double value,
            int lastingSeconds,
            double score,
            Status status) {
        Verdict verdict = null;
        for (long at = 0; at <= lastingSeconds; at += 15) {
            verdict = judge(type, at, Map.of(metric, value));
        }
        assertThat(verdict.score()).isEqualTo(score);
        assertThat(verdict.status()).isEqualTo(status);
        assertThat(verdict.reasons().isEmpty()).isEqualTo(score == 100);
    }

    @Test
    void everyReasonNamesItsPointsAndTheWorstComesFirst() {
        Map<String, Double> metrics =
                Map.of(
                        "broker.partitions.underReplicated", 2.0,
                        "broker.partitions.underMinIsr", 1.0);
        judge(EntityType.MESSAGE_QUEUE_BROKER, 0, metrics);
        Verdict verdict = judge(EntityType.MESSAGE_QUEUE_BROKER, 60, metrics);
        assertThat(verdict.score()).isEqualTo(35);
        assertThat(verdict.status()).isEqualTo(Status.UNHEALTHY);
        assertThat(verdict.reasons())
                .containsExactly(
                        "1 partitions are below min.insync.replicas: producers with acks=all fail:"
                                + " -40",
                        "2 partitions are under-replicated: -25");
    }

    @Test
    void neverGoesBelowZero() {
        Verdict verdict =
                judge(
                        EntityType.MESSAGE_QUEUE_CLUSTER,
                        0,
                        Map.of(
                                "cluster.partitions.offline", 2.0,
                                "cluster.partitions.underMinIsr", 1.0,
                                "cluster.replicas.offline", 1.0));
        assertThat(verdict.score()).isZero();
    }

    @Test
    void brokersThatDoNotReportDegradeTheClusterButAreNotItsEnd() {
        Verdict one = judge(Quality.MEASURED, new Coverage(10, 9, 0, 1, 0, 0));
        assertThat(one.status()).isEqualTo(Status.DEGRADED);
        assertThat(one.reasons()).containsExactly("1 of 10 brokers do not report: -25");
        Verdict all = judge(Quality.LAST_KNOWN, new Coverage(3, 0, 0, 0, 0, 3));
        assertThat(all.score()).isEqualTo(50);
        assertThat(all.status()).isEqualTo(Status.DEGRADED);
        assertThat(all.reasons()).containsExactly("3 of 3 brokers do not report: -50");
    }

    @Test
    void whatIsNotKnownIsNotJudgedAndForgotten() {
        judge(EntityType.MESSAGE_QUEUE_TOPIC, 0, Map.of("topic.partitions.offline", 1.0));
        Verdict unknown =
                health.judge(
                        facts(
                                EntityType.MESSAGE_QUEUE_TOPIC,
                                15,
                                Map.of(),
                                Quality.UNKNOWN,
                                HealthSettings.DEFAULTS),
                        memory);
        assertThat(unknown.status()).isEqualTo(Status.UNKNOWN);
        assertThat(unknown.score()).isNull();
        assertThat(unknown.memory()).isEqualTo(HealthMemory.NONE);
        memory = unknown.memory();
        assertThat(judge(EntityType.MESSAGE_QUEUE_TOPIC, 30, Map.of()).status())
                .as("UNKNOWN is left at once")
                .isEqualTo(Status.HEALTHY);
    }

    @Test
    void lastKnownValuesAreNoLongerHealthy() {
        Verdict verdict =
                health.judge(
                        facts(
                                EntityType.MESSAGE_QUEUE_BROKER,
                                0,
                                Map.of(),
                                Quality.LAST_KNOWN,
                                HealthSettings.DEFAULTS),
                        memory);
        assertThat(verdict.status()).isEqualTo(Status.DEGRADED);
        assertThat(verdict.score()).isEqualTo(75);
    }

    /** Whatever costs less than DEGRADED allows is meant to: it is the exception. */
    @Test
    void aSingleDeductionMeansThatAPersonMustLookExceptFewErrors() {
        for (EntityType type :
                List.of(
                        EntityType.MESSAGE_QUEUE_BROKER,
                        EntityType.MESSAGE_QUEUE_TOPIC,
                        EntityType.MESSAGE_QUEUE_CLUSTER)) {
            for (Rule rule : Rule.of(type)) {
                boolean small =
                        rule.condition() == HealthCondition.REQUEST_HANDLERS_EXHAUSTED
                                || (rule.condition() == HealthCondition.ERRORS
                                        && type != EntityType.MESSAGE_QUEUE_TOPIC);
                assertThat(100 - rule.points() < HealthSettings.DEFAULTS.degradedBelow())
                        .as("%s of %s", rule.condition(), type)
                        .isEqualTo(!small);
            }
        }
    }

    @Test
    void anIdleBrokerIsHealthyWhateverItsPercentilesSay() {
        Map<String, Double> idle = new HashMap<>();
        idle.put("broker.request.latency.p99", 3.5);
        idle.put("broker.messages.in.rate", 0.0);
        idle.put("broker.cpu.usage", 0.01);
        idle.put("broker.requestHandler.idle", 1.0);
        idle.put("broker.networkProcessor.idle", 1.0);
        idle.put("broker.error.rate", 0.0);
        judge(EntityType.MESSAGE_QUEUE_BROKER, 0, idle);
        assertThat(judge(EntityType.MESSAGE_QUEUE_BROKER, 600, idle).score()).isEqualTo(100);
        idle.put("broker.messages.in.rate", 12.0);
        judge(EntityType.MESSAGE_QUEUE_BROKER, 615, idle);
        assertThat(judge(EntityType.MESSAGE_QUEUE_BROKER, 675, idle).reasons())
                .containsExactly("the slowest of 100 produce requests takes 3.50 s: -25");
    }

    @Test
    void theCpuIsJudgedWhereTheNumberOfCoresIsKnown() {
        Map<String, Double> busy = Map.of("broker.cpu.usage", 3.4);
        assertThat(lasting(busy, HealthSettings.DEFAULTS, Map.of()).score()).isEqualTo(100);
        HealthSettings fourCores = rules(new Thresholds(4.0, Map.of(), Map.of()));
        assertThat(lasting(busy, fourCores, Map.of()).reasons())
                .containsExactly("0.85 of the CPU is in use: -25");
        HealthSettings eightCores = rules(new Thresholds(8.0, Map.of(), Map.of()));
        assertThat(lasting(busy, eightCores, Map.of()).score()).isEqualTo(100);
    }

    @Test
    void labelsChooseTheThresholds() {
        HealthSettings rules =
                rules(
                        new Thresholds(
                                null,
                                Map.of(HealthCondition.UNDER_REPLICATED.key(), 5.0),
                                Map.of(HealthCondition.UNDER_REPLICATED.key(), 0L)),
                        new ThresholdOverride(
                                Map.of("disk", "hdd"),
                                new Thresholds(
                                        null,
                                        Map.of(HealthCondition.UNDER_REPLICATED.key(), 10.0),
                                        Map.of())),
                        new ThresholdOverride(
                                Map.of("disk", "hdd", "rack", "b"),
                                new Thresholds(
                                        null,
                                        Map.of(),
                                        Map.of(HealthCondition.UNDER_REPLICATED.key(), 600_000L))));
        Map<String, Double> metrics = Map.of("broker.partitions.underReplicated", 11.0);
        Map<String, Double> few = Map.of("broker.partitions.underReplicated", 6.0);
        assertThat(lasting(few, rules, Map.of()).score()).isEqualTo(75);
        assertThat(lasting(few, rules, Map.of("disk", "hdd")).score()).isEqualTo(100);
        assertThat(lasting(metrics, rules, Map.of("disk", "hdd", "rack", "a")).score())
                .isEqualTo(75);
        assertThat(lasting(metrics, rules, Map.of("disk", "hdd", "rack", "b")).score())
                .isEqualTo(100);
    }

    @Test
    void aValueAroundItsThresholdStaysBadUntilItIsWellBehindIt() {
        HealthSettings rules =
                rules(new Thresholds(1.0, Map.of(), Map.of(HealthCondition.CPU.key(), 0L)));
        double[] usage = {0.79, 0.81, 0.79, 0.73, 0.71, 0.79};
        Double[] scores = {100.0, 75.0, 75.0, 75.0, 100.0, 100.0};
        assertThat(scores(rules, "broker.cpu.usage", usage)).containsExactly(scores);
        HealthSettings idle =
                rules(
                        new Thresholds(
                                null,
                                Map.of(),
                                Map.of(HealthCondition.NETWORK_PROCESSORS_IDLE.key(), 0L)));
        assertThat(scores(idle, "broker.networkProcessor.idle", 0.31, 0.29, 0.32, 0.34, 0.31))
                .containsExactly(100.0, 75.0, 75.0, 100.0, 100.0);
    }

    @Test
    void aConditionThatPassesByCountsForNothing() {
        Map<String, Double> some = Map.of("broker.partitions.underReplicated", 3.0);
        Map<String, Double> none = Map.of("broker.partitions.underReplicated", 0.0);
        for (long at = 0; at < 600; at += 60) {
            for (long in = 0; in < 45; in += 15) {
                assertThat(judge(EntityType.MESSAGE_QUEUE_BROKER, at + in, some).score())
                        .isEqualTo(100);
            }
            judge(EntityType.MESSAGE_QUEUE_BROKER, at + 45, none);
        }
    }

    @Test
    void aStatusGetsBetterOnceItHasBeenBetterForAWhile() {
        Map<String, Double> bad = Map.of("broker.replicas.offline", 1.0);
        assertThat(judge(EntityType.MESSAGE_QUEUE_BROKER, 0, bad).status())
                .isEqualTo(Status.DEGRADED);
        Verdict held = judge(EntityType.MESSAGE_QUEUE_BROKER, 15, Map.of());
        assertThat(held.status()).isEqualTo(Status.DEGRADED);
        assertThat(held.score()).isEqualTo(100);
        assertThat(held.reasons())
                .containsExactly("better for 0 s: no longer DEGRADED once that has lasted 30 s");
        judge(EntityType.MESSAGE_QUEUE_BROKER, 30, bad);
        judge(EntityType.MESSAGE_QUEUE_BROKER, 45, Map.of());
        assertThat(judge(EntityType.MESSAGE_QUEUE_BROKER, 60, Map.of()).status())
                .isEqualTo(Status.DEGRADED);
        Verdict well = judge(EntityType.MESSAGE_QUEUE_BROKER, 75, Map.of());
        assertThat(well.status()).isEqualTo(Status.HEALTHY);
        assertThat(well.reasons()).isEmpty();
    }

    @Test
    void itIsThenAsGoodAsTheWorstOfThatTime() {
        Map<String, Double> lost = Map.of("topic.partitions.offline", 1.0);
        Map<String, Double> poor = Map.of("topic.partitions.underMinIsr", 1.0);
        EntityType topic = EntityType.MESSAGE_QUEUE_TOPIC;
        judge(topic, 0, lost);
        judge(topic, 15, Map.of());
        judge(topic, 30, poor);
        assertThat(judge(topic, 45, Map.of()).status()).isEqualTo(Status.DEGRADED);
        judge(topic, 60, Map.of());
        assertThat(judge(topic, 90, Map.of()).status()).isEqualTo(Status.HEALTHY);
    }

    @Test
    void twoIntervalsAreTheLeastWhereTheyAreLonger() {
        Map<String, Double> bad = Map.of("broker.replicas.offline", 1.0);
        memory = health.judge(slow(0, bad), memory).memory();
        memory = health.judge(slow(60, Map.of()), memory).memory();
        memory = health.judge(slow(120, Map.of()), memory).memory();
        assertThat(memory.status()).isEqualTo(Status.DEGRADED);
        assertThat(health.judge(slow(180, Map.of()), memory).status()).isEqualTo(Status.HEALTHY);
    }

    private static Facts slow(long second, Map<String, Double> metrics) {
        return new Facts(
                EntityType.MESSAGE_QUEUE_BROKER,
                Map.of(),
                metrics,
                Quality.MEASURED,
                null,
                null,
                HealthSettings.DEFAULTS,
                60_000,
                BEGIN + second * 1000);
    }

    private static HealthSettings rules(Thresholds thresholds, ThresholdOverride... overrides) {
        return new HealthSettings(80, 50, 30_000, 0.1, thresholds, List.of(overrides));
    }

    private List<Double> scores(HealthSettings rules, String metric, double... values) {
        memory = HealthMemory.NONE;
        return Arrays.stream(values)
                .mapToObj(
                        value -> {
                            Verdict verdict =
                                    health.judge(
                                            facts(
                                                    EntityType.MESSAGE_QUEUE_BROKER,
                                                    0,
                                                    Map.of(metric, value),
                                                    Quality.MEASURED,
                                                    rules),
                                            memory);
                            memory = verdict.memory();
                            return verdict.score();
                        })
                .toList();
    }

    /** The verdict on a broker with these labels once something has lasted for a minute. */
    private Verdict lasting(
            Map<String, Double> metrics, HealthSettings rules, Map<String, String> labels) {
        HealthMemory own = HealthMemory.NONE;
        Verdict verdict = null;
        for (long at = BEGIN; at <= BEGIN + 60_000; at += INTERVAL) {
            verdict =
                    health.judge(
                            new Facts(
                                    EntityType.MESSAGE_QUEUE_BROKER,
                                    labels,
                                    metrics,
                                    Quality.MEASURED,
                                    null,
                                    null,
                                    rules,
                                    INTERVAL,
                                    at),
                            own);
            own = verdict.memory();
        }
        return verdict;
    }

    private Verdict judge(EntityType type, long second, Map<String, Double> metrics) {
        Verdict verdict =
                health.judge(
                        facts(type, second, metrics, Quality.MEASURED, HealthSettings.DEFAULTS),
                        memory);
        memory = verdict.memory();
        return verdict;
    }

    private Verdict judge(Quality quality, Coverage coverage) {
        return health.judge(
                new Facts(
                        EntityType.MESSAGE_QUEUE_CLUSTER,
                        Map.of(),
                        Map.of(),
                        quality,
                        coverage,
                        null,
                        HealthSettings.DEFAULTS,
                        INTERVAL,
                        BEGIN),
                HealthMemory.NONE);
    }

    private static Facts facts(
            EntityType type,
            long second,
            Map<String, Double> metrics,
            Quality quality,
            HealthSettings rules) {
        return new Facts(
                type,
                Map.of(),
                metrics,
                quality,
                null,
                null,
                rules,
                INTERVAL,
                BEGIN + second * 1000);
    }
}
