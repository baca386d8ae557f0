package io.brokerscope.cli.bench;

/**
 * What another scraper used for the same fleet.
 *
 * @param command its command
 * @param seconds that were measured, after the warm-up
 * @param cpuSeconds its user and system time in the measured time
 * @param peakMemoryBytes the most memory of it that was resident; -1 where unknown
 * @param answers it was given in the measured time
 * @param samples it read with them
 */
record ScraperResult(
        String command,
        double seconds,
        double cpuSeconds,
        long peakMemoryBytes,
        long answers,
        long samples) {

    /** CPU-seconds for a million samples that it was given. */
    double cpuPerMillionSamples() {
        return cpuSeconds * 1e6 / samples;
    }
}
