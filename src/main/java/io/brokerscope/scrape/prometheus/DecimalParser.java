package io.brokerscope.scrape.prometheus;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/**
 * Reads a number as the exposition formats write it: a decimal with optional sign, fraction and
 * exponent, or {@code NaN}, {@code Inf}, {@code Infinity} in any case, the latter two with an
 * optional sign. The value is bit for bit what {@link Double#parseDouble} gives. Hexadecimal
 * numbers, type suffixes and underscores are no numbers here.
 *
 * <p>Allocates nothing, except for decimals of more than 19 significant digits that lie close to
 * the middle between two doubles. Not thread-safe.
 */
final class DecimalParser {

    private static final byte[] INFINITY = {'i', 'n', 'f', 'i', 'n', 'i', 't', 'y'};
    private static final byte[] NAN = {'n', 'a', 'n'};

    /** Every decimal of this many digits fits into an unsigned long. */
    private static final int MAX_DIGITS = 19;

    /** Beyond this the value is zero or infinite whatever the digits of a line are. */
    private static final int MAX_EXPONENT = 1_000_000_000;

    private static final double[] EXACT_POWERS = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
        1e17, 1e18, 1e19, 1e20, 1e21, 1e22
    };

    private double value;

    /** The value of the last number that {@link #parse} found. */
    double value() {
        return value;
    }

    /**
     * Reads the longest number that starts at {@code from}. What follows it is the caller's to
     * judge.
     *
     * @return index behind the number, or -1 where none starts
     */
    int parse(byte[] bytes, int from, int to) {
        int p = from;
        if (p >= to) {
            return -1;
        }
        boolean negative = bytes[p] == '-';
        if (negative || bytes[p] == '+') {
            p++;
        }
        int first = p;
        long mantissa = 0;
        int digit;
        while (p < to && (digit = bytes[p] - '0') >= 0 && digit <= 9) {
            mantissa = mantissa * 10 + digit;
            p++;
        }
        int digits = p - first;
        int exponent = 0;
        if (p < to && bytes[p] == '.') {
            int point = p++;
            while (p < to && (digit = bytes[p] - '0') >= 0 && digit <= 9) {
                mantissa = mantissa * 10 + digit;
                p++;
            }
            exponent = point + 1 - p;
            digits -= exponent;
        }
        if (digits == 0) {
            return p == first ? special(bytes, from, first, to) : -1;
        }
        int digitsEnd = p;
        if (p < to && (bytes[p] | 0x20) == 'e') {
            p++;
            boolean negativeExponent = p < to && bytes[p] == '-';
            if (negativeExponent || (p < to && bytes[p] == '+')) {
                p++;
            }
            int written = 0;
            int firstOfExponent = p;
            while (p < to && (digit = bytes[p] - '0') >= 0 && digit <= 9) {
                if (written < MAX_EXPONENT / 10) {
                    written = written * 10 + digit;
                } else {
                    written = MAX_EXPONENT;
                }
                p++;
            }
            if (p == firstOfExponent) {
                return -1;
            }
            exponent += negativeExponent ? -written : written;
        }
        double magnitude;
        if (digits <= MAX_DIGITS) {
            magnitude = scale(mantissa, exponent);
            if (Double.isNaN(magnitude)) {
                magnitude = byLibrary(bytes, first, p);
            }
        } else {
            magnitude = manyDigits(bytes, first, digitsEnd, p, mantissa, exponent);
        }
        value = negative ? -magnitude : magnitude;
        return p;
    }

    /** {@code mantissa * 10^exponent}, correctly rounded, or NaN where it cannot be told. */
    private static double scale(long mantissa, int exponent) {
        if (exponent == 0 && mantissa >= 0) {
            return mantissa;
        }
        if (mantissa >>> 53 == 0 && exponent >= -22 && exponent <= 22) {
            // Both operands are exact doubles, so one IEEE operation rounds once and rightly.
            return exponent < 0
                    ? mantissa / EXACT_POWERS[-exponent]
                    : mantissa * EXACT_POWERS[exponent];
        }
        return EiselLemire.scale(mantissa, exponent);
    }

    /**
     * More digits than a long holds: the first 19 significant ones bound the value from below and
     * above. Where both bounds round to the same double, that is the value.
     */
    private static double manyDigits(
            byte[] bytes, int first, int digitsEnd, int end, long mantissa, int exponent) {
        int p = first;
        while (p < digitsEnd && (bytes[p] == '0' || bytes[p] == '.')) {
            p++;
        }
        long head = 0;
        int taken = 0;
        for (; p < digitsEnd && taken < MAX_DIGITS; p++) {
            if (bytes[p] != '.') {
                head = head * 10 + (bytes[p] - '0');
                taken++;
            }
        }
        int left = 0;
        for (; p < digitsEnd; p++) {
            if (bytes[p] != '.') {
                left++;
            }
        }
        if (left == 0) {
            // Leading zeros only: the mantissa never overflowed.
            double exact = scale(mantissa, exponent);
            return Double.isNaN(exact) ? byLibrary(bytes, first, end) : exact;
        }
        double low = scale(head, exponent + left);
        double high = scale(head + 1, exponent + left);
        return low == high ? low : byLibrary(bytes, first, end);
    }

    private static double byLibrary(byte[] bytes, int from, int to) {
        return Double.parseDouble(new String(bytes, from, to - from, StandardCharsets.ISO_8859_1));
    }

    private int special(byte[] bytes, int from, int first, int to) {
        int same = commonPrefix(bytes, first, to, INFINITY);
        if (same >= 3) {
            value = bytes[from] == '-' ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
            return first + (same == INFINITY.length ? same : 3);
        }
        if (first == from && commonPrefix(bytes, first, to, NAN) == NAN.length) {
            value = Double.NaN;
            return first + NAN.length;
        }
        return -1;
    }

    /** How many bytes from {@code from} on spell the beginning of a lower-case word. */
    private static int commonPrefix(byte[] bytes, int from, int to, byte[] word) {
        int n = Math.min(word.length, to - from);
        for (int i = 0; i < n; i++) {
            if ((bytes[from + i] | 0x20) != word[i]) {
                return i;
            }
        }
        return Math.max(n, 0);
    }

    /**
     * The algorithm of Eisel and Lemire ("Number Parsing at a Gigabyte per Second"): multiplies the
     * mantissa by a power of five known to 128 bits and sees in nearly every case how the product
     * rounds.
     */
    private static final class EiselLemire {

        private static final int MIN_POWER = -342;
        private static final int MAX_POWER = 308;
        private static final int EXPLICIT_BITS = 52;
        private static final long HIDDEN_BIT = 1L << EXPLICIT_BITS;

        /** What lies below the mantissa, a rounding bit and two more in the upper word. */
        private static final int SPARE_BITS = Long.SIZE - EXPLICIT_BITS - 3;

        /** High and low word of each power of five, the highest bit of the high word set. */
        private static final long[] POWERS = powers();

        private EiselLemire() {}

        /** {@code mantissa * 10^exponent} of an unsigned mantissa, or NaN where it cannot tell. */
        static double scale(long mantissa, int exponent) {
            if (mantissa == 0 || exponent < MIN_POWER) {
                return 0;
            }
            if (exponent > MAX_POWER) {
                return Double.POSITIVE_INFINITY;
            }
            int zeros = Long.numberOfLeadingZeros(mantissa);
            long w = mantissa << zeros;
            int row = 2 * (exponent - MIN_POWER);
            long high = multiplyHigh(w, POWERS[row]);
            long low = w * POWERS[row];
            long spare = -1L >>> (EXPLICIT_BITS + 3);
            if ((high & spare) == spare) {
                // The missing lower half of the power may carry into the bits that count.
                long more = multiplyHigh(w, POWERS[row + 1]);
                low += more;
                if (Long.compareUnsigned(low, more) < 0) {
                    high++;
                }
                if (low == -1L && (exponent < -27 || exponent > 55)) {
                    return Double.NaN;
                }
            }
            int upper = (int) (high >>> 63);
            long bits = high >>> (upper + SPARE_BITS);
            int power = ((217706 * exponent) >> 16) + 63 + upper - zeros + 1023;
            if (power <= 0) {
                return subnormal(bits, power);
            }
            if (Long.compareUnsigned(low, 1) <= 0
                    && exponent >= -4
                    && exponent <= 23
                    && (bits & 3) == 1
                    && bits << (upper + SPARE_BITS) == high) {
                // Exactly in the middle: to the even neighbour, which is the one below.
                bits &= ~1L;
            }
            bits = (bits + (bits & 1)) >>> 1;
            if (bits >= 2 * HIDDEN_BIT) {
                bits = HIDDEN_BIT;
                power++;
            }
            return power >= 0x7ff
                    ? Double.POSITIVE_INFINITY
                    : Double.longBitsToDouble(
                            (bits & ~HIDDEN_BIT) | ((long) power << EXPLICIT_BITS));
        }

        private static double subnormal(long bits, int power) {
            if (1 - power >= Long.SIZE) {
                return 0;
            }
            long shifted = bits >>> (1 - power);
            // A carry out of the fraction lands in the exponent and makes the smallest normal.
            return Double.longBitsToDouble((shifted + (shifted & 1)) >>> 1);
        }

        private static long multiplyHigh(long a, long b) {
            return Math.multiplyHigh(a, b) + ((a >> 63) & b) + ((b >> 63) & a);
        }

        private static long[] powers() {
            long[] words = new long[2 * (MAX_POWER - MIN_POWER + 1)];
            for (int q = MIN_POWER; q <= MAX_POWER; q++) {
                BigInteger five = BigInteger.valueOf(5).pow(Math.abs(q));
                BigInteger power;
                if (q >= 0) {
                    power = five.shiftLeft(Math.max(0, 128 - five.bitLength()));
                } else {
                    // A reciprocal, rounded up at its 128th bit down to 10^-27 and cut off there
                    // below: within these bounds the algorithm is proved.
                    int bits = five.bitLength();
                    int shift = q >= -27 ? bits + 127 : 2 * bits + 128;
                    power = BigInteger.ONE.shiftLeft(shift).divide(five).add(BigInteger.ONE);
                }
                power = power.shiftRight(power.bitLength() - 128);
                int row = 2 * (q - MIN_POWER);
                words[row] = power.shiftRight(64).longValue();
                words[row + 1] = power.longValue();
            }
            return words;
        }
    }
}
