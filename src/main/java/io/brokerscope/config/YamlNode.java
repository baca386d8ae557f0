package io.brokerscope.config;

import java.util.List;
import java.util.Map;

/**
 * What stands in a YAML file, with the line it stands on and scalars as they were written. Types
 * are not guessed from the text: {@code off}, {@code 1.10} and {@code 007} stay what they are until
 * an option reads them.
 */
sealed interface YamlNode {

    /** Line of the first character, from 1; 0 where the node comes from no file. */
    int line();

    /**
     * A single value.
     *
     * @param text the text without quotes; empty for an absent value
     * @param absent whether nothing, {@code null} or {@code ~} stands there
     */
    record Scalar(int line, String text, boolean absent) implements YamlNode {}

    /** A list. */
    record Items(int line, List<YamlNode> items) implements YamlNode {}

    /** A mapping, in the order of the file. */
    record Mapping(int line, Map<String, Entry> entries) implements YamlNode {

        /** The value of a key, or null where the key is not there. */
        YamlNode get(String key) {
            Entry entry = entries.get(key);
            return entry == null ? null : entry.value();
        }
    }

    /**
     * A value in a mapping.
     *
     * @param line line of its key
     */
    record Entry(int line, YamlNode value) {}

    /** A scalar that no file holds. */
    static Scalar scalar(int line, String text) {
        return new Scalar(line, text, false);
    }

    /** An empty mapping that no file holds. */
    static Mapping emptyMapping(int line) {
        return new Mapping(line, Map.of());
    }
}
