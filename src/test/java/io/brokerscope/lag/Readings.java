package io.brokerscope.lag;

import io.brokerscope.model.settings.LagSettings;

/** Readings of one topic, in few words. */
final class Readings {

    static final LagSettings DEFAULTS = LagSettings.DEFAULTS;
    static final String TOPIC = "vPeOCWypqUOSepEvx0cbog";
    static final long START = 1_000_000_000_000L;

    private Readings() {}

    static long at(double seconds) {
        return START + Math.round(1_000 * seconds);
    }

    static EndReading end(long offset, double seconds) {
        return new EndReading(TOPIC, offset, 0, at(seconds));
    }

    static EndReading end(long offset, long logStart, double seconds) {
        return new EndReading(TOPIC, offset, logStart, at(seconds));
    }

    static CommitReading commit(long offset, double seconds) {
        return CommitReading.of(TOPIC, offset, at(seconds));
    }

    static CommitReading told(long offset, double committed, double seconds) {
        return new CommitReading(TOPIC, offset, at(committed), at(seconds));
    }

    static LagSettings with(LagSettings.Times times) {
        return new LagSettings(DEFAULTS.maxGapMs(), times, DEFAULTS.commits(), DEFAULTS.trend());
    }

    static LagSettings with(LagSettings.Commits commits) {
        return new LagSettings(DEFAULTS.maxGapMs(), DEFAULTS.times(), commits, DEFAULTS.trend());
    }
}
