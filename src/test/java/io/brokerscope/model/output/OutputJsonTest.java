package io.brokerscope.model.output;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brokerscope.model.Coverage;
import io.brokerscope.model.EntityType;
import io.brokerscope.model.Quality;
import io.brokerscope.model.Status;
import io.brokerscope.model.output.OutputJson.UnreadableRecordException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;

class OutputJsonTest {

    private static final MetricsRecord METRICS =
            new MetricsRecord(
                    1,
                    "default|INFRA|MESSAGE_QUEUE_BROKER|ab",
                    EntityType.MESSAGE_QUEUE_BROKER,
                    "3",
                    "prod",
                    1000L,
                    null,
                    0,
                    Quality.MEASURED,
                    1200L,
                    15000L,
                    Map.of("broker.cpu.usage", 0.25),
                    Map.of("broker.messages.in", 1L << 60),
                    null,
                    null);

    @Property(tries = 500)
    void entitiesAreValidAndReadBack(@ForAll("entities") EntityRecord record) {
        byte[] value = OutputJson.write(record);
        assertThat(OutputSchemas.problems(OutputTopic.ENTITIES, value)).isEmpty();
        EntityRecord back = OutputJson.readEntity(value);
        assertThat(back.metrics()).isEqualTo(finite(record.metrics()));
        assertThat(OutputJson.write(back)).isEqualTo(value);
        assertThat(back.guid()).isEqualTo(wellFormed(record.guid()));
        assertThat(back.coverage()).isEqualTo(record.coverage());
        assertThat(back.emittedAt()).isEqualTo(record.emittedAt());
        assertThat(back.ageMs()).isEqualTo(record.ageMs());
    }

    @Property(tries = 500)
    void metricsAreValidAndReadBack(@ForAll("metrics") MetricsRecord record) {
        byte[] value = OutputJson.write(record);
        assertThat(OutputSchemas.problems(OutputTopic.METRICS, value)).isEmpty();
        MetricsRecord back = OutputJson.readMetrics(value);
        assertThat(back.metrics()).isEqualTo(finite(record.metrics()));
        assertThat(back.increments()).isEqualTo(record.increments());
        assertThat(back.untilDueAt()).isEqualTo(record.untilDueAt());
        assertThat(OutputJson.write(back)).isEqualTo(value);
    }

    @Property(tries = 500)
    void ledgerLinesAreValidAndReadBack(@ForAll("ledger") LedgerRecord record) {
        byte[] value = OutputJson.write(record);
        assertThat(OutputSchemas.problems(OutputTopic.OUTCOMES, value)).isEmpty();
        LedgerRecord back = OutputJson.readLedger(value);
        assertThat(back.kind()).isEqualTo(record.kind());
        assertThat(back.latencyMs()).isEqualTo(record.latencyMs());
        assertThat(back.counters() == null).isEqualTo(record.counters() == null);
        assertThat(OutputJson.write(back)).isEqualTo(value);
    }

    @Property(tries = 300)
    void eventsAreValidAndReadBack(@ForAll("events") EventRecord record) {
        byte[] value = OutputJson.write(record);
        assertThat(OutputSchemas.problems(OutputTopic.EVENTS, value)).isEmpty();
        EventRecord back = OutputJson.readEvent(value);
        assertThat(back.type()).isEqualTo(record.type());
        assertThat(OutputJson.write(back)).isEqualTo(value);
    }

    @Property(tries = 300)
    void deadLettersAreValidAndReadBack(@ForAll("deadLetters") DeadLetter record) {
        byte[] value = OutputJson.write(record);
        assertThat(OutputSchemas.problems(OutputTopic.DEAD_LETTERS, value)).isEmpty();
        DeadLetter back = OutputJson.readDeadLetter(value);
        assertThat(back.line()).isEqualTo(record.line());
        assertThat(OutputJson.write(back)).isEqualTo(value);
    }

