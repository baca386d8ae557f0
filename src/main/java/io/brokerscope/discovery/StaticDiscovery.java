package io.brokerscope.discovery;

import io.brokerscope.model.settings.StaticBroker;
import java.util.List;

/** The brokers that the configuration names itself. */
final class StaticDiscovery implements BrokerDiscovery {

    private final List<StaticBroker> brokers;

    StaticDiscovery(List<StaticBroker> brokers) {
        this.brokers = brokers;
    }

    @Override
    public Found discover(Deadline deadline) {
        return new Found(
                brokers.stream()
                        .map(
                                b ->
                                        new DiscoveredBroker(
                                                b.id(), b.host(), b.port(), b.rack(), b.labels()))
                        .toList(),
                List.of());
    }
}
