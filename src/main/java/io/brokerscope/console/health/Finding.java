package io.brokerscope.console.health;

import java.util.ArrayList;
import java.util.List;

/** Gathers why something is not healthy; the worst counts. */
final class Finding {

    private final List<String> reasons = new ArrayList<>();
    private Level level = Level.HEALTHY;

    /** Something is wrong where the condition holds. */
    Finding when(boolean condition, Level than, String reason) {
        if (condition) {
            reasons.add(reason);
            level = than.compareTo(level) > 0 ? than : level;
        }
        return this;
    }

    Level level() {
        return level;
    }

    List<String> reasons() {
        return List.copyOf(reasons);
    }
}
