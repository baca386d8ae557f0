package io.brokerscope.model.settings;

import java.io.Serializable;
import java.util.List;

/**
 * Where the brokers of a cluster come from.
 *
 * @param kind which of the following is used
 * @param brokers STATIC: the brokers; otherwise empty
 * @param path FILE_SD: path of a JSON or YAML file, the last name may hold a * ; otherwise null
 * @param url HTTP_SD: URL that answers in Prometheus' http_sd format; otherwise null
 * @param name DNS: name to look up; otherwise null
 * @param dnsType DNS: SRV, A or AAAA; otherwise null
 * @param idPattern FILE_SD, HTTP_SD, DNS: regular expression whose first group is the node id,
 *     matched against the host name where no {@code broker_id} label gives it
 * @param intervalMs distance between two discovery rounds
 * @param timeoutMs deadline of one round
 * @param auth HTTP_SD: credentials; null for none
 * @param tls HTTP_SD: TLS; null for the defaults
 */
public record DiscoverySettings(
        Kind kind,
        List<StaticBroker> brokers,
        String path,
        String url,
        String name,
        String dnsType,
        String idPattern,
        long intervalMs,
        long timeoutMs,
        AuthSettings auth,
        TlsSettings tls)
        implements Serializable {

    /** The ways of discovery. */
    public enum Kind {
        STATIC,
        KAFKA,
        FILE_SD,
        HTTP_SD,
        DNS
    }
}
