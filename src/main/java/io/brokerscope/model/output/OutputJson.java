package io.brokerscope.model.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.brokerscope.model.Coverage;
import io.brokerscope.model.OutcomeKind;
import io.brokerscope.model.PartitionFacts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The JSON of the output topics: what is written and what is read back. Every method is
 * thread-safe.
 *
 * <p>A record always gives the same bytes: fields stand in the order in which the record declares
 * them, the entries of maps in the order of their names. Fields that are null are left out; maps
 * and lists that are empty, or null where the JSON Schema requires them, are written empty. JSON
 * knows neither NaN nor infinity: a value that is not finite is not known, and what is not known is
 * absent. Half a surrogate pair, as a cut through a text leaves it, becomes U+FFFD.
 */
public final class OutputJson {

    /** The version of the JSON Schemas that this class writes, and the only one it reads. */
    public static final int SCHEMA_VERSION = 1;

    /** A text for each thread that writes, whose room it uses for one record after another. */
    private static final ThreadLocal<JsonText> TEXT = ThreadLocal.withInitial(JsonText::new);

    private static final ObjectMapper READER =
            JsonMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                    .build();

    private static final List<String> ENTITY_REQUIRED =
            alwaysThere(
                    EntityRecord.class,
                    "guid",
                    "entityType",
                    "name",
                    "account",
                    "cluster",
                    "provider",
                    "labels",
                    "attributes",
                    "status",
                    "reasons",
                    "quality",
                    "metrics");
    private static final List<String> METRICS_REQUIRED =
            alwaysThere(
                    MetricsRecord.class,
                    "guid",
                    "entityType",
                    "name",
                    "cluster",
                    "quality",
                    "metrics",
                    "increments");
    private static final List<String> LEDGER_REQUIRED = alwaysThere(LedgerRecord.class, "kind");
    private static final List<String> EVENT_REQUIRED =
            alwaysThere(EventRecord.class, "type", "severity", "message", "attributes");
    private static final List<String> COVERAGE_REQUIRED =
            alwaysThere(CoverageRecord.class, "cluster", "gaps");
    private static final List<String> RELATIONSHIP_REQUIRED =
            alwaysThere(
                    RelationshipRecord.class, "type", "source", "target", "cluster", "attributes");
    private static final List<String> DEAD_LETTER_REQUIRED =
            alwaysThere(DeadLetter.class, "cluster", "target", "excerpt", "detail");

    private OutputJson() {}

    /**
     * The JSON of a record of {@code entities}.
     *
     * @throws IllegalArgumentException if a field is null that must not be
     */
    public static byte[] write(EntityRecord record) {
        return write(
                json -> {
                    json.field("schemaVersion").number(record.schemaVersion());
                    text(json, "guid", required("guid", record.guid()));
                    name(json, "entityType", required("entityType", record.entityType()));
                    text(json, "name", required("name", record.name()));
                    text(json, "account", required("account", record.account()));
                    text(json, "cluster", required("cluster", record.cluster()));
                    text(json, "provider", required("provider", record.provider()));
                    texts(json, "labels", record.labels());
                    texts(json, "attributes", record.attributes());
                    name(json, "status", required("status", record.status()));
                    number(json, "healthScore", record.healthScore());
                    texts(json, "reasons", record.reasons());
                    name(json, "quality", required("quality", record.quality()));
                    json.field("dueAt").number(record.dueAt());
                    number(json, "observedAt", record.observedAt());
                    json.field("emittedAt").number(record.emittedAt());
                    number(json, "ageMs", record.ageMs());
                    json.field("revision").number(record.revision());
                    numbers(json, "metrics", record.metrics());
                    coverage(json, "coverage", record.coverage());
                    sources(json, record.sources());
                    number(json, "adminObservedAt", record.adminObservedAt());
                    partitions(json, record.partitions());
                    number(json, "partitionsNotListed", record.partitionsNotListed());
                    assignments(json, record.assignments());
                });
    }

