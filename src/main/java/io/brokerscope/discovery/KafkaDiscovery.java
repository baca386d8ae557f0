package io.brokerscope.discovery;

import io.brokerscope.kafka.AdminClients;
import io.brokerscope.kafka.KafkaFailures;
import io.brokerscope.model.Texts;
import io.brokerscope.model.settings.KafkaSettings;
import io.brokerscope.model.settings.Secrets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.DescribeClusterResult;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/**
 * The brokers that the cluster itself names. Only registered, unfenced brokers are named; nothing
 * is created by asking.
 *
 * <p>The client is made by the first round and kept while it answers. After a failed round it is
 * thrown away: the next one resolves the bootstrap servers and the secrets anew.
 */
final class KafkaDiscovery implements BrokerDiscovery {

    /** Label with the id that the Kafka cluster gave itself. */
    static final String CLUSTER_ID_LABEL = "kafka_cluster_id";

    private final String cluster;
    private final KafkaSettings kafka;
    private final long timeoutMs;

    /** Of the one thread that discovers. */
    private boolean fencedAreTold = true;

    private Admin client;
    private boolean closed;

    KafkaDiscovery(String cluster, KafkaSettings kafka, long timeoutMs) {
        this.cluster = cluster;
        this.kafka = kafka;
        this.timeoutMs = timeoutMs;
    }

    @Override
    public Found discover(Deadline deadline) throws DiscoveryException, InterruptedException {
        Admin admin = client();
        boolean answered = false;
        try {
            Found found = describe(admin, deadline);
            answered = true;
            return found;
        } catch (ExecutionException e) {
            throw new DiscoveryException(
                    KafkaFailures.sentence(e.getCause(), bootstrap(), deadline.budgetMs()));
        } catch (TimeoutException e) {
            throw new DiscoveryException(KafkaFailures.noAnswer(bootstrap(), deadline.budgetMs()));
        } finally {
            if (!answered) {
                discard(admin);
            }
        }
    }

    /**
     * A broker that crashed or was shut down stays registered, but fenced: it is still a broker of
     * the cluster, and that it does not answer is what a monitor is there to tell. Only brokers
     * that were unregistered are gone. Clusters before Kafka 4.0 cannot be asked for fenced
     * brokers.
     */
    private Found describe(Admin admin, Deadline deadline)
            throws DiscoveryException, InterruptedException, ExecutionException, TimeoutException {
        if (fencedAreTold) {
            try {
                return describe(admin, deadline, true);
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnsupportedVersionException)) {
                    throw e;
                }
                fencedAreTold = false;
            }
        }
        return describe(admin, deadline, false);
    }

    private Found describe(Admin admin, Deadline deadline, boolean withFenced)
            throws DiscoveryException, InterruptedException, ExecutionException, TimeoutException {
        DescribeClusterResult result =
                admin.describeCluster(
                        new DescribeClusterOptions()
                                .includeFencedBrokers(withFenced)
                                .timeoutMs((int) Math.max(1, deadline.remainingMs())));
        Collection<Node> nodes =
                result.nodes().get(Math.max(1, deadline.remainingMs()), TimeUnit.MILLISECONDS);
        // The same answer carries both.
        String clusterId = result.clusterId().get();
        if (nodes.isEmpty()) {
            throw new DiscoveryException("the cluster at " + bootstrap() + " names no broker");
        }
        Map<String, String> labels =
                clusterId == null ? Map.of() : Map.of(CLUSTER_ID_LABEL, clusterId);
        List<DiscoveredBroker> brokers = new ArrayList<>();
        for (Node node : nodes) {
            brokers.add(
                    new DiscoveredBroker(
                            node.idString(),
                            node.host(),
                            node.port(),
                            node.hasRack() ? node.rack() : "",
                            labels));
        }
        return new Found(brokers, List.of());
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (client != null) {
            AdminClients.discard(client);
            client = null;
        }
    }

    /** Makes the client outside the lock: resolving names may take long, closing must not. */
    private Admin client() throws DiscoveryException {
        synchronized (this) {
            if (client != null) {
                return client;
            }
        }
        Admin created = create();
        synchronized (this) {
            if (!closed) {
                client = created;
                return created;
            }
        }
        AdminClients.discard(created);
        throw new DiscoveryException("discovery was closed");
    }

    private Admin create() throws DiscoveryException {
        try {
            return AdminClients.create(kafka, "brokerscope-discovery-" + cluster, timeoutMs);
        } catch (KafkaException e) {
            throw new DiscoveryException(KafkaFailures.creation(e, bootstrap()));
        } catch (Secrets.UnresolvedSecretException e) {
            throw new DiscoveryException(e.getMessage());
        }
    }

    private synchronized void discard(Admin admin) {
        AdminClients.discard(admin);
        if (client == admin) {
            client = null;
        }
    }

    /** As written in the configuration: what a reference stands for is not told. */
    private String bootstrap() {
        return Texts.shown(kafka.bootstrap().template());
    }
}
