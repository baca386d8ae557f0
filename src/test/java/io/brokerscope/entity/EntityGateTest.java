package io.brokerscope.entity;

import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.model.Coverage;
import io.brokerscope.model.EntityType;
import io.brokerscope.model.HealthMemory;
import io.brokerscope.model.Quality;
import io.brokerscope.model.Status;
import io.brokerscope.model.output.EntityRecord;
import io.brokerscope.testsupport.RecordedOutputs;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EntityGateTest {

    private static final long INTERVAL = 15_000;
    private final EntityRecord written = record(0, Status.HEALTHY, 100.0, Map.of("m", 100.0));
    private final EntityGate gate = EntityGate.of(written, HealthMemory.NONE);

    @Test
    void opensForTheFirstWord() {
        assertThat(EntityGate.opens(null, written, INTERVAL)).isTrue();
    }

    @Test
    void staysShutWhileNothingChanges() {
        EntityRecord next = record(59_999, Status.HEALTHY, 100.0, Map.of("m", 104.0));
        assertThat(EntityGate.opens(gate, next, INTERVAL)).isFalse();
    }

    @Test
    void remembersTheHealthWhetherItOpensOrNot() {
        HealthMemory memory = new HealthMemory(Status.HEALTHY, null, -1, Map.of("cpu", 7L));
        RecordedOutputs out = new RecordedOutputs();
        EntityGate first = EntityGate.pass(null, written, memory, null, INTERVAL, out);
        assertThat(EntityGate.health(first)).isEqualTo(memory);
        EntityRecord next = record(1, Status.HEALTHY, 100.0, Map.of("m", 100.0));
        EntityGate second = EntityGate.pass(first, next, HealthMemory.NONE, null, INTERVAL, out);
        assertThat(out.entities).hasSize(1);
        assertThat(EntityGate.health(second)).isEqualTo(HealthMemory.NONE);
        assertThat(second.emittedAt()).isZero();
    }

    @Test
    void olderStateKnowsNothingOfHealth() {
        EntityGate older =
                new EntityGate(
                        0, Status.DEGRADED, Quality.MEASURED, 85.0, null, Map.of(), Map.of(), null);
        assertThat(EntityGate.health(older)).isEqualTo(HealthMemory.NONE);
        assertThat(EntityGate.health(null)).isEqualTo(HealthMemory.NONE);
    }

    @Test
    void opensForAHeartbeat() {
        EntityRecord next = record(60_000, Status.HEALTHY, 100.0, Map.of("m", 100.0));
        assertThat(EntityGate.opens(gate, next, INTERVAL)).isTrue();
        EntityRecord quick = record(8_000, Status.HEALTHY, 100.0, Map.of("m", 100.0));
        assertThat(EntityGate.opens(gate, quick, 2_000)).isTrue();
    }

    @Test
    void opensForAChange() {
        assertThat(
                        EntityGate.opens(
                                gate,
                                record(1, Status.DEGRADED, 100.0, Map.of("m", 100.0)),
                                INTERVAL))
                .isTrue();
        assertThat(
                        EntityGate.opens(
                                gate,
                                record(1, Status.HEALTHY, null, Map.of("m", 100.0)),
                                INTERVAL))
                .isTrue();
        assertThat(
                        EntityGate.opens(
                                gate,
                                record(1, Status.HEALTHY, 100.0, Map.of("m", 106.0)),
                                INTERVAL))
                .isTrue();
        assertThat(EntityGate.opens(gate, record(1, Status.HEALTHY, 100.0, Map.of()), INTERVAL))
                .isTrue();
        assertThat(
                        EntityGate.opens(
                                gate,
                                record(1, Status.HEALTHY, 100.0, Map.of("n", 100.0)),
                                INTERVAL))
                .isTrue();
    }

    @Test
    void saysThatAnEntityExistsFirstAndOnceInAMinute() {
        RecordedOutputs out = new RecordedOutputs();
        EntityGate last = null;
        double value = 1;
        for (long at : new long[] {10_000, 25_000, 59_999, 60_000, 61_000, 185_000}) {
            EntityRecord next = record(at, Status.HEALTHY, 100.0, Map.of("m", value *= 2));
            last = EntityGate.pass(last, next, HealthMemory.NONE, "1", INTERVAL, out);
        }
        assertThat(out.entities).hasSize(6);
        assertThat(out.existing)
                .extracting(EntityRecord::emittedAt)
                .containsExactly(10_000L, 60_000L, 185_000L);
    }

    @Test
    void saysThatAnEntityExistsWhereItsStatusIsAnotherOne() {
        RecordedOutputs out = new RecordedOutputs();
        EntityGate last = null;
        long at = 0;
        for (Status status :
                List.of(Status.HEALTHY, Status.DEGRADED, Status.DEGRADED, Status.HEALTHY)) {
            EntityRecord next = record(at += 1_000, status, 10.0 * at, Map.of());
            last = EntityGate.pass(last, next, HealthMemory.NONE, "1", INTERVAL, out);
        }
        assertThat(out.entities).hasSize(4);
        assertThat(out.existing)
                .extracting(EntityRecord::emittedAt)
                .containsExactly(1_000L, 2_000L, 4_000L);
    }

    private static EntityRecord record(
            long emittedAt, Status status, Double score, Map<String, Double> metrics) {
        return new EntityRecord(
                1,
                "guid",
                EntityType.MESSAGE_QUEUE_BROKER,
                "1",
                "acme",
                "c",
                "kafka",
                Map.of(),
                Map.of(),
                status,
                score,
                List.of(),
                Quality.MEASURED,
                0,
                0L,
                emittedAt,
                emittedAt,
                0,
                metrics,
                new Coverage(1, 1, 0, 0, 0, 0),
                null);
    }
}