    /**
     * The JSON of a record of {@code metrics}.
     *
     * @throws IllegalArgumentException if a field is null that must not be
     */
    public static byte[] write(MetricsRecord record) {
        return write(
                json -> {
                    json.field("schemaVersion").number(record.schemaVersion());
                    text(json, "guid", required("guid", record.guid()));
                    name(json, "entityType", required("entityType", record.entityType()));
                    text(json, "name", required("name", record.name()));
                    text(json, "cluster", required("cluster", record.cluster()));
                    json.field("dueAt").number(record.dueAt());
                    number(json, "untilDueAt", record.untilDueAt());
                    json.field("revision").number(record.revision());
                    name(json, "quality", required("quality", record.quality()));
                    number(json, "observedAt", record.observedAt());
                    number(json, "elapsedMs", record.elapsedMs());
                    numbers(json, "metrics", record.metrics());
                    numbers(json, "increments", record.increments());
                    coverage(json, "coverage", record.coverage());
                    text(json, "contributor", record.contributor());
                    sources(json, record.sources());
                    number(json, "adminObservedAt", record.adminObservedAt());
                });
    }

    /**
     * The JSON of a record of {@code outcomes}.
     *
     * @throws IllegalArgumentException if a field is null that must not be
     */
    public static byte[] write(LedgerRecord record) {
        return write(
                json -> {
                    json.field("schemaVersion").number(record.schemaVersion());
                    name(json, "kind", required("kind", record.kind()));
                    if (record.kind() != OutcomeKind.OUTPUT_GAP) {
                        text(json, "cluster", required("cluster", record.cluster()));
                        text(json, "target", required("target", record.target()));
                    }
                    json.field("incarnation").number(record.incarnation());
                    json.field("dueAt").number(record.dueAt());
                    number(json, "untilDueAt", record.untilDueAt());
                    json.field("ticks").number(record.ticks());
                    json.field("intervalMs").number(record.intervalMs());
                    name(json, "reason", record.reason());
                    text(json, "detail", record.detail());
                    number(json, "attempts", record.attempts());
                    number(json, "startedAt", record.startedAt());
                    number(json, "observedAt", record.observedAt());
                    number(json, "latencyMs", record.latencyMs());
                    number(json, "bytes", record.bytes());
                    number(json, "samples", record.samples());
                    number(json, "unknown", record.unknown());
                    number(json, "truncated", record.truncated());
                    number(json, "malformed", record.malformed());
                    name(json, "breaker", record.breaker());
                    text(json, "dialect", record.dialect());
                    text(json, "source", record.source());
                    number(json, "processStartAt", record.processStartAt());
                    counters(json, record.counters());
                });
    }

    /**
     * The JSON of a record of {@code events}.
     *
     * @throws IllegalArgumentException if a field is null that must not be
     */
    public static byte[] write(EventRecord record) {
        return write(
                json -> {
                    json.field("schemaVersion").number(record.schemaVersion());
                    name(json, "type", required("type", record.type()));
                    name(json, "severity", required("severity", record.severity()));
                    json.field("at").number(record.at());
                    text(json, "cluster", record.cluster());
                    text(json, "target", record.target());
                    text(json, "guid", record.guid());
                    text(json, "message", required("message", record.message()));
                    texts(json, "attributes", record.attributes());
                });
    }

    /**
     * The JSON of a record of {@code dead-letters}.
     *
     * @throws IllegalArgumentException if a field is null that must not be
     */
    public static byte[] write(DeadLetter record) {
        return write(
                json -> {
                    json.field("schemaVersion").number(record.schemaVersion());
                    text(json, "cluster", required("cluster", record.cluster()));
                    text(json, "target", required("target", record.target()));
                    json.field("dueAt").number(record.dueAt());
                    name(json, "reason", record.reason());
                    json.field("lines").number(record.lines());
                    number(json, "line", record.line());
                    text(json, "excerpt", required("excerpt", record.excerpt()));
                    text(json, "detail", required("detail", record.detail()));
                });
    }

    /**
     * The JSON of a record of {@code coverage}.
     *
     * @throws IllegalArgumentException if a field is null that must not be
     */
    public static byte[] write(CoverageRecord record) {
        return write(
                json -> {
                    json.field("schemaVersion").number(record.schemaVersion());
                    text(json, "cluster", required("cluster", record.cluster()));
                    text(json, "target", record.target());
                    json.field("dueAt").number(record.dueAt());
                    json.field("emittedAt").number(record.emittedAt());
                    coverage(json, "brokers", record.brokers());
                    gaps(json, required("gaps", record.gaps()));
                    json.field("gapsNotListed").number(record.gapsNotListed());
                    text(json, "endpoint", record.endpoint());
                    name(json, "quality", record.quality());
                    number(json, "observedAt", record.observedAt());
                    statistics(json, record.statistics());
                });
    }

