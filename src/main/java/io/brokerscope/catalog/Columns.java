package io.brokerscope.catalog;

import io.brokerscope.model.SeriesTable;
import java.util.Arrays;

/**
 * Which rows a column of values has, read after read: the same table comes back as long as the rows
 * are the same.
 */
final class Columns {

    private int[] rows = new int[64];
    private int count;
    private int[] before = new int[0];
    private SeriesTable table = SeriesTable.EMPTY;

    void begin() {
        count = 0;
    }

    void add(int row) {
        if (count == rows.length) {
            rows = Arrays.copyOf(rows, count * 2);
        }
        rows[count++] = row;
    }

    int row(int position) {
        return rows[position];
    }

    /** Forgets which rows there were; the table stays in use if the next one says the same. */
    void renumber() {
        before = null;
    }

    SeriesTable table(RowKeys keys) {
        if (before == null || !Arrays.equals(before, 0, before.length, rows, 0, count)) {
            SeriesTable built = keys.table(rows, count);
            table = built.sameAs(table) ? table : built;
            before = Arrays.copyOf(rows, count);
        }
        return table;
    }
}
