package io.brokerscope.scrape.prometheus;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * The grammar of {@code name{label="value",...}}: checks a text, finds its parts and makes strings
 * of them. Neighbours in a payload begin alike, so what a text shares with the one made into
 * strings before is neither read nor made again. Not thread-safe.
 */
final class SeriesSyntax {

    private static final byte LABEL_START = 1;
    private static final byte NAME_START = 2;
    private static final byte LABEL = 4;
    private static final byte NAME = 8;
    private static final byte[] CLASSES = classes();

    /** Above this many labels, duplicates are looked for through a hash set. */
    private static final int FEW_LABELS = 8;

    /** A text with more parts than these is not kept for the next one. */
    private static final int MAX_KEPT_PARTS = 128;

    private static final int INITIAL_PARTS = 32;

    private final CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();

    /**
     * From and to of every part, relative to the text: the metric name, then label names and values
     * in turn.
     */
    private int[] bounds = new int[2 * INITIAL_PARTS];

    private int parts;

    /** Parts at the beginning that are those of the text before. */
    private int shared;

    private int textFrom;
    private int textLength;
    private boolean named;
    private boolean quotedNames;
    private boolean escapes;

    /** The cheapest one that reads the text at hand. */
    private Charset charset;

    private String name;
    private String[] labels;

    /** The last text that made a series, with the same facts about it. */
    private byte[] previousText = new byte[0];

    private int previousLength;
    private int[] previousBounds = new int[2 * INITIAL_PARTS];
    private int previousParts;
    private String[] previousLabels;
    private String previousName;
    private boolean previousEscapes;

    /**
     * Reads a series from {@code from} on.
     *
     * @return index behind its text, or -1 where it breaks the grammar
     */
    int scan(byte[] bytes, int from, int to) {
        textFrom = from;
        quotedNames = false;
        int p = resume(bytes, from, to);
        if (p == from) {
            parts = 1;
            named = false;
            escapes = false;
            if (from < to && is(bytes[from], NAME_START)) {
                p = endOf(bytes, from + 1, to, NAME);
                bounds[0] = 0;
                bounds[1] = p - from;
                named = true;
                int q = skipBlanks(bytes, p, to);
                if (q == to || bytes[q] != '{') {
                    textLength = p - from;
                    return q > p ? p : -1;
                }
                p = q;
            }
            if (p == to || bytes[p] != '{') {
                return -1;
            }
            p++;
        }
        p = scanLabels(bytes, p, to);
        textLength = p - from;
        return named ? p : -1;
    }

