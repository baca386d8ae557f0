package io.brokerscope.cli.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A table of numbers: names on the left, the rest aligned on the right. Not thread-safe. */
final class TextTable {

    private final List<List<String>> rows = new ArrayList<>();

    TextTable(String... header) {
        rows.add(List.of(header));
    }

    void row(String name, List<Long> numbers) {
        List<String> cells = new ArrayList<>();
        cells.add(name);
        numbers.forEach(number -> cells.add(String.format(Locale.ROOT, "%,d", number)));
        rows.add(cells);
    }

    List<String> lines() {
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
