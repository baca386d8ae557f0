package io.brokerscope.model.output;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * JSON as it is written, in UTF-8 and without white space. Whoever writes has to open and close in
 * turn; a comma is set where one belongs. Every record of the output passes here, so that texts and
 * numbers go in whole pieces and the room for them is used again. Not thread-safe.
 */
final class JsonText {

    /** Room for a typical record. */
    private static final int INITIAL_BYTES = 1024;

    /** Of more room than this nothing is kept for the next record. */
    private static final int MAX_KEPT_BYTES = 1 << 20;

    /** From here on doubles are written with an exponent. */
    private static final double PLAIN_BELOW = 1e7;

    private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

    /**
     * Bytes of a text that call for a closer look: Java puts ? in place of half a surrogate pair.
     */
    private static final boolean[] SPECIAL = new boolean[256];

    static {
        Arrays.fill(SPECIAL, 0, ' ', true);
        SPECIAL['"'] = true;
        SPECIAL['\\'] = true;
        SPECIAL['?'] = true;
    }

    private byte[] bytes = new byte[INITIAL_BYTES];
    private int size;

    /** Begins anew; what was written before is gone. */
    JsonText clear() {
        size = 0;
        if (bytes.length > MAX_KEPT_BYTES) {
            bytes = new byte[INITIAL_BYTES];
        }
        return this;
    }

    JsonText beginObject() {
        return begin('{');
    }

    JsonText endObject() {
        return raw('}');
    }

    JsonText beginArray() {
        return begin('[');
    }

    JsonText endArray() {
        return raw(']');
    }

    /**
     * The name of what is written next.
     *
     * @param name ours, which needs no escaping
     */
    JsonText field(String name) {
        separate();
        ensure(name.length() + 3);
        bytes[size++] = '"';
        put(name);
        bytes[size++] = '"';
        bytes[size++] = ':';
        return this;
    }

    /** The name of what is written next, which may be any text. */
    JsonText key(String name) {
        return text(name).raw(':');
    }

    /** A text; half of a surrogate pair becomes U+FFFD. */
    JsonText text(String value) {
        separate();
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        if (!plain(utf8)) {
            return raw('"').special(wellFormed(value).getBytes(StandardCharsets.UTF_8)).raw('"');
        }
        ensure(utf8.length + 2);
        bytes[size++] = '"';
        System.arraycopy(utf8, 0, bytes, size, utf8.length);
        size += utf8.length;
        bytes[size++] = '"';
        return this;
    }

    private static boolean plain(byte[] utf8) {
        for (byte b : utf8) {
            if (SPECIAL[b & 0xFF]) {
                return false;
            }
        }
        return true;
    }

    private JsonText special(byte[] utf8) {
        int done = 0;
        for (int i = 0; i < utf8.length; i++) {
            byte b = utf8[i];
            if (b != '?' && SPECIAL[b & 0xFF]) {
                raw(utf8, done, i).escaped(b);
                done = i + 1;
            }
        }
        return raw(utf8, done, utf8.length);
    }

    JsonText flag(boolean value) {
        separate();
        return ascii(Boolean.toString(value));
    }

    JsonText number(long value) {
        separate();
        return ascii(Long.toString(value));
    }

    /** A number that is finite, as {@link Double#toString(double)} writes it. */
    JsonText number(double value) {
        separate();
        long whole = (long) value;
        if (whole == value && whole != 0 && Math.abs(value) < PLAIN_BELOW) {
            return ascii(Long.toString(whole)).raw('.').raw('0');
        }
        return ascii(Double.toString(value));
    }

    /** A copy of what was written. */
    byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    private JsonText begin(char bracket) {
        separate();
        return raw(bracket);
    }

    /** Only what opens, or names what follows, is followed by no comma. */
    private void separate() {
        if (size > 0) {
            byte last = bytes[size - 1];
            if (last != '{' && last != '[' && last != ':') {
                raw(',');
            }
        }
    }

    private void escaped(byte b) {
        raw('\\');
        switch (b) {
            case '"', '\\' -> raw((char) b);
            case '\b' -> raw('b');
            case '\t' -> raw('t');
            case '\n' -> raw('n');
            case '\f' -> raw('f');
            case '\r' -> raw('r');
            default -> raw('u').raw('0').raw('0').raw((char) HEX[b >> 4]).raw((char) HEX[b & 0xF]);
        }
    }

    private JsonText ascii(String text) {
        ensure(text.length());
        put(text);
        return this;
    }

    /** ASCII for which there is room. The method is deprecated for what is lost of other texts. */
    @SuppressWarnings("deprecation")
    private void put(String ascii) {
        ascii.getBytes(0, ascii.length(), bytes, size);
        size += ascii.length();
    }

    private JsonText raw(byte[] from, int begin, int end) {
        ensure(end - begin);
        System.arraycopy(from, begin, bytes, size, end - begin);
        size += end - begin;
        return this;
    }

    private JsonText raw(char ascii) {
        ensure(1);
        bytes[size++] = (byte) ascii;
        return this;
    }

    private void ensure(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
        }
    }

    /** The text itself, or a copy with U+FFFD in place of every surrogate that stands alone. */
    private static String wellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                // Code points pair what belongs together and leave alone what does not.
                StringBuilder repaired = new StringBuilder(text.length());
                text.codePoints()
                        .map(
                                c ->
                                        c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE
                                                ? 0xFFFD
                                                : c)
                        .forEach(repaired::appendCodePoint);
                return repaired.toString();
            }
        }
        return text;
    }
}
