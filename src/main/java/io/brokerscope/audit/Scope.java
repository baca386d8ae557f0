package io.brokerscope.audit;

/**
 * Which part of the ledger is audited.
 *
 * @param since ticks due before this are left out, epoch milliseconds; null for none
 * @param until ticks due after this are left out, epoch milliseconds; null for none
 * @param whole whether every line that was ever written is handed over: only then is an incarnation
 *     that was never added an offence, and only then must the first values of a target be baselines
 * @param shown how many offences of each law are kept one by one; all are counted
 */
public record Scope(Long since, Long until, boolean whole, int shown) {

    private static final int SHOWN = 10;

    /** The whole ledger, from its first line on. */
    public static Scope everything() {
        return new Scope(null, null, true, SHOWN);
    }

    boolean unlimited() {
        return since == null && until == null;
    }

    /** The first tick of a grid from {@code due} on that is not left out. */
    long clipFrom(long due, long step) {
        return since == null || due >= since
                ? due
                : due + Math.floorDiv(since - due + step - 1, step) * step;
    }

    /** The last tick of a grid up to {@code due} that is not left out. */
    long clipUntil(long due, long step) {
        return until == null || due <= until
                ? due
                : due - Math.floorDiv(due - until + step - 1, step) * step;
    }

    /** Whether any of the time between two points is audited. */
    boolean touches(long from, long to) {
        return (since == null || to >= since) && (until == null || from <= until);
    }
}