    @Property(tries = 300)
    void relationshipsAreValidAndReadBack(@ForAll("relationships") RelationshipRecord record) {
        byte[] value = OutputJson.write(record);
        assertThat(OutputSchemas.problems(OutputTopic.RELATIONSHIPS, value)).isEmpty();
        RelationshipRecord back = OutputJson.readRelationship(value);
        assertThat(back.type()).isEqualTo(record.type());
        assertThat(back.attributes()).isEqualTo(record.attributes());
        assertThat(back.since()).isEqualTo(record.since());
        assertThat(OutputJson.write(back)).isEqualTo(value);
    }

    @Property(tries = 300)
    void coverageIsValidAndReadBack(@ForAll("coverage") CoverageRecord record) {
        byte[] value = OutputJson.write(record);
        assertThat(OutputSchemas.problems(OutputTopic.COVERAGE, value)).isEmpty();
        CoverageRecord back = OutputJson.readCoverage(value);
        assertThat(back.brokers()).isEqualTo(record.brokers());
        assertThat(back.gaps()).hasSameSizeAs(record.gaps());
        assertThat(OutputJson.write(back)).isEqualTo(value);
    }

    @Test
    void aRecordHasOneFormWhateverTheOrderOfItsMaps() {
        Map<String, Double> forth = new LinkedHashMap<>();
        Map<String, Double> back = new LinkedHashMap<>();
        for (int i = 0; i < 20; i++) {
            forth.put("m" + i, (double) i);
            back.put("m" + (19 - i), (double) (19 - i));
        }
        assertThat(OutputJson.write(withMetrics(forth)))
                .isEqualTo(OutputJson.write(withMetrics(back)));
    }

    @Test
    void fieldsStandInTheirOrderAndNullsAreLeftOut() {
        assertThat(new String(OutputJson.write(METRICS), UTF_8))
                .isEqualTo(
                        "{\"schemaVersion\":1,\"guid\":\"default|INFRA|MESSAGE_QUEUE_BROKER|ab\","
                                + "\"entityType\":\"MESSAGE_QUEUE_BROKER\",\"name\":\"3\","
                                + "\"cluster\":\"prod\",\"dueAt\":1000,\"revision\":0,"
                                + "\"quality\":\"MEASURED\",\"observedAt\":1200,"
                                + "\"elapsedMs\":15000,\"metrics\":{\"broker.cpu.usage\":0.25},"
                                + "\"increments\":{\"broker.messages.in\":1152921504606846976}}");
    }

    @Test
    void emptyAndAbsentMapsAreWrittenEmpty() {
        assertThat(new String(OutputJson.write(withMetrics(Map.of())), UTF_8))
                .contains("\"metrics\":{}");
        assertThat(new String(OutputJson.write(withMetrics(null)), UTF_8))
                .contains("\"metrics\":{}");
    }

    @Test
    void whatIsNotFiniteIsAbsent() {
        Map<String, Double> metrics = new HashMap<>();
        metrics.put("a", Double.NaN);
        metrics.put("b", Double.POSITIVE_INFINITY);
        metrics.put("c", Double.NEGATIVE_INFINITY);
        metrics.put("d", null);
        metrics.put("e", 0.0);
        assertThat(new String(OutputJson.write(withMetrics(metrics)), UTF_8))
                .contains("\"metrics\":{\"e\":0.0}")
                .doesNotContain("NaN")
                .doesNotContain("Infinity");
        assertThat(new String(OutputJson.write(entity(Double.NaN)), UTF_8))
                .doesNotContain("healthScore");
    }

    @Test
    void halfASurrogatePairDoesNotStopTheRecord() {
        DeadLetter letter = new DeadLetter(1, "c", "1", 0, null, 1, 1, "cut \uD83D", "😀 whole");
        DeadLetter back = OutputJson.readDeadLetter(OutputJson.write(letter));
        assertThat(back.excerpt()).isEqualTo("cut \uFFFD");
        assertThat(back.detail()).isEqualTo("😀 whole");
    }

