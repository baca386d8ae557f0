package io.brokerscope.cli.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A table of findings: columns on the left, then what was found and below it the remedy. */
final class FindingTable {

    private static final String REMEDY = "-> ";

    private record Row(List<String> cells, String found, String remedy) {}

    private final List<Row> rows = new ArrayList<>();

    FindingTable() {
        rows.add(new Row(List.of("VERDICT", "CLUSTER", "TARGET", "CHECK"), "FOUND", ""));
    }

    /**
     * Adds a line.
     *
     * @param targets the targets that the finding is about; the empty string where it is none
     */
    void row(Finding finding, String targets) {
        row(
                finding.verdict(),
                finding.subject().cluster(),
                targets,
                finding.check().key(),
                finding.found(),
                finding.remedy());
    }

    /** Adds a line for so many targets of a cluster of which every finding is well. */
    void well(String cluster, long targets) {
        row(
                Verdict.OK,
                cluster,
                "",
                "all",
                String.format(
                        Locale.ROOT,
                        "%,d %s wholly well",
                        targets,
                        targets == 1 ? "target is" : "targets are"),
                "");
    }

    private void row(
            Verdict verdict,
            String cluster,
            String targets,
            String check,
            String found,
            String remedy) {
        rows.add(
                new Row(
                        List.of(
                                verdict.name(),
                                cluster == null ? "-" : cluster,
                                targets.isEmpty() ? "-" : targets,
                                check),
                        found,
                        remedy));
    }

    List<String> lines() {
        int[] widths = new int[rows.get(0).cells().size()];
        for (Row row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.cells().get(i).length());
            }
        }
        List<String> lines = new ArrayList<>();
        for (Row row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String cell = row.cells().get(i);
                line.append(cell).append(" ".repeat(widths[i] - cell.length() + 2));
            }
            String indent = " ".repeat(line.length());
            lines.add(line + row.found());
            if (!row.remedy().isEmpty()) {
                lines.add(indent + REMEDY + row.remedy());
            }
        }
        return lines;
    }
}
