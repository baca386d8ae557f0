package io.brokerscope.lag;

/**
 * Lag of a group in one partition in time: how long ago the oldest record was written that the
 * group has not dealt with. Zero at the end of the partition. Where it is not known, what is
 * certain of it is said all the same.
 *
 * @param basis how it is known
 * @param seconds the lag, seconds, at least 0; NaN where it is not known
 * @param atLeast the lag is certainly not less, seconds, at least 0
 * @param atMost the lag is certainly not more, seconds; infinite where nothing bounds it
 * @param unknown why it is not known; null where it is
 */
public record TimeLag(
        Basis basis, double seconds, double atLeast, double atMost, UnknownReason unknown) {

    /** How a lag in time is known. */
    public enum Basis {
        /** There was nothing left to read when the end offset was read. */
        AT_END,
        /** By the times at which the end offset was seen before and behind the record. */
        INTERPOLATED,
        /** Not at all. */
        UNKNOWN
    }

    /** Whether the lag is known. */
    public boolean known() {
        return basis != Basis.UNKNOWN;
    }

    static TimeLag atEnd(double atMostMs) {
        return new TimeLag(Basis.AT_END, 0, 0, atMostMs / 1000, null);
    }

    static TimeLag unknown(UnknownReason reason) {
        return unknown(reason, 0, Double.POSITIVE_INFINITY);
    }

    static TimeLag unknown(UnknownReason reason, double atLeastMs, double atMostMs) {
        return new TimeLag(
                Basis.UNKNOWN,
                Double.NaN,
                Math.max(0, atLeastMs) / 1000,
                Math.max(0, atMostMs) / 1000,
                reason);
    }

    static TimeLag interpolated(double ms, double atLeastMs, double atMostMs) {
        return new TimeLag(
                Basis.INTERPOLATED,
                Math.max(0, ms) / 1000,
                Math.max(0, atLeastMs) / 1000,
                Math.max(0, atMostMs) / 1000,
                null);
    }
}
