package io.brokerscope.chaos;

/**
 * One fault of a schedule.
 *
 * @param fault what is done
 * @param pauseMs time before it
 * @param durationMs how long it lasts; 0 where it happens at once
 * @param choice decides about whatever else there is to choose: which process, which kind of cut
 * @param overlaps whether the next fault comes without waiting for the recovery from this one
 */
record ChaosStep(ChaosFault fault, long pauseMs, long durationMs, int choice, boolean overlaps) {

    /** One of {@code size} things. */
    int choose(int size) {
        return Math.floorMod(choice, size);
    }

    @Override
    public String toString() {
        return fault
                + (durationMs > 0 ? " for %.1f s".formatted(durationMs / 1_000.0) : "")
                + (overlaps ? " +" : "");
    }
}
