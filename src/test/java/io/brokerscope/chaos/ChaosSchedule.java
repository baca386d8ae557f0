package io.brokerscope.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Faults in a row, the same for the same seed.
 *
 * @param seed where it comes from
 * @param steps the faults
 */
record ChaosSchedule(long seed, List<ChaosStep> steps) {

    private static final double OVERLAPS = 0.25;
    private static final long SHORTEST_PAUSE_MS = 500;
    private static final long LONGEST_PAUSE_MS = 5_000;
    private static final long SHORTEST_MS = 1_000;
    private static final long LONGEST_SHORT_MS = 6_000;

    ChaosSchedule {
        steps = List.copyOf(steps);
    }

    /**
     * A random schedule.
     *
     * @param seed decides about everything
     * @param kinds kinds of faults to choose from
     * @param faults number of faults
     * @param shortestCutMs how long networks are cut at least, and processes frozen
     * @param longestCutMs how long at most
     */
    static ChaosSchedule random(
            long seed, List<ChaosFault> kinds, int faults, long shortestCutMs, long longestCutMs) {
        Random random = new Random(seed);
        List<ChaosStep> steps = new ArrayList<>();
        for (int i = 0; i < faults; i++) {
            ChaosFault fault = kinds.get(random.nextInt(kinds.size()));
            long pause = between(random, SHORTEST_PAUSE_MS, LONGEST_PAUSE_MS);
            long duration =
                    switch (fault.time()) {
                        case NONE -> 0;
                        case SHORT -> between(random, SHORTEST_MS, LONGEST_SHORT_MS);
                        case CUT -> between(random, shortestCutMs, longestCutMs);
                    };
            int choice = random.nextInt();
            // The last one is recovered from in any case.
            boolean overlaps = random.nextDouble() < OVERLAPS && i < faults - 1;
            steps.add(new ChaosStep(fault, pause, duration, choice, overlaps));
        }
        return new ChaosSchedule(seed, steps);
    }

    private static long between(Random random, long least, long most) {
        return least + (long) (random.nextDouble() * (most - least));
    }
}
