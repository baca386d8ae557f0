package io.brokerscope.discovery;

import io.brokerscope.model.DiscoveryNotice;
import io.brokerscope.model.FleetDiscovery;
import io.brokerscope.model.TargetSpec;
import io.brokerscope.model.settings.ClusterSettings;
import io.brokerscope.model.settings.DiscoverySettings;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The running discovery of a fleet: the clusters of the configuration and those of the watched
 * files, each with a {@link BrokerDiscovery} that lives as long as its settings stay the same.
 *
 * <p>Rounds run outside every lock, so none waits for another cluster, for the disk, or holds up
 * {@link #close}.
 */
final class FleetSession implements FleetDiscovery.Session {

    private final List<ClusterSettings> configured;
    private final WatchedClusters watched;
    private final Fingerprint fingerprint;
    private final NameServers nameServers;
    private final Clock clock;
    private final NetworkThread network = new NetworkThread();

    /** Guards reading the files, which may take long, and what was told about them. */
    private final Object reading = new Object();

    private Set<String> toldTwice = Set.of();

    /** Guards all that follows; never held during I/O. */
    private final Object lock = new Object();

    private final Map<String, GuardedDiscovery> running = new HashMap<>();
    private Map<String, ClusterSettings> clusters;
    private boolean closed;

    /**
     * A session; does no I/O.
     *
     * @param watched null where no file is watched
     */
    FleetSession(
            List<ClusterSettings> configured,
            WatchedClusters watched,
            Fingerprint fingerprint,
            NameServers nameServers,
            Clock clock) {
        this.configured = configured;
        this.watched = watched;
        this.fingerprint = fingerprint;
        this.nameServers = nameServers;
        this.clock = clock;
        Map<String, ClusterSettings> known = new LinkedHashMap<>();
        configured.forEach(c -> known.putIfAbsent(c.name(), c));
        this.clusters = known;
    }

    @Override
    public FleetDiscovery.Fleet fleet() {
        synchronized (reading) {
            List<DiscoveryNotice> notices = new ArrayList<>();
            Map<String, ClusterSettings> now = read(notices);
            Map<String, Long> intervals = new LinkedHashMap<>();
            Map<String, String> fingerprints = new LinkedHashMap<>();
            List<TargetSpec> targets = new ArrayList<>();
            now.forEach(
                    (name, settings) -> {
                        intervals.put(name, settings.discovery().intervalMs());
                        fingerprints.put(name, fingerprint.of(settings));
                        if (settings.admin() != null) {
                            targets.add(TargetSpec.ofCluster(settings));
                        }
                    });
            use(now);
            return new FleetDiscovery.Fleet(intervals, fingerprints, notices, targets);
        }
    }

    private Map<String, ClusterSettings> read(List<DiscoveryNotice> notices) {
        Map<String, ClusterSettings> now = new LinkedHashMap<>();
        Map<String, String> origins = new HashMap<>();
        Set<String> twice = new HashSet<>();
        for (ClusterSettings cluster : configured) {
            add(cluster, "the configuration", now, origins, twice, notices);
        }
        if (watched != null) {
            WatchedClusters.Look look = watched.look();
            look.problems().forEach(problem -> notices.add(invalid("", problem)));
            for (WatchedClusters.Definition definition : look.clusters()) {
                add(
                        definition.cluster(),
                        definition.file().toString(),
                        now,
                        origins,
                        twice,
                        notices);
            }
        }
        toldTwice = twice;
        return now;
    }

    private void add(
            ClusterSettings cluster,
            String origin,
            Map<String, ClusterSettings> now,
            Map<String, String> origins,
            Set<String> twice,
            List<DiscoveryNotice> notices) {
        String name = cluster.name();
        if (now.putIfAbsent(name, cluster) == null) {
            origins.put(name, origin);
            return;
        }
        String problem =
                "cluster "
                        + name
                        + " is defined twice: the definition in "
                        + origins.get(name)
                        + " is used, the one in "
                        + origin
                        + " is not";
        if (twice.add(problem) && !toldTwice.contains(problem)) {
            notices.add(invalid(name, problem));
        }
    }

    private DiscoveryNotice invalid(String cluster, String problem) {
        return new DiscoveryNotice(
                cluster, DiscoveryNotice.Type.CONFIG_INVALID, problem, clock.millis());
    }

    private void use(Map<String, ClusterSettings> now) {
        List<GuardedDiscovery> removed = new ArrayList<>();
        synchronized (lock) {
            clusters = now;
            running.entrySet()
                    .removeIf(
                            entry -> {
                                boolean gone = !now.containsKey(entry.getKey());
                                if (gone) {
                                    removed.add(entry.getValue());
                                }
                                return gone;
                            });
        }
        removed.forEach(GuardedDiscovery::close);
    }

    @Override
    public FleetDiscovery.Round discover(String cluster) throws Exception {
        GuardedDiscovery outdated = null;
        GuardedDiscovery current;
        synchronized (lock) {
            ClusterSettings settings = clusters.get(cluster);
            if (closed || settings == null) {
                throw new DiscoveryException(
                        closed ? "discovery was closed" : "cluster " + cluster + " is not known");
            }
            if (settings.simulated()) {
                return SimulatedBrokers.all(settings);
            }
            current = running.get(cluster);
            if (current == null || !current.settings().equals(settings)) {
                outdated = current;
                current = new GuardedDiscovery(settings, brokers(settings));
                running.put(cluster, current);
            }
        }
        if (outdated != null) {
            outdated.close();
        }
        return SimulatedBrokers.completed(
                current.settings(), Endpoints.round(current.settings(), current.round()));
    }

    private BrokerDiscovery brokers(ClusterSettings cluster) throws DiscoveryException {
        DiscoverySettings settings = cluster.discovery();
        return switch (settings.kind()) {
            case STATIC -> new StaticDiscovery(settings.brokers());
            case KAFKA -> kafka(cluster);
            case FILE_SD -> new FileDiscovery(settings.path(), ids(settings));
            case HTTP_SD -> new HttpDiscovery(settings, ids(settings), network);
            case DNS ->
                    new DnsDiscovery(
                            settings.name(),
                            settings.dnsType(),
                            ids(settings),
                            new DnsLookup(network, nameServers));
        };
    }

    private static BrokerDiscovery kafka(ClusterSettings cluster) throws DiscoveryException {
        if (cluster.kafka() == null) {
            throw new DiscoveryException(
                    "discovery by Kafka needs the section kafka of the cluster");
        }
        return new KafkaDiscovery(cluster.name(), cluster.kafka(), cluster.discovery().timeoutMs());
    }

    private static NodeIds ids(DiscoverySettings settings) throws DiscoveryException {
        return NodeIds.byPattern(settings.idPattern());
    }

    @Override
    public void close() {
        List<GuardedDiscovery> open;
        synchronized (lock) {
            closed = true;
            open = List.copyOf(running.values());
            running.clear();
        }
        open.forEach(GuardedDiscovery::close);
        network.close();
    }
}
