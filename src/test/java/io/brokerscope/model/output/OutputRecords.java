package io.brokerscope.model.output;

import io.brokerscope.model.BreakerState;
import io.brokerscope.model.Coverage;
import io.brokerscope.model.EntityType;
import io.brokerscope.model.FailureReason;
import io.brokerscope.model.OutcomeKind;
import io.brokerscope.model.PartitionFacts;
import io.brokerscope.model.Quality;
import io.brokerscope.model.RelationshipType;
import io.brokerscope.model.Status;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Arbitrary output records: every optional field there or not, texts of any characters. */
public final class OutputRecords {

    private static final Arbitrary<String> TEXT = Arbitraries.strings().ofMaxLength(20);
    private static final Arbitrary<String> NAME = TEXT.filter(text -> !text.isEmpty());
    private static final Arbitrary<Long> TIME = Arbitraries.longs().between(0, Long.MAX_VALUE);
    private static final Arbitrary<Integer> COUNT = Arbitraries.integers().between(0, 1_000_000);
    private static final Arbitrary<Double> ANY_DOUBLE =
            Arbitraries.oneOf(
                    Arbitraries.doubles(),
                    Arbitraries.of(
                            Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 0.0));
    private static final Arbitrary<String> METRIC =
            Arbitraries.strings().withChars("abc.P9").ofMinLength(1).ofMaxLength(6);

    private OutputRecords() {}

    public static Arbitrary<EntityRecord> entities() {
        Arbitrary<Object[]> parts =
                tuple(
                        NAME,
                        Arbitraries.of(EntityType.class),
                        NAME,
                        TEXT,
                        NAME,
                        TEXT,
                        texts(),
                        texts(),
                        Arbitraries.of(Status.class),
                        Arbitraries.oneOf(
                                        Arbitraries.doubles().between(0, 100),
                                        Arbitraries.of(Double.NaN))
                                .injectNull(0.3),
                        TEXT.list().ofMaxSize(3),
                        Arbitraries.of(Quality.class),
                        TIME,
                        TIME.injectNull(0.3),
                        TIME,
                        Arbitraries.longs().injectNull(0.3),
                        COUNT,
                        metrics(),
                        coverage().injectNull(0.5),
                        sources().injectNull(0.5),
                        TIME.injectNull(0.5),
                        partitions().list().ofMinSize(1).ofMaxSize(3).injectNull(0.5),
                        COUNT.injectNull(0.5),
                        assignments().injectNull(0.5));
        return parts.map(p -> record(EntityRecord.class, p));
    }

    public static Arbitrary<MetricsRecord> metricsRecords() {
        Arbitrary<Object[]> parts =
                tuple(
                        NAME,
                        Arbitraries.of(EntityType.class),
                        NAME,
                        NAME,
                        TIME,
                        TIME.injectNull(0.5),
                        COUNT,
                        Arbitraries.of(Quality.class),
                        TIME.injectNull(0.3),
                        TIME.injectNull(0.3),
                        metrics(),
                        Arbitraries.maps(METRIC, Arbitraries.longs()).ofMaxSize(4),
                        coverage().injectNull(0.5),
                        NAME.injectNull(0.5),
                        sources().injectNull(0.5),
                        TIME.injectNull(0.5));
        return parts.map(p -> record(MetricsRecord.class, p));
    }