    @Test
    void aMissingRequiredFieldIsADefectOfTheWriter() {
        assertThatThrownBy(
                        () -> OutputJson.write(new DeadLetter(1, "c", null, 0, null, 0, 1, "", "")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("target must not be null");
    }

    @Test
    void onlyTheKnownVersionIsRead() {
        String json = new String(OutputJson.write(METRICS), UTF_8);
        assertUnreadable(json.replace("\"schemaVersion\":1", "\"schemaVersion\":2"))
                .hasMessage(
                        "a record of metrics has schemaVersion 2; this version of Brokerscope reads"
                                + " 1");
        assertUnreadable(json.replace("\"schemaVersion\":1,", ""))
                .hasMessageContaining("(missing)");
        assertUnreadable(json.replace("\"schemaVersion\":1", "\"schemaVersion\":\"1\""))
                .hasMessageContaining("schemaVersion \"1\"");
    }

    @Test
    void whatIsNoRecordIsNotRead() {
        String json = new String(OutputJson.write(METRICS), UTF_8);
        assertUnreadable("").hasMessageContaining("found nothing");
        assertUnreadable("[1]").hasMessageContaining("found a JSON ARRAY");
        assertUnreadable("{").hasMessageContaining("cannot be read");
        assertUnreadable(json + "x").hasMessageContaining("cannot be read");
        assertUnreadable(json.replace("\"quality\":\"MEASURED\"", "\"quality\":\"GUESSED\""))
                .hasMessageContaining("GUESSED");
        assertUnreadable(json.replace("\"quality\":\"MEASURED\",", ""))
                .hasMessage("a record of metrics lacks the field quality");
        assertUnreadable(json.replace("\"dueAt\":1000,", ""))
                .hasMessage("a record of metrics lacks the field dueAt");
        assertUnreadable(json.replace("\"revision\":0", "\"revision\":0.5"))
                .hasMessageContaining("cannot be read");
        assertUnreadable(json.replace("\"dueAt\":1000", "\"dueAt\":1000,\"new\":1"))
                .hasMessageContaining("new");
        assertThatThrownBy(() -> OutputJson.readEntity(null))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessageContaining("tombstone");
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> assertUnreadable(String json) {
        return assertThatThrownBy(() -> OutputJson.readMetrics(json.getBytes(UTF_8)))
                .isInstanceOf(UnreadableRecordException.class);
    }

    private static Map<String, Double> finite(Map<String, Double> metrics) {
        Map<String, Double> finite = new TreeMap<>(metrics);
        finite.values().removeIf(value -> !Double.isFinite(value));
        return finite;
    }

    private static String wellFormed(String text) {
        return new String(text.getBytes(UTF_16), UTF_16);
    }

    private static MetricsRecord withMetrics(Map<String, Double> metrics) {
        return new MetricsRecord(
                1,
                METRICS.guid(),
                METRICS.entityType(),
                METRICS.name(),
                METRICS.cluster(),
                METRICS.dueAt(),
                null,
                0,
                Quality.MEASURED,
                null,
                null,
                metrics,
                Map.of(),
                new Coverage(3, 2, 0, 1, 0, 0),
                null);
    }

    private static EntityRecord entity(Double healthScore) {
        return new EntityRecord(
                1,
                "g",
                EntityType.MESSAGE_QUEUE_CLUSTER,
                "prod",
                "default",
                "prod",
                "kafka",
                Map.of(),
                Map.of(),
                Status.UNKNOWN,
                healthScore,
                List.of(),
                Quality.UNKNOWN,
                0,
                null,
                0,
                null,
                0,
                Map.of(),
                null,
                null);
    }

    @Provide
    Arbitrary<EntityRecord> entities() {
        return OutputRecords.entities();
    }

    @Provide
    Arbitrary<MetricsRecord> metrics() {
        return OutputRecords.metricsRecords();
    }

    @Provide
    Arbitrary<LedgerRecord> ledger() {
        return OutputRecords.ledgerRecords();
    }

    @Provide
    Arbitrary<EventRecord> events() {
        return OutputRecords.events();
    }

    @Provide
    Arbitrary<CoverageRecord> coverage() {
        return OutputRecords.coverageRecords();
    }

    @Provide
    Arbitrary<RelationshipRecord> relationships() {
        return OutputRecords.relationshipRecords();
    }

    @Provide
    Arbitrary<DeadLetter> deadLetters() {
        return OutputRecords.deadLetters();
    }
}
