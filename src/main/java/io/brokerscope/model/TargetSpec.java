package io.brokerscope.model;

import io.brokerscope.model.settings.ClusterSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Everything needed to read one target: discovery makes it, the source carries it in the split, the
 * scraper reads by it, the keyed operators learn labels and limits from it. Self-contained, because
 * clusters come and go while the job runs.
 *
 * @param target who it is
 * @param endpoint the absolute URL to read, with no placeholder left and no credential in it;
 *     {@code jmx://} with host and port where it is read by remote JMX, {@code kafka://} and the
 *     cluster's name where the cluster itself is asked by its own protocol, {@code simulation://}
 *     where it is made up
 * @param host the host discovery found, for display; the empty string where it is the cluster
 * @param rack the rack, or the empty string where unknown
 * @param labels labels that discovery found for this very target; never null
 * @param cluster the settings of its cluster
 * @param fallbacks URLs to read where {@code endpoint} fails, in the order of the {@link
 *     io.brokerscope.model.settings.ScrapeSettings#fallbacks} they belong to; empty where null is
 *     given, as older state does
 */
public record TargetSpec(
        TargetId target,
        String endpoint,
        String host,
        String rack,
        Map<String, String> labels,
        ClusterSettings cluster,
        List<String> fallbacks) {

    /** What the URLs of targets that are made up begin with. */
    public static final String SIMULATION = "simulation://";

    private static final String KAFKA = "kafka://";
    private static final String JMX = "jmx://";

    public TargetSpec {
        fallbacks = fallbacks == null ? List.of() : List.copyOf(fallbacks);
    }

    /** A target that is read in one way only. */
    public TargetSpec(
            TargetId target,
            String endpoint,
            String host,
            String rack,
            Map<String, String> labels,
            ClusterSettings cluster) {
        this(target, endpoint, host, rack, labels, cluster, List.of());
    }

    /**
     * The cluster itself as a target.
     *
     * @param settings settings that say how it is read: {@link ClusterSettings#admin}
     */
    public static TargetSpec ofCluster(ClusterSettings settings) {
        return new TargetSpec(
                TargetId.ofCluster(settings.name()),
                (settings.simulated() ? SIMULATION : KAFKA) + settings.name(),
                "",
                "",
                Map.of(),
                settings.forItself());
    }

    /**
     * A broker that is made up.
     *
     * @param id its node id
     * @param rack its rack, or the empty string
     * @param settings settings of its cluster
     */
    public static TargetSpec simulated(String id, String rack, ClusterSettings settings) {
        return new TargetSpec(
                new TargetId(settings.name(), id),
                SIMULATION + settings.name() + "/" + id,
                "",
                rack,
                Map.of(),
                settings.forBrokers());
    }

    /**
     * Every way to read this target, as a target that is read in that way only, in order of trust;
     * never empty.
     */
    public List<TargetSpec> sources() {
        List<TargetSpec> sources = new ArrayList<>();
        sources.add(new TargetSpec(target, endpoint, host, rack, labels, cluster));
        for (int i = 0; i < fallbacks.size(); i++) {
            sources.add(
                    new TargetSpec(
                            target,
                            fallbacks.get(i),
                            host,
                            rack,
                            labels,
                            cluster.readAs(
                                    cluster.scrape().by(cluster.scrape().fallbacks().get(i)))));
        }
        return sources;
    }

    /**
     * The URL of a source.
     *
     * @param source position in {@link #sources}; of one that the target had before its settings
     *     changed it is that of the first
     */
    public String endpoint(int source) {
        return source == 0 || source > fallbacks.size() ? endpoint : fallbacks.get(source - 1);
    }

    /** Whether it is read by Kafka's own protocol. */
    public boolean speaksKafka() {
        return endpoint.startsWith(KAFKA);
    }

    /** Whether it is made up: what is read of it is nothing that was measured. */
    public boolean simulated() {
        return endpoint.startsWith(SIMULATION);
    }

    /** Whether it is read by remote JMX. */
    public boolean speaksJmx() {
        return endpoint.startsWith(JMX);
    }
}
