package io.brokerscope.discovery;

import io.brokerscope.model.FleetDiscovery;
import io.brokerscope.model.TargetId;
import io.brokerscope.model.TargetSpec;
import io.brokerscope.model.Texts;
import io.brokerscope.model.settings.ClusterSettings;
import io.brokerscope.model.settings.FallbackSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes targets of discovered brokers. */
final class Endpoints {

    /** Sentences kept per round; a broken list of thousands says the same thing again and again. */
    static final int MAX_REFUSED = 100;

    private Endpoints() {}

    /**
     * The round: one target per node id, the first broker that has it; everything else is refused
     * with a sentence, and beyond {@value #MAX_REFUSED} sentences with one that counts the rest.
     *
     * @throws DiscoveryException if the cluster's endpoint template is of no use for any broker
     */
    static FleetDiscovery.Round round(ClusterSettings cluster, Found found)
            throws DiscoveryException {
        EndpointTemplate template = EndpointTemplate.of(cluster.scrape().endpoint());
        List<EndpointTemplate> fallbacks = new ArrayList<>();
        for (FallbackSettings fallback : cluster.scrape().fallbacks()) {
            fallbacks.add(EndpointTemplate.of(fallback.endpoint()));
        }
        ClusterSettings settings = cluster.forBrokers();
        Map<String, TargetSpec> targets = new LinkedHashMap<>();
        List<String> refused = new ArrayList<>(found.refused());
        for (DiscoveredBroker broker : found.brokers()) {
            try {
                TargetSpec spec = target(settings, template, fallbacks, broker);
                TargetSpec first = targets.putIfAbsent(spec.target().id(), spec);
                if (first != null) {
                    throw new DiscoveryException(
                            "its id belongs to the entry before it at "
                                    + Texts.shown(first.host())
                                    + " already");
                }
            } catch (DiscoveryException e) {
                refused.add(broker.describe() + " is refused: " + e.getMessage());
            }
        }
        return new FleetDiscovery.Round(List.copyOf(targets.values()), bounded(refused));
    }

    private static TargetSpec target(
            ClusterSettings cluster,
            EndpointTemplate template,
            List<EndpointTemplate> fallbacks,
            DiscoveredBroker broker)
            throws DiscoveryException {
        Optional<String> id = NodeIds.canonical(broker.id());
        if (id.isEmpty()) {
            throw new DiscoveryException("its id is not a node id, 0 to 2147483647");
        }
        DiscoveredBroker named =
                new DiscoveredBroker(
                        id.get(), broker.host(), broker.port(), broker.rack(), broker.labels());
        String endpoint = template.expand(named);
        List<String> others = new ArrayList<>();
        for (EndpointTemplate fallback : fallbacks) {
            others.add(fallback.expand(named));
        }
        return new TargetSpec(
                new TargetId(cluster.name(), id.get()),
                endpoint,
                broker.host(),
                broker.rack(),
                broker.labels(),
                cluster,
                others);
    }

    private static List<String> bounded(List<String> refused) {
        if (refused.size() <= MAX_REFUSED) {
            return List.copyOf(refused);
        }
        List<String> bounded = new ArrayList<>(refused.subList(0, MAX_REFUSED));
        bounded.add((refused.size() - MAX_REFUSED) + " more entries are refused");
        return List.copyOf(bounded);
    }
}
