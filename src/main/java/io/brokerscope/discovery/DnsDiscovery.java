package io.brokerscope.discovery;

import io.brokerscope.model.Texts;
import io.netty.handler.codec.dns.DnsRecordType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Brokers from DNS records. The node id comes from the host name, so SRV records are the ones to
 * use: those of a headless Kubernetes service name the pods.
 */
final class DnsDiscovery implements BrokerDiscovery {

    private final String name;
    private final DnsRecordType type;
    private final NodeIds ids;
    private final DnsLookup lookup;

    /**
     * Prepares rounds; does no I/O.
     *
     * @throws DiscoveryException if the type is none of SRV, A and AAAA
     */
    DnsDiscovery(String name, String type, NodeIds ids, DnsLookup lookup)
            throws DiscoveryException {
        this.name = name;
        this.type = type(type);
        this.ids = ids;
        this.lookup = lookup;
    }

    private static DnsRecordType type(String type) throws DiscoveryException {
        return switch (String.valueOf(type)) {
            case "SRV" -> DnsRecordType.SRV;
            case "A" -> DnsRecordType.A;
            case "AAAA" -> DnsRecordType.AAAA;
            default ->
                    throw new DiscoveryException(
                            "DNS type "
                                    + Texts.shown(type)
                                    + " is not known; allowed are SRV, A and AAAA");
        };
    }

    @Override
    public Found discover(Deadline deadline) throws DiscoveryException, InterruptedException {
        List<DiscoveredBroker> brokers = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        for (HostPort at : lookup.records(name, type, deadline)) {
            try {
                String id = ids.of(at.host(), Map.of());
                brokers.add(new DiscoveredBroker(id, at.host(), at.port(), "", Map.of()));
            } catch (DiscoveryException e) {
                refused.add("an entry is refused: " + e.getMessage());
            }
        }
        return new Found(brokers, refused);
    }
}
