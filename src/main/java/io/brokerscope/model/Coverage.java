package io.brokerscope.model;

/**
 * How many of the expected brokers a roll-up stands on. The parts sum to {@code expected}.
 *
 * @param expected brokers that should have reported in the window
 * @param measured brokers read in the window, or filled in by interpolation afterwards
 * @param secondary brokers read in the window by a fallback, because what is trusted more failed
 * @param lastKnown brokers whose last value is still within its age limit
 * @param unknown brokers of which nothing is known
 */
public record Coverage(int expected, int measured, int secondary, int lastKnown, int unknown) {

    /** Brokers that were read in the window, in whichever way. */
    public int observed() {
        return measured + secondary;
    }
}
