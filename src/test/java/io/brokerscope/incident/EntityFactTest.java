package io.brokerscope.incident;

import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.model.EntityType;
import io.brokerscope.model.Quality;
import io.brokerscope.model.Status;
import io.brokerscope.model.output.EntityRecord;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EntityFactTest {

    @ParameterizedTest
    @CsvSource({
        "HEALTHY, MEASURED, false",
        "DEGRADED, MEASURED, true",
        "UNHEALTHY, SECONDARY, true",
        "DEGRADED, LAST_KNOWN, true",
        "UNKNOWN, UNKNOWN, true",
        // Its source answers, but how the group is nobody can say yet.
        "UNKNOWN, MEASURED, false",
        // It is made up because it is missing.
        "UNKNOWN, SIMULATED, false",
        "DEGRADED, SIMULATED, true"
    })
    void saysWhetherAnEntityIsInTrouble(Status status, Quality quality, boolean trouble) {
        EntityFact fact =
                EntityFact.of(record(EntityType.MESSAGE_QUEUE_TOPIC, status, quality, Map.of()));
        assertThat(fact.inTrouble()).isEqualTo(trouble);
        assertThat(fact.silent())
                .isEqualTo(quality == Quality.LAST_KNOWN || quality == Quality.UNKNOWN);
    }

    @ParameterizedTest
    @CsvSource({
        "MESSAGE_QUEUE_BROKER, broker.partitions.underReplicated, 2, true",
        "MESSAGE_QUEUE_BROKER, broker.partitions.underMinIsr, 1, true",
        "MESSAGE_QUEUE_BROKER, broker.partitions.underReplicated, 0, false",
        "MESSAGE_QUEUE_BROKER, broker.memory.usage, 0.99, false",
        "MESSAGE_QUEUE_TOPIC, topic.partitions.offline, 1, true",
        "MESSAGE_QUEUE_TOPIC, topic.error.rate, 1, false",
        "MESSAGE_QUEUE_CLUSTER, cluster.partitions.offline, 1, false",
        "MESSAGE_QUEUE_CONSUMER_GROUP, consumerGroup.status, 2, false"
    })
    void saysWhetherReplicasAreMissing(
            EntityType type, String metric, double value, boolean missing) {
        EntityRecord record =
                record(type, Status.DEGRADED, Quality.MEASURED, Map.of(metric, value));
        assertThat(EntityFact.of(record).replication()).isEqualTo(missing);
    }

    @Test
    void aBrokerWhoseOwnReplicasAreOfflineIsToBlameItself() {
        EntityRecord record =
                record(
                        EntityType.MESSAGE_QUEUE_BROKER,
                        Status.UNHEALTHY,
                        Quality.MEASURED,
                        Map.of(
                                "broker.partitions.underReplicated", 2.0,
                                "broker.replicas.offline", 2.0));
        assertThat(EntityFact.of(record).replication()).isFalse();
    }

    @Test
    void takesTheWorstReasonWithoutItsPoints() {
        EntityFact fact =
                EntityFact.of(
                        record(
                                EntityType.MESSAGE_QUEUE_BROKER,
                                Status.DEGRADED,
                                Quality.MEASURED,
                                Map.of()));
        assertThat(fact)
                .isEqualTo(
                        new EntityFact(
                                "guid",
                                EntityType.MESSAGE_QUEUE_BROKER,
                                "1",
                                "c",
                                Status.DEGRADED,
                                60.0,
                                "1 replicas are offline",
                                false,
                                false,
                                17));
    }

    @Test
    void whatOnlyWaitsToBeWellAgainSettles() {
        EntityRecord record =
                record(
                        EntityType.MESSAGE_QUEUE_BROKER,
                        Status.DEGRADED,
                        Quality.MEASURED,
                        Map.of(),
                        List.of("better for 5 s: no longer DEGRADED once that has lasted 30 s"));
        assertThat(EntityFact.of(record).settling()).isTrue();
        EntityRecord silent =
                record(
                        EntityType.MESSAGE_QUEUE_BROKER,
                        Status.UNKNOWN,
                        Quality.UNKNOWN,
                        Map.of(),
                        List.of());
        assertThat(EntityFact.of(silent).settling()).as("nobody knows").isFalse();
    }

    private static EntityRecord record(
            EntityType type, Status status, Quality quality, Map<String, Double> metrics) {
        return record(
                type,
                status,
                quality,
                metrics,
                List.of("1 replicas are offline: -40", "other: -10"));
    }

    private static EntityRecord record(
            EntityType type,
            Status status,
            Quality quality,
            Map<String, Double> metrics,
            List<String> reasons) {
        return new EntityRecord(
                1, "guid", type, "1", "acme", "c", "kafka", Map.of(), Map.of(), status, 60.0,
                reasons, quality, 0, 0L, 17, 17L, 0, metrics, null, null);
    }
}
