package io.brokerscope.model;

/**
 * How many of the expected brokers a roll-up stands on. The parts sum to {@code expected}.
 *
 * @param expected brokers that should have reported in the window
 * @param measured brokers read in the window, or filled in by interpolation afterwards
 * @param secondary brokers read in the window by a fallback, because what is trusted more failed
 * @param lastKnown brokers whose last value is still within its age limit
 * @param simulated brokers whose values are made up
 * @param unknown brokers of which nothing is known
 */
public record Coverage(
        int expected, int measured, int secondary, int lastKnown, int simulated, int unknown) {

    /** Brokers that were read in the window, in whichever way. */
    public int observed() {
        return measured + secondary;
    }

    /** The same of a cluster that is made up as a whole: so is whatever was read of it. */
    public Coverage ofMadeUp() {
        return new Coverage(expected, 0, 0, lastKnown, observed() + simulated, unknown);
    }
}
