package io.brokerscope.cli.check;

import java.time.Instant;

/**
 * What a server tells beside its metrics.
 *
 * @param address the IP address that was connected to; null where there was no connection
 * @param certificateUntil when the first certificate of its chain expires; null where it showed
 *     none
 * @param date what its {@code Date} header says; null where it sent none
 * @param askedAt when it was asked, by the clock here
 * @param answeredAt when its answer was there
 */
record HttpFacts(
        String address,
        Instant certificateUntil,
        Instant date,
        Instant askedAt,
        Instant answeredAt) {

    /** Nothing is known. */
    static final HttpFacts NONE = new HttpFacts(null, null, null, null, null);
}
