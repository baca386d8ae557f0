package io.brokerscope.console.web;

import java.net.InetAddress;
import java.net.UnknownHostException;
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
        int metricsEntities) {

    /** Clients that may follow the events unless somebody says otherwise. */
    public static final int USUAL_EVENT_CLIENTS = 200;

    /** Entities whose metrics are told unless somebody says otherwise. */
    public static final int USUAL_METRICS_ENTITIES = 2_000;

    /** Whether it can be reached from this machine alone. */
    public boolean isLoopback() {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** Serves whoever is on this machine. */
    public static ServerSettings onLoopback(int port) {
        return new ServerSettings(
                "127.0.0.1",
                port,
                List.of(),
                Access.open(),
                null,
                USUAL_EVENT_CLIENTS,
                USUAL_METRICS_ENTITIES);
    }
}
