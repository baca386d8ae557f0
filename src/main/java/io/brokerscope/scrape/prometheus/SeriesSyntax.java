package io.brokerscope.scrape.prometheus;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * The grammar of {@code name{label="value",...}}: checks a text, finds its parts and makes strings
 * of them. Not thread-safe.
 */
final class SeriesSyntax {

    private static final byte LABEL_START = 1;
    private static final byte NAME_START = 2;
    private static final byte LABEL = 4;
    private static final byte NAME = 8;
    private static final byte[] CLASSES = classes();

    /** Above this many labels, duplicates are looked for through a hash set. */
    private static final int FEW_LABELS = 8;

    /** Parts of texts with more labels than these are not kept for the next text. */
    private static final int MAX_KEPT_PARTS = 128;

    private static final int INITIAL_PARTS = 32;

    private final CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();

    /** From and to of every part: the metric name, then label names and values in turn. */
    private int[] bounds = new int[2 * INITIAL_PARTS];

    private int parts;
    private int textFrom;
    private int textTo;
    private boolean named;
    private boolean escapes;
    private int allBytes;

    private String name;
    private String[] labels;

    /** The text before and its parts: neighbours share most of their strings. */
    private byte[] previousText = new byte[0];

    private int[] previousBounds = new int[2 * INITIAL_PARTS];
    private int previousParts;
    private String[] previousStrings = new String[INITIAL_PARTS];

    /**
     * Reads a series from {@code from} on.
     *
     * @return index behind its text, or -1 where it breaks the grammar
     */
    int scan(byte[] bytes, int from, int to) {
        parts = 1;
        named = false;
        escapes = false;
        allBytes = 0;
        textFrom = from;
        textTo = -1;
        if (from >= to) {
            return -1;
        }
        int p = from;
        if (is(bytes[p], NAME_START)) {
            p = endOf(bytes, p + 1, to, NAME);
            bounds[0] = from;
            bounds[1] = p;
            named = true;
            int q = skipBlanks(bytes, p, to);
            if (q == to || bytes[q] != '{') {
                textTo = q > p ? p : -1;
                return textTo;
            }
            p = q;
        } else if (bytes[p] != '{') {
            return -1;
        }
        p = scanBraces(bytes, p, to);
        textTo = named ? p : -1;
        return textTo;
    }

    /**
     * Reads the labels of an exemplar from its opening brace on, only to see that they are well
     * formed.
     *
     * @return index behind the closing brace, or -1
     */
    int scanExemplarLabels(byte[] bytes, int from, int to) {
        int keptParts = parts;
        boolean keptEscapes = escapes;
        int keptBytes = allBytes;
        // An exemplar has no metric name: as if there already were one.
        boolean keptNamed = named;
        named = true;
        int end = scanBraces(bytes, from, to);
        named = keptNamed;
        parts = keptParts;
        escapes = keptEscapes;
        allBytes = keptBytes;
        return end;
    }

    /**
     * Makes the strings of the text that was scanned last.
     *
     * @param bytes what {@link #scan} was given, unchanged
     * @return whether they make a series: false for bytes that are not UTF-8, for an empty name, a
     *     label that occurs twice and the reserved label {@code __name__}
     */
    boolean materialise(byte[] bytes) {
        if (allBytes < 0 && !isUtf8(bytes, textFrom, textTo)) {
            return false;
        }
        String[] made = new String[parts - 1];
        name = part(bytes, 0);
        for (int i = 0; i < made.length; i++) {
            made[i] = part(bytes, i + 1);
        }
        labels = made;
        keep(bytes);
        return !name.isEmpty() && labelNamesValid(made);
    }

    /** Metric name of the last {@link #materialise}, unescaped. */
    String name() {
        return name;
    }

    /** Label names and values in turn, unescaped; a new array for each {@link #materialise}. */
    String[] labels() {
        return labels;
    }

    /** Bytes held, roughly. */
    long bytes() {
        return previousText.length + 4L * (bounds.length + previousBounds.length);
    }

    /** Index of the first byte from {@code from} on that is neither space nor tab. */
    static int skipBlanks(byte[] bytes, int from, int to) {
        int p = from;
        while (p < to && (bytes[p] == ' ' || bytes[p] == '\t')) {
            p++;
        }
        return p;
    }

    private int scanBraces(byte[] bytes, int brace, int to) {
        int p = skipBlanks(bytes, brace + 1, to);
        while (p < to && bytes[p] != '}') {
            int nameFrom = p;
            int nameTo;
            boolean quoted = bytes[p] == '"';
            if (quoted) {
                nameFrom++;
                nameTo = endOfQuoted(bytes, nameFrom, to);
                p = nameTo + 1;
            } else if (is(bytes[p], LABEL_START)) {
                nameTo = endOf(bytes, p + 1, to, LABEL);
                p = nameTo;
            } else {
                return -1;
            }
            if (nameTo < 0) {
                return -1;
            }
            p = skipBlanks(bytes, p, to);
            if (p == to) {
                return -1;
            }
            if (bytes[p] == '=') {
                p = skipBlanks(bytes, p + 1, to);
                if (p == to || bytes[p] != '"') {
                    return -1;
                }
                int valueTo = endOfQuoted(bytes, p + 1, to);
                if (valueTo < 0) {
                    return -1;
                }
                addLabel(nameFrom, nameTo, p + 1, valueTo);
                p = skipBlanks(bytes, valueTo + 1, to);
            } else if (quoted && !named) {
                named = true;
                bounds[0] = nameFrom;
                bounds[1] = nameTo;
            } else {
                return -1;
            }
            if (p < to && bytes[p] == ',') {
                p = skipBlanks(bytes, p + 1, to);
            } else if (p == to || bytes[p] != '}') {
                return -1;
            }
        }
        return p < to ? p + 1 : -1;
    }

