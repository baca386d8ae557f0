package io.brokerscope.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects the mistakes of one file, so that a person sees all of them at once. */
final class Errors {

    /** Enough for any file a person can mend by reading the list. */
    static final int LIMIT = 500;

    private final String file;
    private final List<ConfigError> errors = new ArrayList<>();
    private int omitted;

    Errors(String file) {
        this.file = file;
    }

    void add(int line, String path, String message) {
        if (errors.size() < LIMIT) {
            errors.add(new ConfigError(file, line, path, message));
        } else {
            omitted++;
        }
    }

    /** Throws what was collected, ordered by line; returns when there is nothing. */
    void throwIfAny() {
        if (errors.isEmpty()) {
            return;
        }
        List<ConfigError> sorted = new ArrayList<>(errors);
        sorted.sort(Comparator.comparingInt(ConfigError::line));
        if (omitted > 0) {
            sorted.add(new ConfigError(file, 0, "", omitted + " more errors are not shown"));
        }
        throw new ConfigException(sorted);
    }
}
