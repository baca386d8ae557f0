package io.brokerscope.cli.demo;

import java.io.PrintStream;
import java.util.List;

/**
 * Shows a block of lines that changes: in place on a terminal, block by block otherwise. Not
 * thread-safe.
 */
final class Screen {

    private static final String CLEAR_TO_END = "\u001b[J";
    private static final String CLEAR_LINE = "\u001b[K";

    private final PrintStream out;
    private final boolean ansi;
    private int shown;

    /**
     * @param ansi whether {@code out} is a terminal that understands ANSI escapes
     */
    Screen(PrintStream out, boolean ansi) {
        this.out = out;
        this.ansi = ansi;
    }

    /** Whether blocks replace each other. */
    boolean inPlace() {
        return ansi;
    }

    /** Shows the lines in place of those shown before. */
    void show(List<String> lines) {
        StringBuilder block = new StringBuilder();
        if (ansi && shown > 0) {
            block.append("\u001b[").append(shown).append("A\r").append(CLEAR_TO_END);
        }
        for (String line : lines) {
            block.append(line).append(ansi ? CLEAR_LINE : "").append(System.lineSeparator());
        }
        if (!ansi) {
            block.append(System.lineSeparator());
        }
        out.print(block);
        out.flush();
        shown = lines.size();
    }
}
