package io.brokerscope.lag;

import java.util.Arrays;

/** Arrays of the state, which are never changed but replaced. */
final class Longs {

    private Longs() {}

    static long[] with(long[] values, int i, long value) {
        long[] more = Arrays.copyOf(values, values.length + 1);
        System.arraycopy(values, i, more, i + 1, values.length - i);
        more[i] = value;
        return more;
    }

    static long[] without(long[] values, int i) {
        long[] rest = Arrays.copyOf(values, values.length - 1);
        System.arraycopy(values, i + 1, rest, i, rest.length - i);
        return rest;
    }

    static long[] replaced(long[] values, int i, long value) {
        long[] copy = values.clone();
        copy[i] = value;
        return copy;
    }

    static long[] from(long[] values, int first) {
        return Arrays.copyOfRange(values, first, values.length);
    }
}
