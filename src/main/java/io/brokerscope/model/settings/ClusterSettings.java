package io.brokerscope.model.settings;

import io.brokerscope.model.Coverage;
import io.brokerscope.model.Quality;
import io.brokerscope.model.settings.SimulationSettings.Mode;
import java.io.Serializable;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * One monitored cluster.
 *
 * @param name unique and never changed: entities are named by it
 * @param provider kind of broker; {@code kafka}
 * @param labels labels of all entities of the cluster; never null
 * @param kafka the cluster's own protocol; null where it is not used
 * @param scrape how its brokers are read
 * @param discovery where its brokers come from
 * @param topics which topics become entities
 * @param groups which consumer groups become entities
 * @param expect the expected topology
 * @param lastKnownMs how old a last known value may get before it is UNKNOWN
 * @param lag how the lag of its consumer groups is told and judged; {@link LagSettings#DEFAULTS}
 *     where null is given, as older state does
 * @param admin how the cluster itself is read by its own protocol; null where it is not, and in the
 *     settings that a target carries: of those {@code scrape} says how that very target is read
 * @param simulation what of it is made up; null where nothing is
 * @param health how the health of its entities is judged; {@link HealthSettings#DEFAULTS} where
 *     null is given, as older state does
 * @param incidents how its incidents are opened and closed; {@link IncidentSettings#DEFAULTS} where
 *     null is given, as older state does
 */
public record ClusterSettings(
        String name,
        String provider,
        Map<String, String> labels,
        KafkaSettings kafka,
        ScrapeSettings scrape,
        DiscoverySettings discovery,
        FilterSettings topics,
        FilterSettings groups,
        ExpectSettings expect,
        long lastKnownMs,
        LagSettings lag,
        ScrapeSettings admin,
        SimulationSettings simulation,
        HealthSettings health,
        IncidentSettings incidents)
        implements Serializable {

    public ClusterSettings {
        lag = lag == null ? LagSettings.DEFAULTS : lag;
        health = health == null ? HealthSettings.DEFAULTS : health;
        incidents = incidents == null ? IncidentSettings.DEFAULTS : incidents;
    }

    /** Settings as a target carries them, or of a cluster that is not read itself; all is real. */
    public ClusterSettings(
            String name,
            String provider,
            Map<String, String> labels,
            KafkaSettings kafka,
            ScrapeSettings scrape,
            DiscoverySettings discovery,
            FilterSettings topics,
            FilterSettings groups,
            ExpectSettings expect,
            long lastKnownMs,
            LagSettings lag) {
        this(
                name,
                provider,
                labels,
                kafka,
                scrape,
                discovery,
                topics,
                groups,
                expect,
                lastKnownMs,
                lag,
                null,
                null);
    }

    /** Settings of a cluster whose health and incidents are judged by the defaults. */
    public ClusterSettings(
            String name,
            String provider,
            Map<String, String> labels,
            KafkaSettings kafka,
            ScrapeSettings scrape,
            DiscoverySettings discovery,
            FilterSettings topics,
            FilterSettings groups,
            ExpectSettings expect,
            long lastKnownMs,
            LagSettings lag,
            ScrapeSettings admin,
            SimulationSettings simulation) {
        this(
                name,
                provider,
                labels,
                kafka,
                scrape,
                discovery,
                topics,
                groups,
                expect,
                lastKnownMs,
                lag,
                admin,
                simulation,
                null,
                null);
    }

    /** Whether the whole cluster is made up. */
    public boolean simulated() {
        return simulation != null && simulation.mode() == Mode.SIMULATION;
    }

    /** Whether what is missing of it is made up. */
    public boolean hybrid() {
        return simulation != null && simulation.mode() == Mode.HYBRID;
    }

    /** These settings with only some of the expected topics. */
    public ClusterSettings expecting(Predicate<String> topic) {
        return new ClusterSettings(
                name,
                provider,
                labels,
                kafka,
                scrape,
                discovery,
                topics,
                groups,
                new ExpectSettings(
                        expect.brokers(),
                        expect.topics().stream().filter(topic).toList(),
                        expect.groups(),
                        expect.shapes()),
                lastKnownMs,
                lag,
                admin,
                simulation,
                health,
                incidents);
    }

    /** How a value that is known in this way is to be called. */
    public Quality called(Quality known) {
        return simulated() && (known == Quality.MEASURED || known == Quality.SECONDARY)
                ? Quality.SIMULATED
                : known;
    }

    /** How a coverage of this cluster is to be called. */
    public Coverage called(Coverage known) {
        return simulated() && known != null ? known.ofMadeUp() : known;
    }

    /** These settings as the cluster's brokers carry them. */
    public ClusterSettings forBrokers() {
        return admin == null ? this : readAs(scrape);
    }

    /** These settings as the cluster itself carries them where it is a target. */
    public ClusterSettings forItself() {
        return readAs(Objects.requireNonNull(admin, "admin"));
    }

    /** These settings for a target that is read in another way. */
    public ClusterSettings readAs(ScrapeSettings how) {
        return new ClusterSettings(
                name,
                provider,
                labels,
                kafka,
                how,
                discovery,
                topics,
                groups,
                expect,
                lastKnownMs,
                lag,
                null,
                simulation,
                health,
                incidents);
    }
}