    /**
     * The JSON of a record of {@code relationships}.
     *
     * @throws IllegalArgumentException if a field is null that must not be
     */
    public static byte[] write(RelationshipRecord record) {
        return write(
                json -> {
                    json.field("schemaVersion").number(record.schemaVersion());
                    name(json, "type", required("type", record.type()));
                    end(json, "source", required("source", record.source()));
                    end(json, "target", required("target", record.target()));
                    text(json, "cluster", required("cluster", record.cluster()));
                    numbers(json, "attributes", record.attributes());
                    json.field("since").number(record.since());
                    number(json, "observedAt", record.observedAt());
                    json.field("emittedAt").number(record.emittedAt());
                });
    }

    /**
     * Reads a record of {@code entities}.
     *
     * @throws UnreadableRecordException if it is none, or of a version that is not known here
     */
    public static EntityRecord readEntity(byte[] value) {
        return read(value, "entities", EntityRecord.class, ENTITY_REQUIRED);
    }

    /**
     * Reads a record of {@code metrics}.
     *
     * @throws UnreadableRecordException if it is none, or of a version that is not known here
     */
    public static MetricsRecord readMetrics(byte[] value) {
        return read(value, "metrics", MetricsRecord.class, METRICS_REQUIRED);
    }

    /**
     * Reads a record of {@code outcomes}.
     *
     * @throws UnreadableRecordException if it is none, or of a version that is not known here
     */
    public static LedgerRecord readLedger(byte[] value) {
        LedgerRecord line = read(value, "outcomes", LedgerRecord.class, LEDGER_REQUIRED);
        if (line.kind() != OutcomeKind.OUTPUT_GAP) {
            readable("cluster", line.cluster());
            readable("target", line.target());
        }
        return line;
    }

    /**
     * Reads a record of {@code events}.
     *
     * @throws UnreadableRecordException if it is none, or of a version that is not known here
     */
    public static EventRecord readEvent(byte[] value) {
        return read(value, "events", EventRecord.class, EVENT_REQUIRED);
    }

    /**
     * Reads a record of {@code dead-letters}.
     *
     * @throws UnreadableRecordException if it is none, or of a version that is not known here
     */
    public static DeadLetter readDeadLetter(byte[] value) {
        return read(value, "dead-letters", DeadLetter.class, DEAD_LETTER_REQUIRED);
    }

    /**
     * Reads a record of {@code coverage}.
     *
     * @throws UnreadableRecordException if it is none, or of a version that is not known here
     */
    public static CoverageRecord readCoverage(byte[] value) {
        return read(value, "coverage", CoverageRecord.class, COVERAGE_REQUIRED);
    }

    /**
     * Reads a record of {@code relationships}.
     *
     * @throws UnreadableRecordException if it is none, or of a version that is not known here
     */
    public static RelationshipRecord readRelationship(byte[] value) {
        return read(value, "relationships", RelationshipRecord.class, RELATIONSHIP_REQUIRED);
    }

    private static void readable(String field, String value) {
        if (value == null) {
            throw new UnreadableRecordException("a record of outcomes lacks the field " + field);
        }
    }

    /** These fields and those that cannot be null. */
    private static List<String> alwaysThere(Class<? extends Record> type, String... others) {
        return Stream.concat(
                        Arrays.stream(type.getRecordComponents())
                                .filter(component -> component.getType().isPrimitive())
                                .map(RecordComponent::getName),
                        Arrays.stream(others))
                .toList();
    }

