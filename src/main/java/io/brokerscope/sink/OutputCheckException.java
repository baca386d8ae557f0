package io.brokerscope.sink;

import java.util.List;

/**
 * Why the output cluster cannot be written to as configured: every problem that was found, a
 * sentence each with its remedy. Holds no credential.
 */
public final class OutputCheckException extends Exception {

    private static final long serialVersionUID = 1L;

    private final List<String> problems;

    private final boolean unreachable;

    OutputCheckException(List<String> problems, boolean unreachable) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
        this.unreachable = unreachable;
    }

    /**
     * Whether the only problem is that the cluster did not answer: nothing is known to be wrong
     * with it then, and it may be back soon.
     */
    public boolean unreachable() {
        return unreachable;
    }

    /** The problems; at least one. */
    public List<String> problems() {
        return problems;
    }
}
