package io.brokerscope.config;

import static io.brokerscope.config.Option.optional;
import static io.brokerscope.config.Option.required;
import static io.brokerscope.config.Option.withDefault;

import io.brokerscope.model.settings.HealthCondition;
import io.brokerscope.model.settings.HealthSettings;
import io.brokerscope.model.settings.HealthSettings.ThresholdOverride;
import io.brokerscope.model.settings.HealthSettings.Thresholds;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/** How the health of entities is judged. The table of conditions stands in docs/health.md. */
final class HealthSchema {

    private static final int MANY = 1_000_000_000;
    private static final double MILLIS = 1000.0;

    private static final Option<Double> DEGRADED_BELOW =
            withDefault(
                    "degradedBelow",
                    Scalars.decimal(1, 100),
                    "80",
                    "Score below which an entity is DEGRADED.");
    private static final Option<Double> UNHEALTHY_BELOW =
            withDefault(
                    "unhealthyBelow",
                    Scalars.decimal(0, 100),
                    "50",
                    "Score below which it is UNHEALTHY; at most `degradedBelow`.");
    private static final Option<Long> RECOVERY =
            withDefault(
                    "recovery",
                    Scalars.duration("0s", "1h"),
                    "30s",
                    "How long an entity must have been better before it is called so; two of its"
                            + " intervals where these are longer.");
    private static final Option<Double> BAND =
            withDefault(
                    "band",
                    Scalars.share("0", "0.9"),
                    "10%",
                    "How far a value must be back behind its threshold before it is well again, as"
                            + " a share of the threshold.");

    private static final Option<Double> CORES =
            optional(
                            "cores",
                            Scalars.decimal(1, 10_000),
                            "Cores that a broker may use. No metric tells: without it the CPU is"
                                    + " not judged.")
                    .example("8");

    private static final Map<HealthCondition, Option<? extends Number>> LIMITS =
            new LinkedHashMap<>();
    private static final Map<HealthCondition, Option<Long>> LASTING = new LinkedHashMap<>();

    static {
        limit(HealthCondition.LOG_DIRS_OFFLINE, count(), "0", "Log directories offline, above.");
        limit(HealthCondition.REPLICAS_OFFLINE, count(), "0", "Replicas offline, above.");
        limit(
                HealthCondition.PARTITIONS_OFFLINE,
                count(),
                "0",
                "Partitions without a leader, above.");
        limit(
                HealthCondition.UNDER_MIN_ISR,
                count(),
                "0",
                "Partitions below min.insync.replicas, above.");
        limit(
                HealthCondition.UNDER_REPLICATED,
                count(),
                "0",
                "Partitions under-replicated, above.");
        limit(
                HealthCondition.CPU,
                Scalars.share(false),
                "80%",
                "Share of the `cores` that are busy, above.");
        limit(
                HealthCondition.HEAP,
                Scalars.share(false),
                "90%",
                "Share of the heap in use, above; garbage counts.");
        limit(
                HealthCondition.PRODUCE_LATENCY,
                Scalars.duration("1ms", "1h"),
                "100ms",
                "Latency of produce requests, 99th percentile, above.");
        limit(
                HealthCondition.REQUEST_HANDLERS_IDLE,
                Scalars.share(true),
                "30%",
                "Share of the time in which request handlers are idle, below.");
        limit(
                HealthCondition.REQUEST_HANDLERS_EXHAUSTED,
                Scalars.share(true),
                "10%",
                "The same, where next to nothing is left.");
        limit(
                HealthCondition.NETWORK_PROCESSORS_IDLE,
                Scalars.share(true),
                "30%",
                "Share of the time in which network processors are idle, below.");
        limit(
                HealthCondition.ERRORS,
                Scalars.decimal(0, MANY),
                "0",
                "Produce and fetch requests that fail per second, above.");
        for (HealthCondition condition : HealthCondition.values()) {
            LASTING.put(
                    condition,
                    optional(
                                    condition.key(),
                                    Scalars.duration("0s", "1d"),
                                    condition == HealthCondition.SILENCE
                                            ? "How long a source must not have answered."
                                            : "How long `%s` must be beyond its threshold."
                                                    .formatted(condition.key()))
                            .derivedDefault(duration(condition.lastingMs())));
        }
    }

