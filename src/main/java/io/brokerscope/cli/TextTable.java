package io.brokerscope.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A table: names on the left, the rest aligned on the right. Not thread-safe. */
public final class TextTable {

    private final List<List<String>> rows = new ArrayList<>();

    /** A table with these columns. */
    public TextTable(String... header) {
        rows.add(List.of(header));
    }

    /**
     * Adds a row.
     *
     * @param cells one for each column
     */
    public void row(String... cells) {
        rows.add(List.of(cells));
    }

    /**
     * Adds a row of numbers.
     *
     * @param numbers one for each column but the first
     */
    public void row(String name, List<Long> numbers) {
        List<String> cells = new ArrayList<>();
        cells.add(name);
        numbers.forEach(number -> cells.add(String.format(Locale.ROOT, "%,d", number)));
        rows.add(cells);
    }

    /** The table, the header first. */
    public List<String> lines() {
        int[] widths = new int[rows.get(0).size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder(row.get(0));
            line.append(" ".repeat(widths[0] - row.get(0).length()));
            for (int i = 1; i < widths.length; i++) {
                line.append("  ").append(" ".repeat(widths[i] - row.get(i).length()));
                line.append(row.get(i));
            }
            lines.add(line.toString());
        }
        return lines;
    }
}
