package io.brokerscope.scrape.prometheus;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Looks at byte arrays eight bytes at a time. Stateless. */
final class Words {

    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;
    private static final long NEWLINES = ONES * '\n';
    private static final long QUOTES = ONES * '"';
    private static final long BACKSLASHES = ONES * '\\';

    private static final long K0 = 0x9e3779b97f4a7c15L;
    private static final long K1 = 0xd6e8feb86659fd93L;

    private Words() {}

    /** The eight bytes from {@code index} on, the first of them lowest. */
    static long at(byte[] bytes, int index) {
        return (long) LONG.get(bytes, index);
    }

    /** Whether the two ranges of {@code length} bytes are the same. */
    static boolean equal(byte[] a, int aFrom, byte[] b, int bFrom, int length) {
        if (length < Long.BYTES) {
            for (int i = 0; i < length; i++) {
                if (a[aFrom + i] != b[bFrom + i]) {
                    return false;
                }
            }
            return true;
        }
        int last = length - Long.BYTES;
        for (int i = 0; i < last; i += Long.BYTES) {
            if (at(a, aFrom + i) != at(b, bFrom + i)) {
                return false;
            }
        }
        // The last word overlaps the one before it: cheaper than a loop over single bytes.
        return at(a, aFrom + last) == at(b, bFrom + last);
    }

    /** How many bytes the two ranges of {@code length} bytes have in common at their beginning. */
    static int commonPrefix(byte[] a, int aFrom, byte[] b, int bFrom, int length) {
        int i = 0;
        for (; i <= length - Long.BYTES; i += Long.BYTES) {
            long difference = at(a, aFrom + i) ^ at(b, bFrom + i);
            if (difference != 0) {
                return i + (Long.numberOfTrailingZeros(difference) >>> 3);
            }
        }
        while (i < length && a[aFrom + i] == b[bFrom + i]) {
            i++;
        }
        return i;
    }

    /** Index of the first newline in {@code [from, to)}, or -1. */
    static int newline(byte[] bytes, int from, int to) {
        int i = from;
        for (; i <= to - Long.BYTES; i += Long.BYTES) {
            long hit = zeros(at(bytes, i) ^ NEWLINES);
            if (hit != 0) {
                return i + (Long.numberOfTrailingZeros(hit) >>> 3);
            }
        }
        for (; i < to; i++) {
            if (bytes[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    /** Index of the first quote or backslash in {@code [from, to)}, or {@code to}. */
    static int quoteOrBackslash(byte[] bytes, int from, int to) {
        int i = from;
        for (; i <= to - Long.BYTES; i += Long.BYTES) {
            long word = at(bytes, i);
            long hit = zeros(word ^ QUOTES) | zeros(word ^ BACKSLASHES);
            if (hit != 0) {
                return i + (Long.numberOfTrailingZeros(hit) >>> 3);
            }
        }
        while (i < to && bytes[i] != '"' && bytes[i] != '\\') {
            i++;
        }
        return i;
    }

    /** Whether every byte in {@code [from, to)} is ASCII. */
    static boolean ascii(byte[] bytes, int from, int to) {
        int i = from;
        for (; i <= to - Long.BYTES; i += Long.BYTES) {
            if ((at(bytes, i) & HIGHS) != 0) {
                return false;
            }
        }
        for (; i < to; i++) {
            if (bytes[i] < 0) {
                return false;
            }
        }
        return true;
    }

    /**
     * A hash of {@code length} bytes, every bit of it usable. The seed keeps an answer from being
     * made to collide.
     */
    static long hash(byte[] bytes, int from, int length, long seed) {
        long h = seed ^ (length * K0);
        int i = 0;
        for (; i <= length - 2 * Long.BYTES; i += 2 * Long.BYTES) {
            h = fold(h ^ at(bytes, from + i), K1 ^ at(bytes, from + i + Long.BYTES));
        }
        long a = 0;
        long b = 0;
        int rest = length - i;
        if (rest >= Long.BYTES) {
            a = at(bytes, from + i);
            b = at(bytes, from + length - Long.BYTES);
        } else {
            for (int shift = 0; i < length; i++, shift += Byte.SIZE) {
                a |= (bytes[from + i] & 0xffL) << shift;
            }
        }
        h = fold(h ^ a, K1 ^ b);
        return fold(h, K0);
    }

    /** The highest bit of every zero byte up to the first one; bits above that may be wrong. */
    private static long zeros(long word) {
        return (word - ONES) & ~word & HIGHS;
    }

    /** The two halves of the 128-bit product, mixed. */
    private static long fold(long a, long b) {
        return Math.multiplyHigh(a, b) ^ (a * b);
    }
}