    /**
     * Reads the labels of an exemplar from its opening brace on, only to see that they are well
     * formed.
     *
     * @return index behind the closing brace, or -1
     */
    int scanExemplarLabels(byte[] bytes, int from, int to) {
        int seriesParts = parts;
        boolean seriesEscapes = escapes;
        boolean seriesQuotedNames = quotedNames;
        boolean seriesNamed = named;
        // An exemplar has no metric name: as if there already were one.
        named = true;
        int end = scanLabels(bytes, from + 1, to);
        named = seriesNamed;
        quotedNames = seriesQuotedNames;
        escapes = seriesEscapes;
        parts = seriesParts;
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
        charset = StandardCharsets.ISO_8859_1;
        if (!Words.ascii(bytes, textFrom, textFrom + textLength)) {
            if (!isUtf8(bytes)) {
                return false;
            }
            charset = StandardCharsets.UTF_8;
        }
        name = shared > 0 ? previousName : part(bytes, 0);
        labels = new String[parts - 1];
        int first = Math.max(shared - 1, 0);
        if (first > 0) {
            System.arraycopy(previousLabels, 0, labels, 0, first);
        }
        for (int i = first; i < labels.length; i++) {
            labels[i] = part(bytes, i + 1);
        }
        if (name.isEmpty() || !labelNamesValid(labels, first)) {
            return false;
        }
        keep(bytes);
        return true;
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

    /**
     * Takes over what stands before the first label that differs from the text before.
     *
     * @return index of that label, or {@code from} where there is nothing to take over
     */
    private int resume(byte[] bytes, int from, int to) {
        shared = 0;
        if (previousParts <= 1) {
            return from;
        }
        int common =
                Words.commonPrefix(
                        bytes, from, previousText, 0, Math.min(to - from, previousLength));
        int label = previousParts - 2;
        while (label >= 1 && previousBounds[2 * label] > common) {
            label -= 2;
        }
        if (label < 1) {
            return from;
        }
        shared = label;
        parts = label;
        named = true;
        escapes = previousEscapes;
        System.arraycopy(previousBounds, 0, bounds, 0, 2 * label);
        return from + previousBounds[2 * label];
    }

    /** Reads labels up to the closing brace and returns the index behind it, or -1. */
    private int scanLabels(byte[] bytes, int from, int to) {
        int p = skipBlanks(bytes, from, to);
        while (p < to && bytes[p] != '}') {
            int nameFrom = p;
            int nameTo;
            boolean quoted = bytes[p] == '"';
            if (quoted) {
                quotedNames = true;
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
                bounds[0] = nameFrom - textFrom;
                bounds[1] = nameTo - textFrom;
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
        int p = from;
        while (true) {
            p = Words.quoteOrBackslash(bytes, p, to);
            if (p == to) {
                return -1;
            }
            if (bytes[p] == '"') {
                return p;
            }
            escapes = true;
            p++;
            if (p == to || (bytes[p] != '"' && bytes[p] != '\\' && bytes[p] != 'n')) {
                return -1;
            }
            p++;
        }
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
        if (at + 4 > bounds.length) {
            bounds = Arrays.copyOf(bounds, bounds.length * 2);
        }
        bounds[at] = nameFrom - textFrom;
        bounds[at + 1] = nameTo - textFrom;
        bounds[at + 2] = valueFrom - textFrom;
        bounds[at + 3] = valueTo - textFrom;
        parts += 2;
    }

    private String part(byte[] bytes, int part) {
        int from = bounds[2 * part];
        int length = bounds[2 * part + 1] - from;
        if (part < previousParts
                && previousBounds[2 * part + 1] - previousBounds[2 * part] == length
                && Words.equal(
                        bytes, textFrom + from, previousText, previousBounds[2 * part], length)) {
            return part == 0 ? previousName : previousLabels[part - 1];
        }
        return escapes
                ? unescaped(bytes, textFrom + from, length)
                : decoded(bytes, textFrom + from, length);
    }

    private String decoded(byte[] bytes, int from, int length) {
        return new String(bytes, from, length, charset);
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

    private void keep(byte[] bytes) {
        if (parts > MAX_KEPT_PARTS || quotedNames) {
            previousParts = 0;
            if (bounds.length > 4 * MAX_KEPT_PARTS) {
                bounds = new int[2 * INITIAL_PARTS];
            }
            return;
        }
        if (textLength > previousText.length) {
            previousText = new byte[Math.max(textLength, 2 * previousText.length)];
        }
        System.arraycopy(bytes, textFrom, previousText, 0, textLength);
        previousLength = textLength;
        previousName = name;
        previousLabels = labels;
        previousEscapes = escapes;
        previousParts = parts;
        int[] swap = previousBounds;
        previousBounds = bounds;
        bounds = swap.length < bounds.length ? new int[bounds.length] : swap;
    }

    private boolean isUtf8(byte[] bytes) {
        return !utf8.reset()
                .decode(
                        ByteBuffer.wrap(bytes, textFrom, textLength),
                        CharBuffer.allocate(textLength),
                        true)
                .isError();
    }

    /** The labels before index {@code first} are known to be valid. */
    private static boolean labelNamesValid(String[] labels, int first) {
        boolean many = labels.length > 2 * FEW_LABELS;
        Set<String> seen = many ? new HashSet<>(labels.length) : Set.of();
        for (int i = many ? 0 : first; i < labels.length; i += 2) {
            String label = labels[i];
            if (label.isEmpty() || label.equals("__name__")) {
                return false;
            }
            if (many ? !seen.add(label) : occursBefore(labels, i)) {
                return false;
            }
        }
        return true;
    }

    private static boolean occursBefore(String[] labels, int index) {
        for (int i = 0; i < index; i += 2) {
            if (labels[i].equals(labels[index])) {
                return true;
            }
        }
        return false;
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
