package io.brokerscope.discovery;

import io.brokerscope.model.FleetDiscovery;
import io.brokerscope.model.settings.ClusterSettings;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The fleet that a configuration describes: the clusters written in it, and those of a watched file
 * or folder ({@code clusters_from}).
 *
 * <p>Secrets are resolved, files read and connections made only by a session, where it runs.
 */
public final class ConfiguredFleet implements FleetDiscovery {

    private static final long serialVersionUID = 1L;

    private final ArrayList<ClusterSettings> clusters;
    private final String clustersFrom;
    private final ClusterReader reader;
    private final Fingerprint fingerprint;

    /**
     * A fleet.
     *
     * @param clusters the clusters of the configuration itself; of two with one name the first
     *     counts
     * @param clustersFrom folder with a file per cluster or one file; null where nothing is watched
     * @param reader reads a watched file; has to be serializable
     * @param fingerprint tells settings apart; has to be serializable
     */
    public ConfiguredFleet(
            List<ClusterSettings> clusters,
            String clustersFrom,
            ClusterReader reader,
            Fingerprint fingerprint) {
        this.clusters = new ArrayList<>(clusters);
        this.clustersFrom = clustersFrom;
        this.reader = Objects.requireNonNull(reader, "reader");
        this.fingerprint = Objects.requireNonNull(fingerprint, "fingerprint");
    }

    @Override
    public Session open() {
        return new FleetSession(
                List.copyOf(clusters),
                clustersFrom == null ? null : new WatchedClusters(Path.of(clustersFrom), reader),
                fingerprint,
                NameServers.ofSystem(),
                Clock.systemUTC());
    }
}
