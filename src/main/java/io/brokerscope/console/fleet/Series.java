package io.brokerscope.console.fleet;

import io.brokerscope.model.Quality;
import io.brokerscope.model.output.MetricsRecord;
import java.util.Arrays;

/**
 * The recent points of one entity, in columns and in the order of their due times. Thread-safe.
 *
 * <p>Of several records on one due time that with the highest revision counts, of equal ones the
 * last.
 */
final class Series {

    /** Points that are kept at most. */
    static final int MAX_POINTS = 240;

    /** What a point takes beside its values: due time, end of the range, revision and quality. */
    private static final int CELLS_BESIDE = 3;

    private static final int FIRST_CAPACITY = 4;
    private static final Quality[] QUALITIES = Quality.values();

    private int size;
    private long[] dueAt = new long[FIRST_CAPACITY];
    private long[] untilDueAt = new long[FIRST_CAPACITY];
    private int[] revision = new int[FIRST_CAPACITY];
    private byte[] quality = new byte[FIRST_CAPACITY];
    private String[] names = {};
    private double[][] columns = {};

    /** Takes a record. */
    synchronized void put(MetricsRecord record, String[] recordNames) {
        int at = Arrays.binarySearch(dueAt, 0, size, record.dueAt());
        if (at >= 0 && record.revision() < revision[at]) {
            return;
        }
        if (at < 0) {
            at = insert(-at - 1);
            if (at < 0) {
                return;
            }
        }
        dueAt[at] = record.dueAt();
        untilDueAt[at] = record.untilDueAt() == null ? record.dueAt() : record.untilDueAt();
        revision[at] = record.revision();
        quality[at] = (byte) record.quality().ordinal();
        know(recordNames);
        for (int i = 0; i < names.length; i++) {
            Double value = record.metrics().get(names[i]);
            columns[i][at] = value == null ? Double.NaN : value;
        }
    }

    /** Drops the points before a due time. */
    synchronized void dropBefore(long horizon) {
        int from = Arrays.binarySearch(dueAt, 0, size, horizon);
        int gone = from >= 0 ? from : -from - 1;
        if (gone > 0) {
            size -= gone;
            int capacity = Math.max(FIRST_CAPACITY, size + size / 4);
            if (capacity < dueAt.length / 2) {
                resize(gone, capacity);
            } else {
                move(gone, 0, size);
            }
        }
    }

    /** Values that are held. */
    synchronized long cells() {
        return (long) size * (CELLS_BESIDE + names.length);
    }

    synchronized boolean isEmpty() {
        return size == 0;
    }

    /**
     * Adds the cells of every point to the slot of its due time: {@code (dueAt - from) / width}.
     */
    synchronized void addTo(long[] slots, long from, long width) {
        for (int i = 0; i < size; i++) {
            long slot = (dueAt[i] - from) / width;
            slots[(int) Math.max(0, Math.min(slots.length - 1, slot))] +=
                    CELLS_BESIDE + names.length;
        }
    }

    synchronized SeriesPoints points() {
        Quality[] qualities = new Quality[size];
        double[][] values = new double[names.length][];
        for (int i = 0; i < size; i++) {
            qualities[i] = QUALITIES[quality[i]];
        }
        for (int i = 0; i < names.length; i++) {
            values[i] = Arrays.copyOf(columns[i], size);
        }
        return new SeriesPoints(
                Arrays.copyOf(dueAt, size),
                Arrays.copyOf(untilDueAt, size),
                Arrays.copyOf(revision, size),
                qualities,
                names.clone(),
                values);
    }

    /** Makes room for a point before the one at {@code at}; negative where it is too old. */
    private int insert(int at) {
        if (size == MAX_POINTS) {
            if (at == 0) {
                return -1;
            }
            move(1, 0, at - 1);
            return at - 1;
        }
        if (size == dueAt.length) {
            resize(0, Math.min(MAX_POINTS, size + Math.max(FIRST_CAPACITY, size / 2)));
        }
        move(at, at + 1, size - at);
        size++;
        return at;
    }

    private void move(int from, int to, int count) {
        System.arraycopy(dueAt, from, dueAt, to, count);
        System.arraycopy(untilDueAt, from, untilDueAt, to, count);
        System.arraycopy(revision, from, revision, to, count);
        System.arraycopy(quality, from, quality, to, count);
        for (double[] column : columns) {
            System.arraycopy(column, from, column, to, count);
        }
    }

    private void resize(int from, int capacity) {
        dueAt = Arrays.copyOfRange(dueAt, from, from + capacity);
        untilDueAt = Arrays.copyOfRange(untilDueAt, from, from + capacity);
        revision = Arrays.copyOfRange(revision, from, from + capacity);
        quality = Arrays.copyOfRange(quality, from, from + capacity);
        for (int i = 0; i < columns.length; i++) {
            columns[i] = Arrays.copyOfRange(columns[i], from, from + capacity);
        }
    }

    private void know(String[] recordNames) {
        if (names == recordNames) {
            return;
        }
        if (names.length == 0) {
            names = recordNames;
            columns = new double[names.length][];
            for (int i = 0; i < columns.length; i++) {
                columns[i] = unknown();
            }
            return;
        }
        for (String name : recordNames) {
            // There are a dozen or so.
            if (!Arrays.asList(names).contains(name)) {
                names = Arrays.copyOf(names, names.length + 1);
                names[names.length - 1] = name;
                columns = Arrays.copyOf(columns, names.length);
                columns[names.length - 1] = unknown();
            }
        }
    }

    private double[] unknown() {
        double[] column = new double[dueAt.length];
        Arrays.fill(column, Double.NaN);
        return column;
    }
}
