package io.brokerscope.source;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the enumerator remembers. Who holds which target is not part of it: readers report that
 * themselves, because a rescale moves splits without the enumerator.
 *
 * @param highestIncarnation no incarnation given so far is above it
 * @param fingerprints the configured clusters and the fingerprint of each one's settings
 * @param failing the clusters whose discovery fails
 * @param targets every target that is to be read
 */
public record FleetCheckpoint(
        long highestIncarnation,
        Map<String, String> fingerprints,
        Set<String> failing,
        List<KnownTarget> targets) {

    /** Copies the collections. */
    public FleetCheckpoint {
        fingerprints = Map.copyOf(fingerprints);
        failing = Set.copyOf(failing);
        targets = List.copyOf(targets);
    }

    /** What is known before anything was discovered. */
    public static FleetCheckpoint empty() {
        return new FleetCheckpoint(0, Map.of(), Set.of(), List.of());
    }
}
