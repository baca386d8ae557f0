package io.brokerscope.coverage;

import io.brokerscope.coverage.WatchedTarget.Tick;
import io.brokerscope.model.Coverage;
import io.brokerscope.model.Quality;
import io.brokerscope.model.settings.ClusterSettings;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A tick window of a cluster when it closes.
 *
 * @param settings settings of the cluster
 * @param start its start, epoch milliseconds
 * @param now epoch milliseconds
 * @param brokers the discovered brokers that have a tick in it, by node id
 * @param discovered node ids of all brokers that discovery names by now
 * @param cluster the cluster itself as a target; null where it is not asked
 * @param told what the cluster told of itself; null where nothing that still counts
 */
record Window(
        ClusterSettings settings,
        long start,
        long now,
        Map<String, WatchedTarget> brokers,
        Set<String> discovered,
        WatchedTarget cluster,
        CoverageStore.Told told) {

    /** Its length in milliseconds. */
    long length() {
        return settings.scrape().intervalMs();
    }

    /** Whether a target is there only to fill a gap. */
    boolean fillsIn(WatchedTarget target) {
        return settings.hybrid() && target.simulated();
    }

    /** How a target is known in this window. */
    Quality quality(WatchedTarget target) {
        Tick tick =
                target == cluster
                        ? target.newest()
                        : target.within(start, settings.scrape().intervalMs());
        if (fillsIn(target)) {
            return Quality.SIMULATED;
        }
        if (tick != null && tick.observed()) {
            return tick.source() == 0 ? Quality.MEASURED : Quality.SECONDARY;
        }
        boolean fresh =
                target.observedAt() >= 0 && now - target.observedAt() <= settings.lastKnownMs();
        if (fresh) {
            return Quality.LAST_KNOWN;
        }
        return settings.hybrid() && target != cluster ? Quality.SIMULATED : Quality.UNKNOWN;
    }

    /** How many of the expected brokers report: of those discovered, registered and declared. */
    Coverage coverage() {
        int measured = 0;
        int secondary = 0;
        int lastKnown = 0;
        int simulated = 0;
        for (WatchedTarget broker : brokers.values()) {
            switch (quality(broker)) {
                case MEASURED -> measured++;
                case SECONDARY -> secondary++;
                case LAST_KNOWN -> lastKnown++;
                case SIMULATED -> simulated++;
                default -> {
                    // Counted as what is left.
                }
            }
        }
        int expected = known().size();
        if (settings.expect().brokers() != null) {
            expected = Math.max(expected, settings.expect().brokers());
        }
        return new Coverage(
                expected,
                measured,
                secondary,
                lastKnown,
                simulated,
                expected - measured - secondary - lastKnown - simulated);
    }

    /** How many brokers are discovered or registered. */
    int there() {
        Set<String> there = known();
        brokers.forEach(
                (id, broker) -> {
                    if (fillsIn(broker) && !registered(id)) {
                        there.remove(id);
                    }
                });
        return there.size();
    }

    private boolean registered(String id) {
        return told != null
                && Arrays.stream(told.brokers())
                        .anyMatch(broker -> Integer.toString(broker).equals(id));
    }

    /** Node ids of all brokers that are discovered, registered or made up. */
    private Set<String> known() {
        Set<String> known = new TreeSet<>(TargetIds.ORDER);
        known.addAll(brokers.keySet());
        if (told != null) {
            for (int broker : told.brokers()) {
                String id = Integer.toString(broker);
                // Who has just been discovered has its first tick later.
                if (!discovered.contains(id)) {
                    known.add(id);
                }
            }
        }
        return known;
    }
}
