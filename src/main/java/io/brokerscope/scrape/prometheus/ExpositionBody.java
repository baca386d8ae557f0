package io.brokerscope.scrape.prometheus;

import io.brokerscope.model.FailureReason;
import io.brokerscope.model.SeriesCatalog;
import io.brokerscope.model.SeriesCollector;
import io.brokerscope.model.TargetSpec;
import io.brokerscope.model.settings.ScrapeSettings;
import io.brokerscope.scrape.AttemptResult;
import io.brokerscope.scrape.AttemptResult.Content;
import io.brokerscope.scrape.security.Redactor;

/**
 * Turns the body of an answer, as it arrives, into readings, not further than the byte limit. Kept
 * from read to read with what makes the next read of the same target cheap. Not thread-safe.
 */
final class ExpositionBody {

    private static final int MAX_LINE_BYTES = 64 * 1024;

    private final SeriesCollector collector;
    private final ExpositionParser parser;
    private final long limit;
    private long bytes;
    private boolean cut;
    private byte last;

    /**
     * For one target.
     *
     * @param maxCacheBytes what may be kept from read to read
     */
    ExpositionBody(SeriesCatalog catalog, TargetSpec spec, long maxCacheBytes) {
        ScrapeSettings scrape = spec.cluster().scrape();
        collector = catalog.collector(scrape.dialect(), scrape.limits(), spec.cluster().topics());
        parser = new ExpositionParser(collector, MAX_LINE_BYTES, maxCacheBytes);
        limit = scrape.limits().bytes();
    }

    void begin() {
        parser.begin();
        bytes = 0;
        cut = false;
        last = '\n';
    }

    /**
     * Takes bytes of the body.
     *
     * @return false if the limit is reached: more bytes are not wanted
     */
    boolean feed(byte[] buffer, int offset, int length) {
        int taken = (int) Math.min(length, limit - bytes);
        if (taken > 0) {
            parser.feed(buffer, offset, taken);
            last = buffer[offset + taken - 1];
            bytes += taken;
        }
        cut = taken < length;
        return !cut;
    }

    /** Bytes taken so far. */
    long bytes() {
        return bytes;
    }

    /** Lets go of what makes known series cheap, and goes without it for the rest of the body. */
    void forgetSeries() {
        parser.forgetSeries();
    }

    /** Bytes held at this moment, roughly. */
    long retainedBytes() {
        return parser.retainedBytes() + collector.retainedBytes();
    }

    /**
     * The body is over, or cut off at the limit.
     *
     * @param openMetrics whether the body must end with {@code # EOF}
     * @param delimited whether the transport says where the body ends, so that it is known to be
     *     whole
     * @param observedAt epoch milliseconds of the answer's first byte
     * @param redactor hides secrets in the excerpt
     */
    AttemptResult end(boolean openMetrics, boolean delimited, long observedAt, Redactor redactor) {
        ExpositionParser.ParseResult parsed = cut ? parser.endCut() : parser.end();
        boolean whole = !cut && parsed.malformed() == 0;
        FailureReason reason = failure(parsed, openMetrics, delimited);
        if (reason != null) {
            return AttemptResult.failed(
                    reason, detail(reason, parsed), content(parsed, -1, 0, redactor));
        }
        SeriesCollector.Collected collected = collector.end(whole);
        return AttemptResult.observed(
                cut ? "cut off at the limit of " + limit + " bytes" : "",
                content(parsed, observedAt, collected.truncated(), redactor),
                collected.readings());
    }

    private FailureReason failure(
            ExpositionParser.ParseResult parsed, boolean openMetrics, boolean delimited) {
        if (cut) {
            return parsed.known() > 0 ? null : FailureReason.TOO_LARGE;
        }
        if (parsed.samples() == 0 && parsed.malformed() > 0) {
            return FailureReason.MALFORMED;
        }
        if ((openMetrics && !parsed.eofSeen()) || (!delimited && last != '\n')) {
            return FailureReason.TRUNCATED_BODY;
        }
        return parsed.samples() == 0 ? FailureReason.EMPTY : null;
    }

    private String detail(FailureReason reason, ExpositionParser.ParseResult parsed) {
        return switch (reason) {
            case TOO_LARGE -> "no catalogued series within the limit of " + limit + " bytes";
            case MALFORMED ->
                    "none of "
                            + parsed.malformed()
                            + " lines is a sample, the first is line "
                            + parsed.firstMalformedLine();
            case TRUNCATED_BODY ->
                    "the body ends without "
                            + (last == '\n' ? "# EOF" : "an end of line")
                            + " after "
                            + bytes
                            + " bytes";
            default -> "the body of " + bytes + " bytes holds no sample";
        };
    }

    private Content content(
            ExpositionParser.ParseResult parsed,
            long observedAt,
            int truncated,
            Redactor redactor) {
        return new Content(
                observedAt,
                bytes,
                parsed.samples(),
                parsed.known(),
                parsed.unknown(),
                truncated,
                cut,
                parsed.malformed(),
                parsed.firstMalformedLine(),
                redactor.redact(parsed.firstMalformedExcerpt()));
    }
}
