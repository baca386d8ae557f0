package io.brokerscope.kafka;

import io.brokerscope.model.settings.KafkaSettings;
import io.brokerscope.model.settings.Secrets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;

/** Makes and closes the clients by which monitored clusters are asked. */
public final class AdminClients {

    /** Closing aborts what is under way; the client's own thread ends by itself, soon after. */
    private static final Duration WITHOUT_WAITING = Duration.ofMillis(1);

    private AdminClients() {}

    /**
     * A client. Blocks while host names are resolved and secrets are read; connects to nobody yet.
     *
     * @param kafka where and how
     * @param clientId by which brokers know it
     * @param timeoutMs how long a call may take
     * @throws KafkaException if the properties do not make a client
     * @throws Secrets.UnresolvedSecretException if a secret cannot be read
     */
    public static Admin create(KafkaSettings kafka, String clientId, long timeoutMs) {
        Map<String, Object> properties = new HashMap<>();
        // One bootstrap server that swallows packets must not use up the time of the others.
        int share = (int) Math.max(1, timeoutMs / 4);
        properties.put(AdminClientConfig.SOCKET_CONNECTION_SETUP_TIMEOUT_MS_CONFIG, share);
        properties.put(AdminClientConfig.SOCKET_CONNECTION_SETUP_TIMEOUT_MAX_MS_CONFIG, share);
        properties.put(AdminClientConfig.CLIENT_ID_CONFIG, clientId);
        properties.put(AdminClientConfig.ENABLE_METRICS_PUSH_CONFIG, false);
        properties.putAll(Secrets.resolveAll(kafka.properties()));
        properties.put(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, Secrets.resolve(kafka.bootstrap()));
        properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) timeoutMs);
        // Half of it: a broker that accepts and keeps silent leaves time to ask another one.
        properties.put(
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) Math.max(1, timeoutMs / 2));
        return Admin.create(properties);
    }

    /** Aborts what is under way and closes the client; does not block. */
    public static void discard(Admin client) {
        client.close(WITHOUT_WAITING);
    }
}