    private static <T> T read(byte[] value, String topic, Class<T> type, List<String> required) {
        if (value == null) {
            throw new UnreadableRecordException(
                    "a tombstone holds no record of " + topic + "; look for null values first");
        }
        try {
            JsonNode tree = READER.readTree(value);
            if (!tree.isObject()) {
                throw new UnreadableRecordException(
                        "a record of " + topic + " must be a JSON object, found " + kindOf(tree));
            }
            JsonNode version = tree.path("schemaVersion");
            if (!version.isInt() || version.intValue() != SCHEMA_VERSION) {
                throw new UnreadableRecordException(
                        "a record of "
                                + topic
                                + " has schemaVersion "
                                + (version.isMissingNode() ? "(missing)" : version)
                                + "; this version of Brokerscope reads "
                                + SCHEMA_VERSION);
            }
            for (String field : required) {
                if (!tree.hasNonNull(field)) {
                    throw new UnreadableRecordException(
                            "a record of " + topic + " lacks the field " + field);
                }
            }
            return READER.treeToValue(tree, type);
        } catch (JsonProcessingException e) {
            throw new UnreadableRecordException(
                    "a record of " + topic + " cannot be read: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory", e);
        }
    }

    private static String kindOf(JsonNode tree) {
        return tree.isMissingNode() ? "nothing" : "a JSON " + tree.getNodeType();
    }

    private static byte[] write(Consumer<JsonText> fields) {
        JsonText json = TEXT.get().clear().beginObject();
        fields.accept(json);
        return json.endObject().toBytes();
    }

    private static <T> T required(String field, T value) {
        if (value == null) {
            throw new IllegalArgumentException(field + " must not be null");
        }
        return value;
    }

    private static void text(JsonText json, String field, String value) {
        if (value != null) {
            json.field(field).text(value);
        }
    }

    private static void name(JsonText json, String field, Enum<?> value) {
        if (value != null) {
            json.field(field).text(value.name());
        }
    }

    private static void number(JsonText json, String field, Long value) {
        if (value != null) {
            json.field(field).number((long) value);
        }
    }

    private static void number(JsonText json, String field, Integer value) {
        if (value != null) {
            json.field(field).number((long) value);
        }
    }

    private static void number(JsonText json, String field, Double value) {
        if (value != null && Double.isFinite(value)) {
            json.field(field).number((double) value);
        }
    }

    private static void flag(JsonText json, String field, Boolean value) {
        if (value != null) {
            json.field(field).flag(value);
        }
    }

    private static void texts(JsonText json, String field, List<String> values) {
        json.field(field).beginArray();
        if (values != null) {
            for (String value : values) {
                json.text(required(field, value));
            }
        }
        json.endArray();
    }

    private static void texts(JsonText json, String field, Map<String, String> values) {
        json.field(field).beginObject();
        sorted(values)
                .forEach(
                        (key, value) -> {
                            if (value != null) {
                                json.key(key).text(value);
                            }
                        });
        json.endObject();
    }

    private static void numbers(JsonText json, String field, Map<String, ? extends Number> values) {
        json.field(field).beginObject();
        sorted(values)
                .forEach(
                        (key, value) -> {
                            if (value instanceof Long whole) {
                                json.key(key).number((long) whole);
                            } else if (value != null && Double.isFinite(value.doubleValue())) {
                                json.key(key).number(value.doubleValue());
                            }
                        });
        json.endObject();
    }

    /** The entries in the order of their names; metrics come in it most of the time. */
    private static <V> Map<String, V> sorted(Map<String, V> values) {
        if (values == null || values.size() < 2) {
            return values == null ? Map.of() : values;
        }
        return values instanceof SortedMap<String, V> ordered && ordered.comparator() == null
                ? ordered
                : new TreeMap<>(values);
    }

    private static void coverage(JsonText json, String field, Coverage coverage) {
        if (coverage == null) {
            return;
        }
        json.field(field).beginObject();
        json.field("expected").number(coverage.expected());
        json.field("measured").number(coverage.measured());
        json.field("secondary").number(coverage.secondary());
        json.field("lastKnown").number(coverage.lastKnown());
        json.field("simulated").number(coverage.simulated());
        json.field("unknown").number(coverage.unknown());
        json.endObject();
    }

    private static void sources(JsonText json, Map<String, String> sources) {
        if (sources != null && !sources.isEmpty()) {
            texts(json, "sources", sources);
        }
    }

