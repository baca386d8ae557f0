package io.brokerscope.config;

import io.brokerscope.config.ScalarType.Parsed;
import io.brokerscope.model.settings.SecretText;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;

/** The kinds of single values. */
final class Scalars {

    private static final Pattern AMOUNT = Pattern.compile("(\\d{1,15})([A-Za-z]*)");
    private static final Pattern WHOLE = Pattern.compile("-?\\d{1,15}");
    private static final Pattern DECIMAL = Pattern.compile("\\d{1,15}(\\.\\d{1,15})?");
    private static final Pattern PERCENT = Pattern.compile("(\\d{1,15}(?:\\.\\d{1,15})?)\\s*%");
    private static final int MAX_TEXT = 1000;

    private static final Map<String, Long> DURATION_UNITS =
            Map.of(
                    "ms", 1L,
                    "s", 1000L,
                    "m", 60_000L,
                    "h", 3_600_000L,
                    "d", 86_400_000L);

    private static final Map<String, Long> SIZE_UNITS =
            Map.of(
                    "", 1L,
                    "B", 1L,
                    "kB", 1000L,
                    "MB", 1_000_000L,
                    "GB", 1_000_000_000L,
                    "KiB", 1L << 10,
                    "MiB", 1L << 20,
                    "GiB", 1L << 30);

    private Scalars() {}

    /** A duration in milliseconds, within both bounds. */
    static ScalarType<Long> duration(String from, String to) {
        long least = amount(from, DURATION_UNITS);
        long most = amount(to, DURATION_UNITS);
        return ScalarType.open(
                "duration",
                from + " to " + to,
                "a duration from " + from + " to " + to + " in ms, s, m, h or d",
                text -> within(amount(text, DURATION_UNITS), least, most));
    }

    /** A number of bytes, within both bounds. */
    static ScalarType<Long> size(String from, String to) {
        long least = amount(from, SIZE_UNITS);
        long most = amount(to, SIZE_UNITS);
        return ScalarType.open(
                "size",
                from + " to " + to,
                "a size from "
                        + from
                        + " to "
                        + to
                        + " in bytes, kB, MB, GB, KiB, MiB or GiB, such as 64MiB",
                text -> within(amount(text, SIZE_UNITS), least, most));
    }

    private static Parsed<Long> within(Long amount, long least, long most) {
        return amount == null || amount < least || amount > most
                ? Parsed.refused()
                : Parsed.of(amount);
    }

    /** The amount in the smallest unit; null for no such amount. */
    private static Long amount(String text, Map<String, Long> units) {
        Matcher amount = AMOUNT.matcher(text);
        Long unit = amount.matches() ? units.get(amount.group(2)) : null;
        if (unit == null) {
            return null;
        }
        try {
            return Math.multiplyExact(Long.parseLong(amount.group(1)), unit);
        } catch (ArithmeticException e) {
            return Long.MAX_VALUE; // beyond every bound
        }
    }

    /** A whole number, within both bounds. */
    static ScalarType<Integer> whole(int from, int to) {
        return ScalarType.open(
                "number",
                from + " to " + to,
                "a whole number from " + from + " to " + to,
                text -> {
                    if (!WHOLE.matcher(text).matches()) {
                        return Parsed.refused();
                    }
                    long number = Long.parseLong(text);
                    return number < from || number > to
                            ? Parsed.refused()
                            : Parsed.of((int) number);
                });
    }

    /** A number with or without decimals, within both bounds. */
    static ScalarType<Double> decimal(int from, int to) {
        return ScalarType.open(
                "decimal",
                from + " to " + to,
                "a number from " + from + " to " + to,
                text -> {
                    if (!DECIMAL.matcher(text).matches()) {
                        return Parsed.refused();
                    }
                    double number = Double.parseDouble(text);
                    return number < from || number > to ? Parsed.refused() : Parsed.of(number);
                });
    }

    /** A share within both bounds, written as such or in percent. */
    static ScalarType<Double> share(String from, String to) {
        double least = Double.parseDouble(from);
        double most = Double.parseDouble(to);
        ScalarType<Double> any = share(true);
        return ScalarType.open(
                "share",
                from + " to " + to,
                "a share from " + from + " to " + to + ", such as 10% or 0.1",
                text -> {
                    Double share = any.parser().apply(text).value();
                    return share == null || share < least || share > most
                            ? Parsed.refused()
                            : Parsed.of(share);
                });
    }

