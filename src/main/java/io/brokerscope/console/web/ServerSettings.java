package io.brokerscope.console.web;

import java.util.List;

/**
 * How the console is served.
 *
 * @param host address that it listens on
 * @param port port; 0 for a free one
 * @param allowedHosts names it may be called by beside those of the loopback address
 * @param access who may ask
 * @param tls what it shows; null for plain HTTP
 * @param eventClients who may follow the events at once
 * @param metricsEntities entities whose metrics are told to Prometheus at most
 */
public record ServerSettings(
        String host,
        int port,
        List<String> allowedHosts,
        Access access,
        TlsFiles tls,
        int eventClients,
        int metricsEntities) {}
