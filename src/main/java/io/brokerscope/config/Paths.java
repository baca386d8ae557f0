package io.brokerscope.config;

import java.util.regex.Pattern;

/** Paths of values, and which pieces of a file may be shown in an error. */
final class Paths {

    /** What a key may look like to be shown; anything else may be a value in the wrong place. */
    private static final Pattern SHOWABLE_KEY = Pattern.compile("[A-Za-z0-9_./-]{1,64}");

    private static final int SHOWN_CHARACTERS = 80;

    private Paths() {}

    static String child(String path, String key) {
        return SHOWABLE_KEY.matcher(key).matches() ? join(path, key) : hiddenChild(path);
    }

    /** The path of a key that must not be shown. */
    static String hiddenChild(String path) {
        return join(path, "?");
    }

    private static String join(String path, String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    static String item(String path, int index) {
        return path + "[" + index + "]";
    }

    /** A value in quotes: on one line, without control characters and not endless. */
    static String quote(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.codePoints()
                .limit(SHOWN_CHARACTERS)
                .forEach(
                        c -> {
                            if (printable(c)) {
                                quoted.appendCodePoint(c);
                            } else {
                                quoted.append(String.format("\\u%04x", c));
                            }
                        });
        return quoted.append(text.length() > SHOWN_CHARACTERS ? "...\"" : "\"").toString();
    }

    private static boolean printable(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    false;
            default -> true;
        };
    }
}
