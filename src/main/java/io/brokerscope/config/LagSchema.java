package io.brokerscope.config;

import static io.brokerscope.config.Option.withDefault;

import io.brokerscope.model.settings.LagSettings;
import java.util.List;

/** How the lag of consumer groups is told and judged. The rules stand in docs/lag.md. */
final class LagSchema {

    private static final int MANY_OFFSETS = 1_000_000_000;

    private static final Option<Long> MAX_GAP =
            withDefault(
                    "maxGap",
                    Scalars.duration("1s", "1h"),
                    "2m",
                    "A reading that is older is not current, and what happened in a longer pause"
                            + " between two readings is not guessed.");

    private static final Option<Integer> POINTS =
            withDefault(
                    "points",
                    Scalars.whole(8, 1_000),
                    "60",
                    "Points of time remembered per partition, 24 bytes each.");
    private static final Option<Double> RELATIVE_ERROR =
            withDefault(
                    "relativeError",
                    Scalars.share("0.01", "0.5"),
                    "20%",
                    "Share of an old lag by which it may be wrong; smaller reaches back less far.");
    private static final Option<LagSettings.Times> TIMES =
            withDefault(
                    "times",
                    Section.titled(
                                    "Lag in time",
                                    "When the end of a partition passed which offset.")
                            .options(POINTS, RELATIVE_ERROR)
                            .into(v -> new LagSettings.Times(v.get(POINTS), v.get(RELATIVE_ERROR))),
                    "{}",
                    "Lag in time.");

    private static final Option<Integer> COMMIT_WINDOW =
            withDefault(
                    "window",
                    Scalars.whole(3, 100),
                    "10",
                    "Commits remembered per group and partition, 32 bytes each.");
    private static final Option<Long> MIN_DISTANCE =
            withDefault(
                    "minDistance",
                    Scalars.duration("0s", "1h"),
                    "5s",
                    "A commit that follows more closely takes the place of the one before. Keep it"
                            + " below the interval of readings.");
    private static final Option<Double> MINIMUM_COMPLETE =
            withDefault(
                    "minimumComplete",
                    Scalars.share("0.01", "1"),
                    "50%",
                    "Share of the window that must be filled before it is judged.");
    private static final Option<Integer> ALLOWED_LAG =
            withDefault(
                    "allowedLag",
                    Scalars.whole(0, MANY_OFFSETS),
                    "0",
                    "Offsets up to which all is well; 1 or more where producers use transactions.");
    private static final Option<Integer> WARN_FLOOR =
            withDefault(
                    "warnFloor",
                    Scalars.whole(0, MANY_OFFSETS),
                    "100",
                    "Offsets below which a lag that does not fall is no WARN.");
    private static final Option<Long> MIN_SILENCE =
            withDefault(
                    "minSilence",
                    Scalars.duration("0s", "365d"),
                    "1m",
                    "A group that does not commit for a shorter time is never silent; at most"
                            + " `patience`.");
    private static final Option<Long> PATIENCE =
            withDefault(
                    "patience",
                    Scalars.duration("0s", "365d"),
                    "10m",
                    "The same where too few commits were seen; at most `expire`.");
    private static final Option<Long> EXPIRE =
            withDefault(
                    "expire",
                    Scalars.duration("1m", "365d"),
                    "7d",
                    "A partition that nobody owns counts no more when its last commit is older.");
    private static final Option<LagSettings.Commits> COMMITS =
            withDefault(
                    "commits",
                    Section.titled("Status of groups", "How the commits of a group are judged.")
                            .options(
                                    COMMIT_WINDOW,
                                    MIN_DISTANCE,
                                    MINIMUM_COMPLETE,
                                    ALLOWED_LAG,
                                    WARN_FLOOR,
                                    MIN_SILENCE,
                                    PATIENCE,
                                    EXPIRE)
                            .rule(
                                    List.of(MIN_SILENCE, PATIENCE),
                                    v -> ordered(v, MIN_SILENCE, PATIENCE))
                            .rule(List.of(PATIENCE, EXPIRE), v -> ordered(v, PATIENCE, EXPIRE))
                            .into(LagSchema::commits),
                    "{}",
                    "Status.");

    private static final Option<Long> TREND_WINDOW =
            withDefault(
                    "window",
                    Scalars.duration("1m", "1d"),
                    "10m",
                    "How far the trend looks back; several times the distance between commits.");
    private static final Option<Integer> SAMPLES =
            withDefault(
                    "samples",
                    Scalars.whole(6, 200),
                    "30",
                    "Lags remembered per group, spread over the window.");
    private static final Option<Integer> FLOOR =
            withDefault(
                    "floor",
                    Scalars.whole(0, MANY_OFFSETS),
                    "100",
                    "Offsets; a smaller change over the window is steady.");
    private static final Option<Double> SHARE =
            withDefault(
                    "share",
                    Scalars.decimal(0, 10),
                    "0.1",
                    "A change over the window that is a smaller part of the lag is steady.");
    private static final Option<LagSettings.Trend> TREND =
            withDefault(
                    "trend",
                    Section.titled("Trend of lag", "Where the lag of a group goes.")
                            .options(TREND_WINDOW, SAMPLES, FLOOR, SHARE)
                            .into(
                                    v ->
                                            new LagSettings.Trend(
                                                    v.get(TREND_WINDOW),
                                                    v.get(SAMPLES),
                                                    v.get(FLOOR),
                                                    v.get(SHARE))),
                    "{}",
                    "Trend.");

    static final Section<LagSettings> LAG =
            Section.titled("Lag", "How the lag of consumer groups is told and judged.")
                    .options(MAX_GAP, TIMES, COMMITS, TREND)
                    .into(
                            v ->
                                    new LagSettings(
                                            v.get(MAX_GAP),
                                            v.get(TIMES),
                                            v.get(COMMITS),
                                            v.get(TREND)));

    private LagSchema() {}

    private static void ordered(Values v, Option<Long> shorter, Option<Long> longer) {
        if (v.get(shorter) > v.get(longer)) {
            v.refuse(shorter, "be at most " + longer.key() + " (" + v.text(longer) + ")");
        }
    }

    private static LagSettings.Commits commits(Values v) {
        return new LagSettings.Commits(
                v.get(COMMIT_WINDOW),
                v.get(MIN_DISTANCE),
                v.get(MINIMUM_COMPLETE),
                v.get(ALLOWED_LAG),
                v.get(WARN_FLOOR),
                v.get(MIN_SILENCE),
                v.get(PATIENCE),
                v.get(EXPIRE));
    }
}