    private static final Option<Map<String, Long>> FOR =
            withDefault(
                    "for",
                    Section.titled(
                                    "Lasting conditions",
                                    "How long a condition must last before it counts.")
                            .options(LASTING.values().toArray(Option<?>[]::new))
                            .into(HealthSchema::lasting),
                    "{}",
                    "How long a condition must last before it counts.");

    private static final Option<Map<String, String>> MATCH =
            required(
                            "match",
                            Labels.option("").type(),
                            "Labels of a cluster or a broker, all of which an entity must have.")
                    .example("{ disk: hdd }");

    private static final Option<List<ThresholdOverride>> OVERRIDES =
            withDefault(
                    "overrides",
                    ListType.of(
                            Section.titled(
                                            "Health by label",
                                            "Other thresholds for the entities with some labels;"
                                                    + " what is not said stays.")
                                    .options(MATCH)
                                    .options(overridingOptions())
                                    .rule(List.of(MATCH), HealthSchema::matchesSomething)
                                    .into(v -> new ThresholdOverride(v.get(MATCH), thresholds(v))),
                            ""),
                    "[]",
                    "Other thresholds for the entities with some labels; the later ones win.");

    static final Section<HealthSettings> HEALTH =
            Section.titled("Health", "When an entity is not well.")
                    .options(DEGRADED_BELOW, UNHEALTHY_BELOW, RECOVERY, BAND)
                    .options(thresholdOptions())
                    .options(OVERRIDES)
                    .rule(
                            List.of(DEGRADED_BELOW, UNHEALTHY_BELOW),
                            HealthSchema::unhealthyIsWorseThanDegraded)
                    .into(
                            v ->
                                    new HealthSettings(
                                            v.get(DEGRADED_BELOW),
                                            v.get(UNHEALTHY_BELOW),
                                            v.get(RECOVERY),
                                            v.get(BAND),
                                            thresholds(v),
                                            v.get(OVERRIDES)));

    private HealthSchema() {}

    private static ScalarType<Integer> count() {
        return Scalars.whole(0, MANY);
    }

    private static <T extends Number> void limit(
            HealthCondition condition, Type<T> type, String defaultText, String description) {
        LIMITS.put(
                condition,
                optional(condition.key(), type, description).derivedDefault(defaultText));
    }

    private static Option<?>[] thresholdOptions() {
        return Stream.of(Stream.of(CORES), LIMITS.values().stream(), Stream.of(FOR))
                .flatMap(Function.identity())
                .toArray(Option<?>[]::new);
    }

    /** The same where what is not said is what holds for all. */
    private static Option<?>[] overridingOptions() {
        return Stream.of(thresholdOptions())
                .map(option -> option == FOR ? FOR : option.derivedDefault("as for all"))
                .toArray(Option<?>[]::new);
    }

    private static Thresholds thresholds(Values v) {
        Map<String, Double> limits = new HashMap<>();
        LIMITS.forEach(
                (condition, option) -> {
                    Number limit = v.get(option);
                    if (limit instanceof Long millis) {
                        limits.put(condition.key(), millis / MILLIS);
                    } else if (limit != null) {
                        limits.put(condition.key(), limit.doubleValue());
                    }
                });
        return new Thresholds(v.get(CORES), limits, v.get(FOR));
    }

    private static Map<String, Long> lasting(Values v) {
        Map<String, Long> lasting = new HashMap<>();
        LASTING.forEach(
                (condition, option) -> {
                    if (v.get(option) != null) {
                        lasting.put(condition.key(), v.get(option));
                    }
                });
        return lasting;
    }

    private static String duration(long millis) {
        return millis % 60_000 == 0 && millis > 0 ? millis / 60_000 + "m" : millis / 1000 + "s";
    }

    private static void matchesSomething(Values v) {
        if (v.get(MATCH).isEmpty()) {
            v.refuse(v.at(MATCH), "found no label, must be at least one");
        }
    }

    private static void unhealthyIsWorseThanDegraded(Values v) {
        if (v.get(UNHEALTHY_BELOW) > v.get(DEGRADED_BELOW)) {
            v.refuse(
                    UNHEALTHY_BELOW,
                    "be at most " + DEGRADED_BELOW.key() + " (" + v.text(DEGRADED_BELOW) + ")");
        }
    }
}
