package io.brokerscope.discovery;

import io.brokerscope.model.FleetDiscovery;
import io.brokerscope.model.TargetSpec;
import io.brokerscope.model.settings.ClusterSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Brokers that nobody finds, because they are made up. */
final class SimulatedBrokers {

    private static final int RACKS = 3;

    private SimulatedBrokers() {}

    /** All brokers of a cluster that is made up as a whole, numbered from 1. */
    static FleetDiscovery.Round all(ClusterSettings cluster) {
        return new FleetDiscovery.Round(
                IntStream.rangeClosed(1, cluster.simulation().brokers())
                        .mapToObj(
                                id ->
                                        TargetSpec.simulated(
                                                Integer.toString(id),
                                                "rack-" + (1 + (id - 1) % RACKS),
                                                cluster))
                        .toList(),
                List.of());
    }

    /**
     * What was found, and in a hybrid cluster the brokers that were declared and not found. They
     * get the ids that follow the lowest one that was found, as far as these are free; without any,
     * from 1.
     */
    static FleetDiscovery.Round completed(ClusterSettings cluster, FleetDiscovery.Round found) {
        Integer declared = cluster.expect().brokers();
        if (!cluster.hybrid() || declared == null || declared <= found.targets().size()) {
            return found;
        }
        Set<Integer> taken =
                found.targets().stream()
                        .map(spec -> Integer.valueOf(spec.target().id()))
                        .collect(Collectors.toSet());
        OptionalInt lowest = taken.stream().mapToInt(Integer::intValue).min();
        List<TargetSpec> targets = new ArrayList<>(found.targets());
        IntStream.iterate(lowest.orElse(1), id -> id == Integer.MAX_VALUE ? 0 : id + 1)
                .filter(id -> !taken.contains(id))
                .limit(declared - taken.size())
                .forEach(
                        id -> targets.add(TargetSpec.simulated(Integer.toString(id), "", cluster)));
        return new FleetDiscovery.Round(List.copyOf(targets), found.refused());
    }
}
