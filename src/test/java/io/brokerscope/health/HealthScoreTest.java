package io.brokerscope.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.model.Coverage;
import io.brokerscope.model.EntityType;
import io.brokerscope.model.HealthJudge.Verdict;
import io.brokerscope.model.Quality;
import io.brokerscope.model.Status;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HealthScoreTest {

    private final HealthScore health = new HealthScore();

    @ParameterizedTest
    @CsvSource({
        "MESSAGE_QUEUE_BROKER, broker.partitions.underReplicated, 0, 100, HEALTHY",
        "MESSAGE_QUEUE_BROKER, broker.partitions.underReplicated, 3, 80, DEGRADED",
        "MESSAGE_QUEUE_BROKER, broker.partitions.underMinIsr, 1, 60, DEGRADED",
        "MESSAGE_QUEUE_BROKER, broker.logDirs.offline, 1, 50, DEGRADED",
        "MESSAGE_QUEUE_BROKER, broker.replicas.offline, 1, 60, DEGRADED",
        "MESSAGE_QUEUE_BROKER, broker.requestHandler.idle, 0.05, 70, DEGRADED",
        "MESSAGE_QUEUE_BROKER, broker.requestHandler.idle, 0.1, 85, DEGRADED",
        "MESSAGE_QUEUE_BROKER, broker.requestHandler.idle, 0.3, 100, HEALTHY",
        "MESSAGE_QUEUE_BROKER, broker.networkProcessor.idle, 0.29, 85, DEGRADED",
        "MESSAGE_QUEUE_BROKER, broker.memory.usage, 0.96, 85, DEGRADED",
        "MESSAGE_QUEUE_BROKER, broker.error.rate, 0.1, 90, HEALTHY",
        "MESSAGE_QUEUE_TOPIC, topic.partitions.underMinIsr, 1, 50, DEGRADED",
        "MESSAGE_QUEUE_TOPIC, topic.partitions.underReplicated, 1, 80, DEGRADED",
        "MESSAGE_QUEUE_TOPIC, topic.error.rate, 1, 80, DEGRADED",
        "MESSAGE_QUEUE_CLUSTER, cluster.partitions.offline, 1, 40, UNHEALTHY",
        "MESSAGE_QUEUE_CLUSTER, cluster.partitions.underMinIsr, 1, 60, DEGRADED",
        "MESSAGE_QUEUE_CLUSTER, cluster.replicas.offline, 1, 70, DEGRADED",
        "MESSAGE_QUEUE_CLUSTER, cluster.partitions.underReplicated, 1, 80, DEGRADED",
        "MESSAGE_QUEUE_CLUSTER, cluster.error.rate, 1, 90, HEALTHY",
        "MESSAGE_QUEUE_CONSUMER_GROUP, consumerGroup.status, 0, 100, HEALTHY",
        "MESSAGE_QUEUE_CONSUMER_GROUP, consumerGroup.status, 1, 70, DEGRADED",
        "MESSAGE_QUEUE_CONSUMER_GROUP, consumerGroup.status, 2, 40, UNHEALTHY"
    })
    void deductsForWhatIsWrong(
            EntityType type, String metric, double value, double score, Status status) {
        Verdict verdict = health.judge(type, Map.of(metric, value), Quality.MEASURED, null);
        assertThat(verdict.score()).isEqualTo(score);
        assertThat(verdict.status()).isEqualTo(status);
        assertThat(verdict.reasons()).hasSize(score < 100 ? 1 : 0);
    }

    @Test
    void namesTheWorstReasonFirst() {
        Verdict verdict =
                health.judge(
                        EntityType.MESSAGE_QUEUE_BROKER,
                        Map.of(
                                "broker.partitions.underReplicated", 2.0,
                                "broker.partitions.underMinIsr", 1.0),
                        Quality.MEASURED,
                        null);
        assertThat(verdict.score()).isEqualTo(40);
        assertThat(verdict.status()).isEqualTo(Status.UNHEALTHY);
        assertThat(verdict.reasons().get(0)).startsWith("1 partitions are below min.insync");
    }

    @Test
    void neverGoesBelowZero() {
        Verdict verdict =
                health.judge(
                        EntityType.MESSAGE_QUEUE_CLUSTER,
                        Map.of(
                                "cluster.partitions.offline", 2.0,
                                "cluster.partitions.underMinIsr", 1.0,
                                "cluster.replicas.offline", 1.0),
                        Quality.MEASURED,
                        null);
        assertThat(verdict.score()).isZero();
    }

    @Test
    void brokersThatDoNotReportDegradeTheClusterButAreNotItsEnd() {
        Verdict one =
                health.judge(
                        EntityType.MESSAGE_QUEUE_CLUSTER,
                        Map.of(),
                        Quality.MEASURED,
                        new Coverage(10, 9, 0, 1, 0, 0));
        assertThat(one.status()).isEqualTo(Status.DEGRADED);
        assertThat(one.reasons()).containsExactly("1 of 10 brokers do not report");
        Verdict all =
                health.judge(
                        EntityType.MESSAGE_QUEUE_CLUSTER,
                        Map.of(),
                        Quality.MEASURED,
                        new Coverage(3, 0, 0, 0, 0, 3));
        assertThat(all.score()).isEqualTo(50);
        assertThat(all.status()).isEqualTo(Status.DEGRADED);
    }

    @Test
    void aTopicWithAPartitionThatNobodyLeadsIsUnhealthy() {
        Verdict verdict =
                health.judge(
                        EntityType.MESSAGE_QUEUE_TOPIC,
                        Map.of("topic.partitions.offline", 1.0),
                        Quality.SECONDARY,
                        null);
        assertThat(verdict.status()).isEqualTo(Status.UNHEALTHY);
        assertThat(verdict.reasons()).containsExactly("1 partitions are offline");
    }

    @Test
    void whatIsNotKnownIsNotJudged() {
        Verdict verdict =
                health.judge(EntityType.MESSAGE_QUEUE_TOPIC, Map.of(), Quality.UNKNOWN, null);
        assertThat(verdict.status()).isEqualTo(Status.UNKNOWN);
        assertThat(verdict.score()).isNull();
    }

    @Test
    void lastKnownValuesAreNoLongerHealthy() {
        Verdict verdict =
                health.judge(EntityType.MESSAGE_QUEUE_BROKER, Map.of(), Quality.LAST_KNOWN, null);
        assertThat(verdict.status()).isEqualTo(Status.DEGRADED);
        assertThat(verdict.score()).isEqualTo(80);
    }
}
