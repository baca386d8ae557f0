package io.brokerscope.sink;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Why the output cluster cannot be written to as configured: every problem that was found, a
 * sentence each with its remedy. Holds no credential.
 */
public final class OutputCheckException extends Exception {

    private static final long serialVersionUID = 1L;

    private final List<OutputProblem> found;
    private final List<String> problems;

    private final boolean unreachable;

    OutputCheckException(List<OutputProblem> found, boolean unreachable) {
        super(found.stream().map(OutputProblem::text).collect(Collectors.joining("\n")));
        this.found = List.copyOf(found);
        this.problems = found.stream().map(OutputProblem::text).toList();
        this.unreachable = unreachable;
    }

    /**
     * Whether the only problem is that the cluster did not answer: nothing is known to be wrong
     * with it then, and it may be back soon.
     */
    public boolean unreachable() {
        return unreachable;
    }

    /** The problems with what they concern, in the order in which it was checked. */
    public List<OutputProblem> found() {
        return found;
    }

    /** The problems; at least one. */
    public List<String> problems() {
        return problems;
    }
}
