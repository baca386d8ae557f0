package io.brokerscope.scrape.jmx;

/** Counts the samples of one read. */
final class SampleCount {

    private int known;
    private int unknown;

    void add(int handle) {
        if (handle >= 0) {
            known++;
        } else {
            unknown++;
        }
    }

    int known() {
        return known;
    }

    int unknown() {
        return unknown;
    }
}