    /** Index of the closing quote, or -1. */
    private int endOfQuoted(byte[] bytes, int from, int to) {
        int all = 0;
        for (int p = from; p < to; p++) {
            byte b = bytes[p];
            all |= b;
            if (b == '"') {
                allBytes |= all;
                return p;
            }
            if (b == '\\') {
                escapes = true;
                p++;
                if (p == to || (bytes[p] != '"' && bytes[p] != '\\' && bytes[p] != 'n')) {
                    return -1;
                }
            }
        }
        return -1;
    }

    private static int endOf(byte[] bytes, int from, int to, byte kind) {
        int p = from;
        while (p < to && is(bytes[p], kind)) {
            p++;
        }
        return p;
    }

    private void addLabel(int nameFrom, int nameTo, int valueFrom, int valueTo) {
        int at = 2 * parts;
        if (at == bounds.length || at + 2 == bounds.length) {
            bounds = Arrays.copyOf(bounds, bounds.length * 2);
        }
        bounds[at] = nameFrom;
        bounds[at + 1] = nameTo;
        bounds[at + 2] = valueFrom;
        bounds[at + 3] = valueTo;
        parts += 2;
    }

    private String part(byte[] bytes, int part) {
        int from = bounds[2 * part];
        int length = bounds[2 * part + 1] - from;
        if (part < previousParts) {
            int before = previousBounds[2 * part];
            if (previousBounds[2 * part + 1] - before == length
                    && Words.equal(bytes, from, previousText, before, length)) {
                return previousStrings[part];
            }
        }
        return escapes ? unescaped(bytes, from, length) : decoded(bytes, from, length);
    }

    private String decoded(byte[] bytes, int from, int length) {
        return new String(
                bytes,
                from,
                length,
                allBytes < 0 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1);
    }

    private String unescaped(byte[] bytes, int from, int length) {
        byte[] plain = new byte[length];
        int n = 0;
        for (int p = from; p < from + length; p++) {
            byte b = bytes[p];
            if (b == '\\') {
                p++;
                b = bytes[p] == 'n' ? (byte) '\n' : bytes[p];
            }
            plain[n++] = b;
        }
        return decoded(plain, 0, n);
    }

    /** Keeps the strings for the next text; offsets become relative to the text. */
    private void keep(byte[] bytes) {
        if (parts > MAX_KEPT_PARTS) {
            previousParts = 0;
            bounds = new int[2 * INITIAL_PARTS];
            return;
        }
        int length = textTo - textFrom;
        if (length > previousText.length) {
            previousText = new byte[Math.max(length, 2 * previousText.length)];
        }
        System.arraycopy(bytes, textFrom, previousText, 0, length);
        if (parts > previousStrings.length) {
            previousStrings = new String[bounds.length / 2];
            previousBounds = new int[bounds.length];
        }
        for (int i = 0; i < 2 * parts; i++) {
            previousBounds[i] = bounds[i] - textFrom;
        }
        previousStrings[0] = name;
        System.arraycopy(labels, 0, previousStrings, 1, labels.length);
        previousParts = parts;
    }

    private boolean isUtf8(byte[] bytes, int from, int to) {
        return !utf8.reset()
                .decode(
                        ByteBuffer.wrap(bytes, from, to - from),
                        CharBuffer.allocate(to - from),
                        true)
                .isError();
    }

    private static boolean labelNamesValid(String[] labels) {
        int count = labels.length / 2;
        Set<String> seen = count > FEW_LABELS ? new HashSet<>(labels.length) : null;
        for (int i = 0; i < labels.length; i += 2) {
            String label = labels[i];
            if (label.isEmpty() || label.equals("__name__")) {
                return false;
            }
            if (seen != null) {
                if (!seen.add(label)) {
                    return false;
                }
                continue;
            }
            for (int j = 0; j < i; j += 2) {
                if (labels[j].equals(label)) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean is(byte b, byte kind) {
        return (CLASSES[b & 0xff] & kind) != 0;
    }

    private static byte[] classes() {
        byte[] classes = new byte[256];
        for (int c = 'a'; c <= 'z'; c++) {
            classes[c] = LABEL_START | NAME_START | LABEL | NAME;
            classes[c - 'a' + 'A'] = classes[c];
        }
        classes['_'] = classes['a'];
        classes[':'] = NAME_START | NAME;
        for (int c = '0'; c <= '9'; c++) {
            classes[c] = LABEL | NAME;
        }
        return classes;
    }
}
