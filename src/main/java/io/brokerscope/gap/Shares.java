package io.brokerscope.gap;

/** Whole shares of a total that sum to it exactly. */
public final class Shares {

    private Shares() {}

    /**
     * The share of part {@code index} when {@code total} is spread evenly over {@code parts}:
     * shares differ by at most one and the larger ones are spread evenly too.
     *
     * @param total at least 0
     * @param parts at least 1
     * @param index 0 to parts - 1
     */
    public static long of(long total, long parts, long index) {
        long rest = total % parts;
        return total / parts + rest * (index + 1) / parts - rest * index / parts;
    }
}
