package io.brokerscope.catalog;

import java.util.List;
import java.util.stream.Collectors;

/** Catalog files are wrong; tells everything that is wrong at once. */
public final class CatalogException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final List<Problem> problems;

    CatalogException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /** What is wrong, in the order of the files. */
    public List<Problem> problems() {
        return problems;
    }

    /**
     * One thing that is wrong.
     *
     * @param file which file
     * @param path where in it, for example {@code rules[3].metric}; empty for the whole file
     * @param found what was found there
     * @param allowed what is allowed there
     */
    public record Problem(String file, String path, String found, String allowed)
            implements java.io.Serializable {

        /** One line: file, path, what was found, what is allowed. */
        @Override
        public String toString() {
            return file
                    + (path.isEmpty() ? "" : ": " + path)
                    + ": found "
                    + found
                    + "; allowed: "
                    + allowed;
        }
    }
}
