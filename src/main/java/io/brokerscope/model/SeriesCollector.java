package io.brokerscope.model;

/**
 * Turns the samples of one target's answers into {@link Readings}. Owned by one target, used by one
 * read at a time, not thread-safe. Free of allocation per sample in the steady state: a series is
 * introduced once by its name and labels and gets a handle; afterwards samples come by handle.
 */
public interface SeriesCollector {

    /** The handle of a series that nobody wants to hear of. */
    int UNKNOWN = -1;

    /**
     * Begins a read.
     *
     * @return the generation of handles: when it differs from the one before, handles given earlier
     *     are void and every series must be introduced again
     */
    long begin();

    /**
     * Introduces a series.
     *
     * @param name metric name, unescaped
     * @param labels label names and values in turn, unescaped, as they stood in the answer
     * @return the handle for its samples, or {@link #UNKNOWN}
     */
    int series(String name, String[] labels);

    /** A sample of an introduced series. Several samples may fold into one value. */
    void sample(int handle, double value);

    /**
     * Ends the read.
     *
     * @param complete whether the answer was read whole and every line was understood
     * @return what was collected
     */
    Collected end(boolean complete);

    /** Bytes this collector holds, roughly: for the byte budget over all reads. */
    long retainedBytes();

    /**
     * What one read gave.
     *
     * @param readings the values; {@link Readings#complete} is false also where something was cut
     *     off
     * @param truncated catalogued series cut off by the limit
     */
    record Collected(Readings readings, int truncated) {}
}
