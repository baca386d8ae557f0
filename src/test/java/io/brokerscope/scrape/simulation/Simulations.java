package io.brokerscope.scrape.simulation;

import io.brokerscope.model.Readings;
import io.brokerscope.model.SeriesTable.SeriesKey;
import io.brokerscope.model.cluster.ClusterReading;
import io.brokerscope.model.settings.ClusterSettings;
import io.brokerscope.model.settings.ExpectSettings;
import io.brokerscope.model.settings.FilterSettings;
import io.brokerscope.model.settings.LimitSettings;
import io.brokerscope.model.settings.ScrapeSettings;
import io.brokerscope.model.settings.SimulationSettings;
import io.brokerscope.model.settings.SimulationSettings.Mode;
import io.brokerscope.scrape.simulation.Incident.Kind;
import io.brokerscope.testsupport.Fixtures;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Settings of made-up clusters, and ways to look into what they tell. */
final class Simulations {

    /** A Monday. */
    static final long MONDAY = Instant.parse("2026-03-02T00:00:00Z").toEpochMilli();

    static final long SECOND = 1_000;
    static final long MINUTE = 60 * SECOND;
    static final long HOUR = 60 * MINUTE;
    static final long DAY = 24 * HOUR;

    /** Six brokers, twenty topics, ten groups, six incidents a day. */
    static final SimulationSettings USUAL =
            new SimulationSettings(Mode.SIMULATION, 1, 6, 20, 12, 3, 10, 5_000, 1_024, 6);

    private Simulations() {}

    static SimulationSettings seed(long seed) {
        return new SimulationSettings(
                Mode.SIMULATION, seed, 6, 20, 12, 3, 10, 5_000, 1_024, USUAL.incidentsPerDay());
    }

    /** The usual ones with another number of incidents. */
    static SimulationSettings incidents(double perDay) {
        return new SimulationSettings(Mode.SIMULATION, 1, 6, 20, 12, 3, 10, 5_000, 1_024, perDay);
    }

    static SimulationSettings sized(
            int brokers, int topics, int partitions, int replication, int groups) {
        return new SimulationSettings(
                Mode.SIMULATION,
                1,
                brokers,
                topics,
                partitions,
                replication,
                groups,
                5_000,
                1_024,
                6);
    }

    static ClusterSettings settings(SimulationSettings simulation) {
        return settings("sim", simulation);
    }

    static ClusterSettings settings(String name, SimulationSettings simulation) {
        ClusterSettings cluster = Fixtures.cluster(name);
        return with(
                cluster, simulation, cluster.scrape().limits(), cluster.topics(), cluster.expect());
    }

    static ClusterSettings limited(SimulationSettings simulation, int series, int topics) {
        ClusterSettings cluster = Fixtures.cluster("sim");
        return with(
                cluster,
                simulation,
                new LimitSettings(1 << 20, series, topics),
                cluster.topics(),
                cluster.expect());
    }

    static ClusterSettings filtered(SimulationSettings simulation, String include) {
        ClusterSettings cluster = Fixtures.cluster("sim");
        return with(
                cluster,
                simulation,
                cluster.scrape().limits(),
                new FilterSettings(include, ""),
                cluster.expect());
    }

    static ClusterSettings expecting(SimulationSettings simulation, ExpectSettings expect) {
        ClusterSettings cluster = Fixtures.cluster("sim");
        return with(cluster, simulation, cluster.scrape().limits(), cluster.topics(), expect);
    }

    private static ClusterSettings with(
            ClusterSettings cluster,
            SimulationSettings simulation,
            LimitSettings limits,
            FilterSettings topics,
            ExpectSettings expect) {
        ScrapeSettings scrape =
                new ScrapeSettings(
                        cluster.scrape().endpoint(),
                        cluster.scrape().intervalMs(),
                        cluster.scrape().timeoutMs(),
                        cluster.scrape().attemptTimeoutMs(),
                        cluster.scrape().retry(),
                        cluster.scrape().circuitBreaker(),
                        limits,
                        null,
                        null,
                        null);
        return new ClusterSettings(
                cluster.name(),
                cluster.provider(),
                cluster.labels(),
                null,
                scrape,
                cluster.discovery(),
                topics,
                cluster.groups(),
                expect,
                cluster.lastKnownMs(),
                cluster.lag(),
                scrape,
                simulation);
    }

    static SimulatedCluster cluster(SimulationSettings simulation) {
        return SimulatedCluster.of(settings(simulation));
    }

    /** Incidents of a kind in some time. */
    static List<Incident> of(SimulatedCluster cluster, Kind kind, long from, long until) {
        return cluster.incidents(from, until).stream().filter(i -> i.kind() == kind).toList();
    }

    /** Counters of a broker that answers. */
    static Map<SeriesKey, Long> counters(SimulatedCluster cluster, int broker, long at) {
        Readings readings = cluster.broker(broker, at).readings();
        Map<SeriesKey, Long> counters = new HashMap<>();
        for (int row = 0; row < readings.counters().rows(); row++) {
            counters.put(readings.counters().keyOf(row), readings.counterValues()[row]);
        }
        return counters;
    }

    /** A gauge of a broker that answers; null where it is absent. */
    static Double gauge(
            SimulatedCluster cluster, int broker, long at, String metric, String qualifier) {
        Readings readings = cluster.broker(broker, at).readings();
        Integer row = readings.gauges().index().get(new SeriesKey(metric, null, qualifier));
        return row == null ? null : readings.gaugeValues()[row];
    }

    /** Sum of the end offsets of a topic. */
    static long end(ClusterReading reading, String topic) {
        long sum = 0;
        for (int row = 0; row < reading.partitions().topic().length; row++) {
            sum +=
                    reading.topics().name()[reading.partitions().topic()[row]].equals(topic)
                            ? reading.partitions().end()[row]
                            : 0;
        }
        return sum;
    }

    /** Sum of all end offsets. */
    static long end(ClusterReading reading) {
        long sum = 0;
        for (long end : reading.partitions().end()) {
            sum += end;
        }
        return sum;
    }

    /** Sum of the committed offsets of a group. */
    static long committed(ClusterReading reading, String group) {
        long sum = 0;
        for (int row = 0; row < reading.commits().group().length; row++) {
            sum +=
                    reading.groups().name()[reading.commits().group()[row]].equals(group)
                            ? reading.commits().offset()[row]
                            : 0;
        }
        return sum;
    }

    /** How far a group is behind, over all its partitions. */
    static long lag(ClusterReading reading, String group) {
        long sum = 0;
        for (int row = 0; row < reading.commits().group().length; row++) {
            int partition = reading.commits().partition()[row];
            sum +=
                    reading.groups().name()[reading.commits().group()[row]].equals(group)
                            ? reading.partitions().end()[partition]
                                    - reading.commits().offset()[row]
                            : 0;
        }
        return sum;
    }

    /** Broker ids 1 to 6 of {@link #USUAL}, or as many as given. */
    static int[] ids(int brokers) {
        return IntStream.rangeClosed(1, brokers).toArray();
    }
}
