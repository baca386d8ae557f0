package io.brokerscope.model;

/**
 * What one tick's read cost and found.
 *
 * @param attempts attempts made, the first included; 0 where none was allowed
 * @param startedAt epoch milliseconds when the first attempt began
 * @param observedAt epoch milliseconds of the first byte of the answer that was used: when the
 *     values were taken; -1 where there is none
 * @param latencyMicros from the start of the first attempt to the end of the last
 * @param bytes body bytes after decompression, over the last attempt
 * @param samples sample lines read
 * @param known samples the catalog knows
 * @param unknown samples the catalog does not know
 * @param truncated catalogued series cut off by the series limit
 * @param bytesCut whether the body was cut off at the byte limit
 * @param malformed lines that are no exposition
 * @param malformedLine number of the first malformed line, from 1; 0 where there is none
 * @param excerpt of the first malformed line or of an answer that could not be used: bounded,
 *     printable, secrets masked; empty where there is none
 */
public record ReadStats(
        int attempts,
        long startedAt,
        long observedAt,
        long latencyMicros,
        long bytes,
        int samples,
        int known,
        int unknown,
        int truncated,
        boolean bytesCut,
        int malformed,
        int malformedLine,
        String excerpt) {}