    private static void partitions(JsonText json, List<PartitionFacts> partitions) {
        if (partitions == null || partitions.isEmpty()) {
            return;
        }
        json.field("partitions").beginArray();
        for (PartitionFacts partition : partitions) {
            json.beginObject();
            json.field("number").number(partition.number());
            number(json, "leader", partition.leader());
            json.field("replicas").beginArray();
            for (int replica : partition.replicas()) {
                json.number(replica);
            }
            json.endArray();
            json.field("inSync").number(partition.inSync());
            number(json, "start", partition.start());
            number(json, "end", partition.end());
            number(json, "sizeBytes", partition.sizeBytes());
            json.endObject();
        }
        json.endArray();
    }

    private static void assignments(JsonText json, EntityRecord.Assignments assignments) {
        if (assignments == null) {
            return;
        }
        json.field("assignments").beginObject();
        json.field("worst").beginArray();
        for (EntityRecord.Assignment assignment : required("worst", assignments.worst())) {
            json.beginObject();
            text(json, "topic", required("topic", assignment.topic()));
            json.field("partition").number(assignment.partition());
            text(json, "status", required("status", assignment.status()));
            text(json, "unknown", assignment.unknown());
            number(json, "committed", assignment.committed());
            number(json, "end", assignment.end());
            number(json, "lag", assignment.lag());
            number(json, "lagSeconds", assignment.lagSeconds());
            flag(json, "owned", assignment.owned());
            json.endObject();
        }
        json.endArray();
        json.field("others").number(assignments.others());
        json.endObject();
    }

    private static void end(JsonText json, String field, RelationshipRecord.End end) {
        json.field(field).beginObject();
        text(json, "guid", required(field + ".guid", end.guid()));
        name(json, "entityType", required(field + ".entityType", end.entityType()));
        text(json, "name", required(field + ".name", end.name()));
        json.endObject();
    }

    private static void gaps(JsonText json, List<CoverageRecord.Gap> gaps) {
        json.field("gaps").beginArray();
        for (CoverageRecord.Gap gap : gaps) {
            json.beginObject();
            name(json, "kind", required("kind", gap.kind()));
            text(json, "name", gap.name());
            number(json, "since", gap.since());
            text(json, "detail", required("detail", gap.detail()));
            text(json, "advice", required("advice", gap.advice()));
            json.endObject();
        }
        json.endArray();
    }

    private static void statistics(JsonText json, CoverageRecord.Statistics statistics) {
        if (statistics == null) {
            return;
        }
        json.field("statistics").beginObject();
        json.field("ticks").number(statistics.ticks());
        json.field("observed").number(statistics.observed());
        number(json, "successRatio", statistics.successRatio());
        json.field("attempts").number(statistics.attempts());
        if (statistics.latencyMs() != null) {
            json.field("latencyMs").beginObject();
            json.field("p50").number(statistics.latencyMs().p50());
            json.field("p95").number(statistics.latencyMs().p95());
            json.field("p99").number(statistics.latencyMs().p99());
            json.endObject();
        }
        number(json, "bytes", statistics.bytes());
        number(json, "samples", statistics.samples());
        number(json, "series", statistics.series());
        number(json, "truncated", statistics.truncated());
        text(json, "dialect", statistics.dialect());
        name(json, "breaker", statistics.breaker());
        json.field("breakerChanges").beginArray();
        for (CoverageRecord.BreakerChange change :
                required("breakerChanges", statistics.breakerChanges())) {
            json.beginObject();
            json.field("at").number(change.at());
            name(json, "to", required("to", change.to()));
            json.endObject();
        }
        json.endArray();
        json.endObject();
    }

    private static void counters(JsonText json, List<LedgerRecord.Counter> counters) {
        if (counters == null) {
            return;
        }
        json.field("counters").beginArray();
        for (LedgerRecord.Counter counter : counters) {
            json.beginObject();
            text(json, "metric", required("metric", counter.metric()));
            text(json, "topic", counter.topic());
            text(json, "qualifier", counter.qualifier());
            number(json, "raw", counter.raw());
            number(json, "increment", counter.increment());
            name(json, "change", counter.change());
            json.endObject();
        }
        json.endArray();
    }

    /** A value that is no record this version can read; the message says why. */
    public static final class UnreadableRecordException extends RuntimeException {

        public UnreadableRecordException(String message) {
            super(message);
        }
    }
}
