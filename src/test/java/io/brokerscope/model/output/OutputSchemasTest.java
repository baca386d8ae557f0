package io.brokerscope.model.output;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.brokerscope.model.BreakerState;
import io.brokerscope.model.Coverage;
import io.brokerscope.model.EntityType;
import io.brokerscope.model.FailureReason;
import io.brokerscope.model.OutcomeKind;
import io.brokerscope.model.Quality;
import io.brokerscope.model.RelationshipType;
import io.brokerscope.model.Status;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OutputSchemasTest {

    @ParameterizedTest
    @EnumSource(OutputTopic.class)
    void everyObjectIsClosedAndEveryFieldExplained(OutputTopic topic) {
        JsonNode schema = OutputSchemas.document(topic);
        assertThat(schema.path("$schema").asText())
                .isEqualTo("https://json-schema.org/draft/2020-12/schema");
        assertClosed(schema);
    }

    private static void assertClosed(JsonNode schema) {
        if (schema.has("properties")) {
            assertThat(schema.path("additionalProperties").isBoolean()).isTrue();
            assertThat(schema.path("additionalProperties").asBoolean()).isFalse();
            schema.path("properties")
                    .fields()
                    .forEachRemaining(
                            field ->
                                    assertThat(field.getValue().path("description").asText())
                                            .as(field.getKey())
                                            .isNotBlank());
            schema.path("properties").forEach(OutputSchemasTest::assertClosed);
        }
        if (schema.has("items")) {
            assertClosed(schema.path("items"));
        }
    }

    @Test
    void fieldsAreTheComponentsOfTheRecords() {
        assertFields(OutputTopic.ENTITIES, "", EntityRecord.class);
        assertFields(OutputTopic.ENTITIES, "/properties/coverage", Coverage.class);
        assertFields(
                OutputTopic.ENTITIES, "/properties/assignments", EntityRecord.Assignments.class);
        assertFields(
                OutputTopic.ENTITIES,
                "/properties/assignments/properties/worst/items",
                EntityRecord.Assignment.class);
        assertFields(OutputTopic.METRICS, "", MetricsRecord.class);
        assertFields(OutputTopic.METRICS, "/properties/coverage", Coverage.class);
        assertFields(OutputTopic.OUTCOMES, "", LedgerRecord.class);
        assertFields(
                OutputTopic.OUTCOMES, "/properties/counters/items", LedgerRecord.Counter.class);
        assertFields(OutputTopic.EVENTS, "", EventRecord.class);
        assertFields(OutputTopic.DEAD_LETTERS, "", DeadLetter.class);
        assertFields(OutputTopic.COVERAGE, "", CoverageRecord.class);
        assertFields(OutputTopic.COVERAGE, "/properties/brokers", Coverage.class);
        assertFields(OutputTopic.COVERAGE, "/properties/gaps/items", CoverageRecord.Gap.class);
        assertFields(
                OutputTopic.COVERAGE, "/properties/statistics", CoverageRecord.Statistics.class);
        assertFields(
                OutputTopic.COVERAGE,
                "/properties/statistics/properties/latencyMs",
                CoverageRecord.Latency.class);
        assertFields(
                OutputTopic.COVERAGE,
                "/properties/statistics/properties/breakerChanges/items",
                CoverageRecord.BreakerChange.class);
        assertFields(OutputTopic.RELATIONSHIPS, "", RelationshipRecord.class);
        for (String end : List.of("/properties/source", "/properties/target")) {
            assertFields(OutputTopic.RELATIONSHIPS, end, RelationshipRecord.End.class);
        }
    }

    private static void assertFields(OutputTopic topic, String pointer, Class<?> type) {
        JsonNode schema = OutputSchemas.document(topic).at(pointer);
        List<String> fields = new ArrayList<>();
        schema.path("properties").fieldNames().forEachRemaining(fields::add);
        assertThat(fields)
                .as(type.getSimpleName())
                .containsExactlyElementsOf(
                        Arrays.stream(type.getRecordComponents())
                                .map(RecordComponent::getName)
                                .toList());
        List<String> required =
                StreamSupport.stream(schema.path("required").spliterator(), false)
                        .map(JsonNode::asText)
                        .toList();
        assertThat(required)
                .as("what is never null is required in " + type.getSimpleName())
                .containsAll(
                        Arrays.stream(type.getRecordComponents())
                                .filter(component -> component.getType().isPrimitive())
                                .map(RecordComponent::getName)
                                .toList());
    }

    @Test
    void enumsAreThoseOfTheCode() {
        for (OutputTopic topic : List.of(OutputTopic.ENTITIES, OutputTopic.METRICS)) {
            assertEnum(topic, "/properties/entityType", EntityType.values());
            assertEnum(topic, "/properties/quality", Quality.values());
        }
        assertEnum(OutputTopic.ENTITIES, "/properties/status", Status.values());
        assertEnum(
                OutputTopic.OUTCOMES,
                "/properties/kind",
                Arrays.stream(OutcomeKind.values())
                        .filter(kind -> kind != OutcomeKind.NOTICE)
                        .toArray(OutcomeKind[]::new));
        assertEnum(OutputTopic.OUTCOMES, "/properties/reason", FailureReason.values());
        assertEnum(OutputTopic.OUTCOMES, "/properties/breaker", BreakerState.values());
        assertEnum(
                OutputTopic.OUTCOMES,
                "/properties/counters/items/properties/change",
                LedgerRecord.Change.values());
        assertEnum(OutputTopic.EVENTS, "/properties/type", EventRecord.Type.values());
        assertEnum(OutputTopic.EVENTS, "/properties/severity", EventRecord.Severity.values());
        assertEnum(OutputTopic.DEAD_LETTERS, "/properties/reason", FailureReason.values());
        assertEnum(
                OutputTopic.COVERAGE,
                "/properties/gaps/items/properties/kind",
                CoverageRecord.GapKind.values());
        assertEnum(
                OutputTopic.COVERAGE,
                "/properties/statistics/properties/breaker",
                BreakerState.values());
        assertEnum(OutputTopic.RELATIONSHIPS, "/properties/type", RelationshipType.values());
        for (String end : List.of("source", "target")) {
            assertEnum(
                    OutputTopic.RELATIONSHIPS,
                    "/properties/" + end + "/properties/entityType",
                    EntityType.values());
        }
    }

    private static void assertEnum(OutputTopic topic, String pointer, Enum<?>... values) {
        List<String> allowed = new ArrayList<>();
        OutputSchemas.document(topic)
                .at(pointer)
                .path("enum")
                .forEach(v -> allowed.add(v.asText()));
        assertThat(allowed)
                .as(topic + pointer)
                .containsExactlyElementsOf(Arrays.stream(values).map(Enum::name).toList());
    }

    @Test
    void whatIsNotValidIsFound() {
        assertThat(OutputSchemas.problems(OutputTopic.EVENTS, "{}".getBytes())).isNotEmpty();
        byte[] event =
                """
                {"schemaVersion":1,"type":"GAP_OPENED","severity":"INFO","at":1,"message":"m",
                 "attributes":{},"more":1}
                """
                        .getBytes();
        assertThat(OutputSchemas.problems(OutputTopic.EVENTS, event)).hasSize(1);
    }
}
