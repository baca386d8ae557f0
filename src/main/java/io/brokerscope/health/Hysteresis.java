package io.brokerscope.health;

import io.brokerscope.model.HealthJudge.Verdict;
import io.brokerscope.model.HealthMemory;
import io.brokerscope.model.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Keeps a status from flapping: it gets worse at once, and better only after it has been better all
 * the time for a while; then it is as good as the worst of that time.
 */
final class Hysteresis {

    private Hysteresis() {}

    /**
     * The verdict with the status that is to be shown.
     *
     * @param memory what is remembered
     * @param status what the score says
     * @param score the score
     * @param reasons its reasons
     * @param since the conditions that hold now
     * @param recoveryMs how long it must have been better, milliseconds
     * @param now epoch milliseconds
     */
    static Verdict settle(
            HealthMemory memory,
            Status status,
            double score,
            List<String> reasons,
            Map<String, Long> since,
            long recoveryMs,
            long now) {
        Status shown = memory.status();
        if (shown == null || status.compareTo(shown) >= 0) {
            return new Verdict(status, score, reasons, new HealthMemory(status, null, -1, since));
        }
        boolean goesOn = memory.better() != null;
        Status better = goesOn ? worse(status, memory.better()) : status;
        long betterSince = goesOn ? memory.betterSince() : now;
        if (now - betterSince >= recoveryMs) {
            return new Verdict(better, score, reasons, new HealthMemory(better, null, -1, since));
        }
        List<String> held = new ArrayList<>(reasons);
        held.add(
                "better for "
                        + (now - betterSince) / 1000
                        + " s: no longer "
                        + shown
                        + " once that has lasted "
                        + recoveryMs / 1000
                        + " s");
        return new Verdict(shown, score, held, new HealthMemory(shown, better, betterSince, since));
    }

    private static Status worse(Status a, Status b) {
        return a.compareTo(b) >= 0 ? a : b;
    }
}
