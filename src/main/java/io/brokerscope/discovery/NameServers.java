package io.brokerscope.discovery;

import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.DnsServerAddressStreamProvider;
import io.netty.resolver.dns.DnsServerAddressStreamProviders;
import io.netty.resolver.dns.SequentialDnsServerAddressStreamProvider;
import java.net.InetSocketAddress;
import java.util.List;

/** Which name servers are asked. */
final class NameServers {

    private final List<InetSocketAddress> servers;

    private NameServers(List<InetSocketAddress> servers) {
        this.servers = servers;
    }

    /** Those of the system, with its search domains. */
    static NameServers ofSystem() {
        return new NameServers(List.of());
    }

    /** Exactly this one, without search domains. */
    static NameServers at(InetSocketAddress server) {
        return new NameServers(List.of(server));
    }

    void configure(DnsNameResolverBuilder builder) {
        if (servers.isEmpty()) {
            builder.nameServerProvider(DnsServerAddressStreamProviders.platformDefault());
        } else {
            DnsServerAddressStreamProvider provider =
                    new SequentialDnsServerAddressStreamProvider(servers);
            builder.nameServerProvider(provider).searchDomains(List.of());
        }
    }
}