    public static Arbitrary<LedgerRecord> ledgerRecords() {
        Arbitrary<Object[]> parts =
                tuple(
                        Arbitraries.of(
                                Arrays.stream(OutcomeKind.values())
                                        .filter(kind -> kind != OutcomeKind.NOTICE)
                                        .toList()),
                        NAME,
                        NAME,
                        TIME,
                        TIME,
                        TIME.injectNull(0.5),
                        TIME,
                        Arbitraries.longs().between(1, Long.MAX_VALUE),
                        Arbitraries.of(FailureReason.class).injectNull(0.5),
                        TEXT.injectNull(0.5),
                        COUNT.injectNull(0.3),
                        TIME.injectNull(0.3),
                        TIME.injectNull(0.3),
                        Arbitraries.doubles().between(0, 1e6).injectNull(0.3),
                        TIME.injectNull(0.3),
                        COUNT.injectNull(0.3),
                        COUNT.injectNull(0.3),
                        COUNT.injectNull(0.3),
                        COUNT.injectNull(0.3),
                        Arbitraries.of(BreakerState.class).injectNull(0.3),
                        TEXT.injectNull(0.3),
                        TEXT.injectNull(0.3),
                        TIME.injectNull(0.3),
                        counters().list().ofMaxSize(3).injectNull(0.3));
        return parts.map(p -> record(LedgerRecord.class, p));
    }

    public static Arbitrary<EventRecord> events() {
        Arbitrary<Object[]> parts =
                tuple(
                        Arbitraries.of(EventRecord.Type.class),
                        Arbitraries.of(EventRecord.Severity.class),
                        TIME,
                        TEXT.injectNull(0.3),
                        TEXT.injectNull(0.3),
                        NAME.injectNull(0.3),
                        TEXT,
                        texts());
        return parts.map(p -> record(EventRecord.class, p));
    }

    public static Arbitrary<DeadLetter> deadLetters() {
        Arbitrary<Object[]> parts =
                tuple(
                        NAME,
                        NAME,
                        TIME,
                        Arbitraries.of(FailureReason.class).injectNull(0.5),
                        COUNT,
                        Arbitraries.integers().greaterOrEqual(1).injectNull(0.5),
                        TEXT,
                        TEXT);
        return parts.map(p -> record(DeadLetter.class, p));
    }

    public static Arbitrary<CoverageRecord> coverageRecords() {
        Arbitrary<CoverageRecord.Gap> gap =
                Combinators.combine(
                                Arbitraries.of(CoverageRecord.GapKind.class),
                                TEXT.injectNull(0.3),
                                TIME.injectNull(0.3),
                                TEXT,
                                TEXT)
                        .as(CoverageRecord.Gap::new);
        Arbitrary<CoverageRecord.Latency> latency =
                Combinators.combine(COUNT, COUNT, COUNT).as(CoverageRecord.Latency::new);
        Arbitrary<CoverageRecord.BreakerChange> change =
                Combinators.combine(TIME, Arbitraries.of(BreakerState.class))
                        .as(CoverageRecord.BreakerChange::new);
        Arbitrary<CoverageRecord.Statistics> statistics =
                tuple(
                                COUNT,
                                COUNT,
                                Arbitraries.doubles().between(0, 1).injectNull(0.3),
                                COUNT,
                                latency.injectNull(0.3),
                                TIME.injectNull(0.3),
                                COUNT.injectNull(0.3),
                                COUNT.injectNull(0.3),
                                COUNT.injectNull(0.3),
                                TEXT.injectNull(0.3),
                                Arbitraries.of(BreakerState.class).injectNull(0.3),
                                change.list().ofMaxSize(10))
                        .map(p -> construct(CoverageRecord.Statistics.class, p));
        Arbitrary<Object[]> parts =
                tuple(
                        NAME,
                        NAME.injectNull(0.5),
                        TIME,
                        TIME,
                        coverage().injectNull(0.5),
                        gap.list().ofMaxSize(3),
                        COUNT,
                        TEXT.injectNull(0.5),
                        Arbitraries.of(Quality.class).injectNull(0.5),
                        TIME.injectNull(0.5),
                        statistics.injectNull(0.5));
        return parts.map(p -> record(CoverageRecord.class, p));
    }

    public static Arbitrary<RelationshipRecord> relationshipRecords() {
        Arbitrary<RelationshipRecord.End> end =
                Combinators.combine(NAME, Arbitraries.of(EntityType.class), NAME)
                        .as(RelationshipRecord.End::new);
        Arbitrary<Object[]> parts =
                tuple(
                        Arbitraries.of(RelationshipType.class),
                        end,
                        end,
                        NAME,
                        Arbitraries.maps(METRIC, TIME).ofMaxSize(5),
                        TIME,
                        TIME.injectNull(0.5),
                        TIME);
        return parts.map(p -> record(RelationshipRecord.class, p));
    }

