package io.brokerscope.config;

import java.io.Serializable;
import java.util.Objects;

/**
 * One mistake in a configuration file.
 *
 * @param file name of the file as the caller gave it
 * @param line line in the file, from 1; 0 where none can be given
 * @param path path of the value in the file, for example {@code clusters[1].scrape.timeout}; empty
 *     for the file as a whole
 * @param message what was found and what is allowed, in one line; never a secret
 */
public record ConfigError(String file, int line, String path, String message)
        implements Serializable {

    public ConfigError {
        Objects.requireNonNull(file, "file");
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(message, "message");
    }

    /** The error in one line: {@code fleet.yaml:12: clusters[1].scrape.timeout: found ...}. */
    @Override
    public String toString() {
        return file
                + (line > 0 ? ":" + line : "")
                + ": "
                + (path.isEmpty() ? "" : path + ": ")
                + message;
    }
}
