package io.brokerscope.console.fleet;

/**
 * How ticks went.
 *
 * @param all how many there were
 * @param observed how many were answered
 */
public record Ticks(long all, long observed) {

    /** Both together. */
    public Ticks plus(Ticks other) {
        return new Ticks(all + other.all, observed + other.observed);
    }

    /** Share that was answered, 0 to 1; null where there were none. */
    public Double share() {
        return all == 0 ? null : (double) observed / all;
    }
}