    private static Arbitrary<EntityRecord.Assignments> assignments() {
        Arbitrary<EntityRecord.Assignment> assignment =
                tuple(
                                NAME,
                                COUNT,
                                Arbitraries.of("UNKNOWN", "OK", "WARN", "STOP", "STALL", "REWIND"),
                                Arbitraries.of("NO_COMMIT", "EXPIRED").injectNull(0.5),
                                TIME.injectNull(0.3),
                                TIME.injectNull(0.3),
                                TIME.injectNull(0.3),
                                Arbitraries.doubles().between(0, 1e9).injectNull(0.3),
                                Arbitraries.of(true, false).injectNull(0.3))
                        .map(
                                p ->
                                        new EntityRecord.Assignment(
                                                (String) p[0],
                                                (int) p[1],
                                                (String) p[2],
                                                (String) p[3],
                                                (Long) p[4],
                                                (Long) p[5],
                                                (Long) p[6],
                                                (Double) p[7],
                                                (Boolean) p[8]));
        return Combinators.combine(assignment.list().ofMaxSize(10), COUNT)
                .as(EntityRecord.Assignments::new);
    }

    private static Arbitrary<LedgerRecord.Counter> counters() {
        return Combinators.combine(
                        NAME,
                        TEXT.injectNull(0.5),
                        TEXT.injectNull(0.5),
                        TIME.injectNull(0.3),
                        TIME.injectNull(0.3),
                        Arbitraries.of(LedgerRecord.Change.class).injectNull(0.5))
                .as(LedgerRecord.Counter::new);
    }

    private static Arbitrary<Map<String, Double>> metrics() {
        return Arbitraries.maps(METRIC, ANY_DOUBLE).ofMaxSize(5);
    }

    private static Arbitrary<Map<String, String>> texts() {
        return Arbitraries.maps(METRIC, TEXT).ofMaxSize(3);
    }

    private static Arbitrary<Map<String, String>> sources() {
        return Arbitraries.maps(METRIC, Arbitraries.of("admin")).ofMinSize(1).ofMaxSize(3);
    }

    private static Arbitrary<PartitionFacts> partitions() {
        return Combinators.combine(
                        COUNT,
                        COUNT.injectNull(0.3),
                        COUNT.list().ofMaxSize(3),
                        COUNT,
                        TIME.injectNull(0.3),
                        TIME.injectNull(0.3),
                        TIME.injectNull(0.3))
                .as(PartitionFacts::new);
    }

    private static Arbitrary<Coverage> coverage() {
        return Combinators.combine(COUNT, COUNT, COUNT, COUNT, COUNT, COUNT).as(Coverage::new);
    }

    private static Arbitrary<Object[]> tuple(Arbitrary<?>... parts) {
        return Combinators.combine(
                        Arrays.stream(parts)
                                .map(part -> part.map(Object.class::cast))
                                .collect(Collectors.toList()))
                .as(List::toArray);
    }

    /** The record of schema version 1 with these components. */
    private static <R extends Record> R record(Class<R> type, Object[] components) {
        Object[] all = new Object[components.length + 1];
        all[0] = OutputJson.SCHEMA_VERSION;
        System.arraycopy(components, 0, all, 1, components.length);
        return construct(type, all);
    }

    private static <R extends Record> R construct(Class<R> type, Object[] all) {
        try {
            Class<?>[] canonical =
                    Arrays.stream(type.getRecordComponents())
                            .map(RecordComponent::getType)
                            .toArray(Class<?>[]::new);
            return type.cast(type.getConstructor(canonical).newInstance(all));
        } catch (ReflectiveOperationException e) {
            throw new AssertionError("components of " + type + " changed", e);
        }
    }
}
