package io.brokerscope.config;

import java.util.List;
import java.util.stream.Collectors;

/** A configuration that cannot be used; holds every mistake that was found, at least one. */
public final class ConfigException extends RuntimeException {

    private final List<ConfigError> errors;

    /** The message has one line per error. */
    public ConfigException(List<ConfigError> errors) {
        super(errors.stream().map(ConfigError::toString).collect(Collectors.joining("\n")));
        this.errors = List.copyOf(errors);
    }

    /** All mistakes, ordered by line. */
    public List<ConfigError> errors() {
        return errors;
    }
}
