package io.brokerscope.discovery;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes brokers of target groups. The labels {@code broker_id} and {@code rack} become id and rack;
 * labels that begin with {@code __} are Prometheus' own and are left out; all others are labels of
 * the broker.
 */
final class ListedBrokers {

    private static final String RACK = "rack";

    private ListedBrokers() {}

    static Found of(List<TargetGroup> groups, NodeIds ids) {
        List<DiscoveredBroker> brokers = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        for (TargetGroup group : groups) {
            Map<String, String> labels = published(group.labels());
            String rack = group.labels().getOrDefault(RACK, "");
            for (String address : group.targets()) {
                try {
                    HostPort at = HostPort.parse(address);
                    String id = ids.of(at.host(), group.labels());
                    brokers.add(new DiscoveredBroker(id, at.host(), at.port(), rack, labels));
                } catch (DiscoveryException e) {
                    refused.add("an entry is refused: " + e.getMessage());
                }
            }
        }
        return new Found(brokers, refused);
    }

    private static Map<String, String> published(Map<String, String> labels) {
        Map<String, String> published = new LinkedHashMap<>(labels);
        published
                .keySet()
                .removeIf(
                        name ->
                                name.startsWith("__")
                                        || name.equals(NodeIds.LABEL)
                                        || name.equals(RACK));
        return Map.copyOf(published);
    }
}
