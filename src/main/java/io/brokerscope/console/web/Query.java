package io.brokerscope.console.web;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The parameters of a request, checked: what is not known is an error that says what is. */
final class Query {

    /** A topic's name has 249 characters at most; a group's name may be longer, and is cut off. */
    private static final int MAX_TEXT = 300;

    private static final int MAX_LONG_TEXT = 4_096;
    private static final Set<String> LONG = Set.of(Page.CURSOR, "guid");

    private final Map<String, List<String>> given;

    /**
     * @throws Problem if a parameter is not allowed, or comes twice
     */
    Query(Map<String, List<String>> given, List<String> allowed) {
        for (Map.Entry<String, List<String>> parameter : given.entrySet()) {
            if (!allowed.contains(parameter.getKey())) {
                throw Problem.badRequest(
                        "There is no query parameter '"
                                + parameter.getKey()
                                + "'"
                                + (allowed.isEmpty()
                                        ? "; none is allowed here."
                                        : " (allowed: "
                                                + String.join(", ", new TreeSet<>(allowed))
                                                + ")."));
            }
            if (parameter.getValue().size() != 1) {
                throw Problem.badRequest(
                        "The query parameter '"
                                + parameter.getKey()
                                + "' is given more than once, or cannot be decoded.");
            }
        }
        this.given = given;
    }

    /** A text; null where it is not given or empty. */
    String text(String name) {
        String value = given.containsKey(name) ? given.get(name).get(0) : "";
        // Both hold a name of a topic or a group, and more: only the request's head bounds them.
        int most = LONG.contains(name) ? MAX_LONG_TEXT : MAX_TEXT;
        if (value.length() > most) {
            throw wrong(name, "at most " + most + " characters");
        }
        return value.isEmpty() ? null : value;
    }

    /** A text that has to be given. */
    String required(String name) {
        String value = text(name);
        if (value == null) {
            throw Problem.badRequest("The query parameter '" + name + "' is missing.");
        }
        return value;
    }

    /** A whole number in a range. */
    long number(String name, long otherwise, long lowest, long highest) {
        String value = text(name);
        if (value == null) {
            return otherwise;
        }
        try {
            long number = Long.parseLong(value);
            if (number >= lowest && number <= highest) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw wrong(name, "a whole number from " + lowest + " to " + highest);
        }
        throw wrong(name, "a whole number from " + lowest + " to " + highest);
    }

    /** One of the values of an enum, whatever the case; null where it is not given. */
    <E extends Enum<E>> E oneOf(String name, Class<E> type) {
        return oneOf(name, type, value -> value.name().toLowerCase(Locale.ROOT));
    }

    /** One of the values of an enum, by its name or another one, whatever the case. */
    <E extends Enum<E>> E oneOf(String name, Class<E> type, Function<E, String> otherName) {
        String value = text(name);
        if (value == null) {
            return null;
        }
        return Arrays.stream(type.getEnumConstants())
                .filter(
                        constant ->
                                constant.name().equalsIgnoreCase(value)
                                        || otherName.apply(constant).equalsIgnoreCase(value))
                .findFirst()
                .orElseThrow(
                        () ->
                                wrong(
                                        name,
                                        Arrays.stream(type.getEnumConstants())
                                                .map(otherName)
                                                .collect(Collectors.joining(", "))));
    }

    private Problem wrong(String name, String allowed) {
        return Problem.badRequest(
                "The query parameter '" + name + "' is not valid (allowed: " + allowed + ").");
    }
}
