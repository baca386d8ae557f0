package io.brokerscope.cli.bench;

/**
 * What one load came to.
 *
 * @param load the load
 * @param seconds that were measured, after the warm-up
 * @param startSeconds from the start of the process to its first committed entity
 * @param cpuSeconds user and system time of the job in the measured time
 * @param peakMemoryBytes the most memory of the job that was resident; -1 where unknown
 * @param observed what was committed of the measured time
 * @param restore how the job went on from a savepoint; null where that was not measured
 * @param scraper what another scraper used before; null where none was measured
 */
record BenchResult(
        Load load,
        double seconds,
        double startSeconds,
        double cpuSeconds,
        long peakMemoryBytes,
        BenchFeed.Observed observed,
        RestoreResult restore,
        ScraperResult scraper) {

    /** CPU-seconds for a million samples that were read. */
    double cpuPerMillionSamples() {
        return cpuSeconds * 1e6 / observed.samples();
    }

    /** Sample lines read in a second. */
    double samplesPerSecond() {
        return observed.samples() / seconds;
    }
}
