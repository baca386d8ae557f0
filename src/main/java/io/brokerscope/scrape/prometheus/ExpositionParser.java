package io.brokerscope.scrape.prometheus;

import io.brokerscope.model.SeriesCollector;
import io.brokerscope.scrape.security.Excerpts;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Reads the Prometheus text format 0.0.4 and OpenMetrics 1.0 text from bytes as they arrive, and
 * hands samples to a {@link SeriesCollector}. Belongs to one target and is kept from read to read:
 * a target lists the same series in nearly the same order every time, so each line is first
 * compared with the series that came at this place last time. In that steady state nothing is
 * allocated.
 *
 * <p>Both formats are read by one grammar that takes what either of them allows, white space in
 * particular, because targets are not strict about them. Timestamps and exemplars must be well
 * formed and are ignored; so are comments, HELP, TYPE and UNIT. A line that breaks the grammar is
 * counted and costs itself only. {@code # EOF} ends the payload: any line after it that is not
 * empty is malformed.
 *
 * <p>Memory is bounded by {@code maxLineBytes}, {@code maxCacheBytes} and a few kilobytes; a line
 * of more than {@code maxLineBytes} is malformed. A series is introduced to the collector once per
 * generation of handles, except for those beyond the bound of the cache: these are introduced each
 * time they come, and the cache starts anew with the next read.
 *
 * <p>Not thread-safe; one read at a time. The order of calls is {@link #begin}, {@link #feed} any
 * number of times, {@link #end} or {@link #endCut}; {@link #begin} may be called at any time and
 * drops an unfinished read.
 */
public final class ExpositionParser {

    private static final byte[] EOF = {'#', ' ', 'E', 'O', 'F'};
    private static final int INITIAL_CARRY = 256;

    private final SeriesCollector collector;
    private final int maxLineBytes;
    private final SeriesCache cache;
    private final SeriesSyntax syntax = new SeriesSyntax();
    private final DecimalParser decimal = new DecimalParser();
    private long generation;
    private boolean generationKnown;

    /** The beginning of a line whose end has not come yet. */
    private byte[] carry = new byte[0];

    private int carried;

    /** The line at hand is too long, is counted already and goes on. */
    private boolean skipping;

    private boolean reading;
    private int line;
    private int known;
    private int unknown;
    private int malformed;
    private int firstMalformedLine;
    private String firstMalformedExcerpt = "";
    private boolean eofSeen;

    /** Value of the sample line at hand. */
    private double value;

    /**
     * A parser for one target.
     *
     * @param collector where samples go
     * @param maxLineBytes the longest line that is understood, without its newline; positive
     * @param maxCacheBytes what the cache of series may take; with less than a few kilobytes hardly
     *     any series is remembered; not negative
     */
    public ExpositionParser(SeriesCollector collector, int maxLineBytes, long maxCacheBytes) {
        this.collector = Objects.requireNonNull(collector, "collector");
        if (maxLineBytes <= 0) {
            throw new IllegalArgumentException("maxLineBytes must be positive: " + maxLineBytes);
        }
        if (maxCacheBytes < 0) {
            throw new IllegalArgumentException(
                    "maxCacheBytes must not be negative: " + maxCacheBytes);
        }
        this.maxLineBytes = maxLineBytes;
        this.cache = new SeriesCache(maxCacheBytes, ThreadLocalRandom.current().nextLong());
    }

    /** Begins a read, for the collector too. Forgets all handles when their generation changed. */
    public void begin() {
        long current = collector.begin();
        cache.begin(!generationKnown || current != generation);
        generation = current;
        generationKnown = true;
        carried = 0;
        skipping = false;
        line = 0;
        known = 0;
        unknown = 0;
        malformed = 0;
        firstMalformedLine = 0;
        firstMalformedExcerpt = "";
        eofSeen = false;
        reading = true;
    }

    /**
     * Takes the next bytes of the payload, cut anywhere. The array is not kept.
     *
     * @throws IllegalStateException if no read was begun
     * @throws IndexOutOfBoundsException if the range does not lie within the array
     */
    public void feed(byte[] buffer, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, buffer.length);
        requireReading();
        int limit = offset + length;
        int p = carried > 0 || skipping ? finishLine(buffer, offset, limit) : offset;
        while (p < limit) {
            int next = predictedLine(buffer, p, limit);
            if (next < 0) {
                int newline = Words.newline(buffer, p, limit);
                if (newline < 0) {
                    carry(buffer, p, limit);
                    return;
                }
                line(buffer, p, newline);
                next = newline + 1;
            }
            p = next;
        }
    }

    /**
     * Ends the read of a payload that came whole. A last line without newline is a line.
     *
     * @throws IllegalStateException if no read was begun
     */
    public ParseResult end() {
        requireReading();
        if (carried > 0) {
            line(carry, 0, carried);
        }
        return finish();
    }

    /**
     * Ends the read of a payload that was cut off somewhere: a last line without newline is
     * dropped, neither a sample nor malformed, because half a number is a number too.
     *
     * @throws IllegalStateException if no read was begun
     */
    public ParseResult endCut() {
        requireReading();
        return finish();
    }

    /**
     * Empties the cache of series, which stays empty until the next {@link #begin}: every series
     * that comes is introduced.
     */
    public void forgetSeries() {
        cache.forget();
    }

    /** Bytes this parser holds between reads and at this moment, roughly. */
    public long retainedBytes() {
        return carry.length + cache.bytes() + syntax.bytes();
    }

    private ParseResult finish() {
        cache.end();
        reading = false;
        carried = 0;
        skipping = false;
        return new ParseResult(
                known + unknown,
                known,
                unknown,
                malformed,
                firstMalformedLine,
                firstMalformedExcerpt,
                eofSeen);
    }

    private void requireReading() {
        if (!reading) {
            throw new IllegalStateException("begin() was not called");
        }
    }

    /**
     * The hot path: the line is the predicted series, one space, a number, and is all there.
     *
     * @return index of the next line, or -1 where the line is anything else
     */
    private int predictedLine(byte[] bytes, int from, int limit) {
        if (eofSeen || !cache.spaceFollowsPredicted(bytes, from, limit)) {
            return -1;
        }
        int end = cache.matchPredicted(bytes, from, limit);
        if (end < 0) {
            return -1;
        }
        int newline = decimal.parse(bytes, end + 1, limit);
        if (newline < 0 || newline == limit) {
            return -1;
        }
        if (bytes[newline] == '\r' && newline + 1 < limit) {
            newline++;
        }
        if (bytes[newline] != '\n' || newline - from > maxLineBytes) {
            return -1;
        }
        line++;
        deliver(cache.acceptPredicted(), decimal.value());
        return newline + 1;
    }

    /** Completes the line that was carried or is being skipped; returns where the next begins. */
    private int finishLine(byte[] buffer, int from, int limit) {
        int newline = Words.newline(buffer, from, limit);
        int end = newline < 0 ? limit : newline;
        if (!skipping) {
            carry(buffer, from, end);
        }
        if (newline < 0) {
            return limit;
        }
        if (!skipping) {
            line(carry, 0, carried);
        }
        carried = 0;
        skipping = false;
        return newline + 1;
    }

    private void carry(byte[] buffer, int from, int to) {
        int taken = Math.min(to - from, maxLineBytes - carried);
        if (carried + taken > carry.length) {
            int size = Math.max(Math.max(carried + taken, INITIAL_CARRY), 2 * carry.length);
            carry = Arrays.copyOf(carry, Math.min(size, maxLineBytes));
        }
        System.arraycopy(buffer, from, carry, carried, taken);
        carried += taken;
        if (taken < to - from) {
            line++;
            malformed(carry, 0, carried);
            carried = 0;
            skipping = true;
        }
    }

    /** A whole line, its newline excluded. */
    private void line(byte[] bytes, int from, int newline) {
        line++;
        if (newline - from > maxLineBytes) {
            malformed(bytes, from, from + maxLineBytes);
            return;
        }
        int to = newline > from && bytes[newline - 1] == '\r' ? newline - 1 : newline;
        int start = line == 1 && startsWithByteOrderMark(bytes, from, to) ? from + 3 : from;
        int p = SeriesSyntax.skipBlanks(bytes, start, to);
        if (p == to) {
            return;
        }
        if (eofSeen) {
            malformed(bytes, from, to);
        } else if (bytes[p] == '#') {
            eofSeen = Arrays.equals(bytes, start, to, EOF, 0, EOF.length);
        } else if (!predictedSample(bytes, p, to) && !sample(bytes, p, to)) {
            malformed(bytes, from, to);
        }
    }

    private boolean predictedSample(byte[] bytes, int from, int to) {
        int end = cache.matchPredicted(bytes, from, to);
        // The predicted text may be no more than the beginning of a longer metric name.
        if (end < 0
                || (bytes[end - 1] != '}' && !isBlank(bytes, end, to))
                || !tail(bytes, end, to)) {
            return false;
        }
        deliver(cache.acceptPredicted(), value);
        return true;
    }

    private boolean sample(byte[] bytes, int from, int to) {
        int end = syntax.scan(bytes, from, to);
        if (end < 0 || !tail(bytes, end, to)) {
            return false;
        }
        int length = end - from;
        long hash = cache.hash(bytes, from, length);
        int entry = cache.find(length, hash);
        if (entry >= 0) {
            deliver(cache.accept(entry), value);
            return true;
        }
        if (!syntax.materialise(bytes)) {
            return false;
        }
        int handle = collector.series(syntax.name(), syntax.labels());
        cache.add(length, hash, handle);
        deliver(handle, value);
        return true;
    }

    private void deliver(int handle, double sample) {
        if (handle == SeriesCollector.UNKNOWN) {
            unknown++;
        } else {
            known++;
            collector.sample(handle, sample);
        }
    }

    /** What follows the series: a value, perhaps a timestamp, perhaps an exemplar. */
    private boolean tail(byte[] bytes, int from, int to) {
        int p = decimal.parse(bytes, SeriesSyntax.skipBlanks(bytes, from, to), to);
        value = decimal.value();
        p = optionalTimestamp(bytes, p, to);
        if (p < 0) {
            return false;
        }
        return p == to || (bytes[p] == '#' && isBlank(bytes, p - 1, to) && exemplar(bytes, p, to));
    }

    private boolean exemplar(byte[] bytes, int hash, int to) {
        int p = SeriesSyntax.skipBlanks(bytes, hash + 1, to);
        if (p == to || bytes[p] != '{') {
            return false;
        }
        p = syntax.scanExemplarLabels(bytes, p, to);
        if (p < 0) {
            return false;
        }
        p = decimal.parse(bytes, SeriesSyntax.skipBlanks(bytes, p, to), to);
        return optionalTimestamp(bytes, p, to) == to;
    }

    /**
     * Reads on behind a number.
     *
     * @param from index behind the number, or -1 where there was none
     * @return index of what follows the timestamp and white space, or -1 where the number does not
     *     end here
     */
    private int optionalTimestamp(byte[] bytes, int from, int to) {
        if (from < 0 || from == to) {
            return from;
        }
        int p = SeriesSyntax.skipBlanks(bytes, from, to);
        if (p == from) {
            return -1;
        }
        if (p == to || bytes[p] == '#') {
            return p;
        }
        int end = decimal.parse(bytes, p, to);
        if (end < 0 || !Double.isFinite(decimal.value())) {
            return -1;
        }
        p = SeriesSyntax.skipBlanks(bytes, end, to);
        return p == to || p > end ? p : -1;
    }

    private static boolean isBlank(byte[] bytes, int index, int to) {
        return index < to && (bytes[index] == ' ' || bytes[index] == '\t');
    }

    private static boolean startsWithByteOrderMark(byte[] bytes, int from, int to) {
        return to - from >= 3
                && bytes[from] == (byte) 0xef
                && bytes[from + 1] == (byte) 0xbb
                && bytes[from + 2] == (byte) 0xbf;
    }

    private void malformed(byte[] bytes, int from, int to) {
        if (malformed++ == 0) {
            firstMalformedLine = line;
            firstMalformedExcerpt = Excerpts.of(bytes, from, to - from);
        }
    }

    /**
     * What one read found.
     *
     * @param samples sample lines that were understood
     * @param known those of series the collector wants
     * @param unknown those of series it does not want; {@code known + unknown == samples}
     * @param malformed lines that break the grammar
     * @param firstMalformedLine number of the first of them, from 1; 0 where there is none
     * @param firstMalformedExcerpt see {@link Excerpts}; empty where there is none
     * @param eofSeen whether {@code # EOF} came, as OpenMetrics demands
     */
    public record ParseResult(
            int samples,
            int known,
            int unknown,
            int malformed,
            int firstMalformedLine,
            String firstMalformedExcerpt,
            boolean eofSeen) {}
}
