package io.brokerscope.sink;

import java.util.List;

/**
 * Why the output cluster cannot be written to as configured: every problem that was found, a
 * sentence each with its remedy. Holds no credential.
 */
public final class OutputCheckException extends Exception {

    private static final long serialVersionUID = 1L;

    private final List<String> problems;

    OutputCheckException(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    /** The problems; at least one. */
    public List<String> problems() {
        return problems;
    }
}
