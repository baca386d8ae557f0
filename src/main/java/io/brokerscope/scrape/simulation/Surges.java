package io.brokerscope.scrape.simulation;

import java.util.Arrays;

/** When a topic gets more messages than usual, and how many more. Grows at the end only. */
final class Surges {

    private final Load load;
    private long[] from = new long[2];
    private long[] until = new long[2];
    private double[] more = new double[2];

    // Without the surges, what came until the begin and the end of each.
    private double[] atBegin = new double[2];
    private double[] atEnd = new double[2];

    /** What all before one added once they were over. */
    private double[] before = new double[2];

    private int size;

    /** Of a topic that has this load otherwise. */
    Surges(Load load) {
        this.load = load;
    }

    /** Adds one that begins no earlier than those before. */
    void add(long begin, long end, double factor) {
        if (size == from.length) {
            from = Arrays.copyOf(from, 2 * size);
            until = Arrays.copyOf(until, 2 * size);
            more = Arrays.copyOf(more, 2 * size);
            atBegin = Arrays.copyOf(atBegin, 2 * size);
            atEnd = Arrays.copyOf(atEnd, 2 * size);
            before = Arrays.copyOf(before, 2 * size);
        }
        before[size] = size == 0 ? 0 : before[size - 1] + added(size - 1, atEnd[size - 1]);
        from[size] = begin;
        until[size] = end;
        more[size] = factor - 1;
        atBegin[size] = load.total(new Moment(begin));
        atEnd[size++] = load.total(new Moment(end));
    }

    /** By how much the rate is multiplied. */
    double factor(long at) {
        double factor = 1;
        for (int i = first(at); i < size && from[i] <= at; i++) {
            factor += at < until[i] ? more[i] : 0;
        }
        return factor;
    }

    /**
     * What all surges have added.
     *
     * @param usual what came until then without them
     */
    double total(long at, double usual) {
        if (size == 0) {
            return 0;
        }
        int first = first(at);
        double sum = before[first];
        for (int i = first; i < size && from[i] <= at; i++) {
            sum += added(i, at < until[i] ? usual : atEnd[i]);
        }
        return sum;
    }

    private double added(int index, double upTo) {
        return more[index] * (upTo - atBegin[index]);
    }

    /** One that has begun, and before which all are over; 0 where there is none. */
    private int first(long at) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (from[middle] <= at - Schedule.LONGEST_MS) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return Math.max(0, low - 1);
    }
}