    /** A share from 0 to 1, written as such or in percent. */
    static ScalarType<Double> share(boolean zeroAllowed) {
        return ScalarType.open(
                "share",
                zeroAllowed ? "0 to 1" : "above 0, to 1",
                "a share "
                        + (zeroAllowed ? "from 0 to 1" : "above 0 and up to 1")
                        + ", such as 50% or 0.5",
                text -> {
                    Matcher percent = PERCENT.matcher(text);
                    double share;
                    if (percent.matches()) {
                        share = Double.parseDouble(percent.group(1)) / 100;
                    } else if (DECIMAL.matcher(text).matches()) {
                        share = Double.parseDouble(text);
                    } else {
                        return Parsed.refused();
                    }
                    return share > 1 || (share == 0 && !zeroAllowed)
                            ? Parsed.refused()
                            : Parsed.of(share);
                });
    }

    /** Yes or no. */
    static ScalarType<Boolean> flag() {
        return ScalarType.open(
                "flag",
                "`true`, `false`",
                "true or false",
                text ->
                        switch (text) {
                            case "true" -> Parsed.of(true);
                            case "false" -> Parsed.of(false);
                            default -> Parsed.refused();
                        });
    }

    /** One constant of an enum, written in lower case with hyphens. */
    static <E extends Enum<E>> ScalarType<E> oneOf(Class<E> type) {
        Map<String, E> constants =
                Arrays.stream(type.getEnumConstants())
                        .collect(Collectors.toMap(Scalars::word, e -> e));
        List<String> words = Arrays.stream(type.getEnumConstants()).map(Scalars::word).toList();
        return ScalarType.open(
                "choice",
                code(words),
                String.join(" or ", words),
                text -> {
                    E constant = constants.get(text);
                    return constant == null ? Parsed.refused() : Parsed.of(constant);
                });
    }

    /** One of these words. */
    static ScalarType<String> word(String... words) {
        List<String> known = List.of(words);
        return matching("choice", code(known), String.join(" or ", words), known::contains);
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String code(List<String> words) {
        return words.stream().map(w -> "`" + w + "`").collect(Collectors.joining(", "));
    }

    /** A text that matches the pattern over its whole length. */
    static ScalarType<String> text(String name, String pattern, String allowed) {
        Predicate<String> matches = Pattern.compile(pattern).asMatchPredicate();
        return matching(name, name.equals("name") ? allowed : "", allowed, matches);
    }

    /** Any text on one line, the empty one included. */
    static ScalarType<String> line() {
        return text(
                "text", "\\P{Cntrl}{0," + MAX_TEXT + "}", "a text on one line, at most 1000 long");
    }

    /** A path in the file system of the process that reads it. */
    static ScalarType<String> path() {
        return text(
                "path",
                "\\S|\\S\\P{Cntrl}{0," + MAX_TEXT + "}\\S",
                "a path, at most 1000 characters long");
    }

    /** The same, with the one place where references are expected but do not work. */
    private static ScalarType<String> matching(
            String name, String bounds, String allowed, Predicate<String> matches) {
        return ScalarType.open(
                name,
                bounds,
                allowed,
                text -> {
                    if (text.contains("${")) {
                        return Parsed.refused(
                                "written out: ${env:...} and ${file:...} are resolved only in"
                                        + " secrets, bootstrap servers and client properties");
                    }
                    return matches.test(text) ? Parsed.of(text) : Parsed.refused();
                });
    }

    /** A regular expression with at least so many groups. */
    static ScalarType<String> regex(int groups) {
        String allowed =
                "a regular expression" + (groups == 0 ? "" : " with a group in parentheses");
        return ScalarType.open(
                "regex",
                groups == 0 ? "" : "with a group in parentheses",
                allowed,
                text -> {
                    if (text.length() > MAX_TEXT) {
                        return Parsed.refused(allowed + " of at most 1000 characters");
                    }
                    try {
                        return Pattern.compile(text).matcher("").groupCount() < groups
                                ? Parsed.refused()
                                : Parsed.of(text);
                    } catch (PatternSyntaxException e) {
                        String where = e.getIndex() < 0 ? "" : " at index " + e.getIndex();
                        return Parsed.refused(
                                allowed
                                        + " ("
                                        + e.getDescription().replaceAll("\\s+", " ")
                                        + where
                                        + ")");
                    }
                });
    }

    /** A text that may be or hold a secret; checked by the given rule beside its references. */
    static ScalarType<SecretText> secret(String allowed, Predicate<String> literal) {
        return new ScalarType<>(
                "secret",
                "",
                allowed,
                text -> false,
                text -> {
                    String problem = SecretSyntax.problem(text);
                    if (problem != null) {
                        return Parsed.refused(problem);
                    }
                    return SecretSyntax.hasReference(text) || literal.test(text)
                            ? Parsed.of(new SecretText(text))
                            : Parsed.refused();
                });
    }
}
