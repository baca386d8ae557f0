package io.brokerscope.model;

import io.brokerscope.model.settings.ClusterSettings;
import java.util.Map;

/**
 * Everything needed to read one target: discovery makes it, the source carries it in the split, the
 * scraper reads by it, the keyed operators learn labels and limits from it. Self-contained, because
 * clusters come and go while the job runs.
 *
 * @param target who it is
 * @param endpoint the absolute URL to read, with no placeholder left and no credential in it;
 *     {@code jmx://} with host and port where it is read by remote JMX, {@code kafka://} and the
 *     cluster's name where the cluster itself is asked by its own protocol
 * @param host the host discovery found, for display; the empty string where it is the cluster
 * @param rack the rack, or the empty string where unknown
 * @param labels labels that discovery found for this very target; never null
 * @param cluster the settings of its cluster
 */
public record TargetSpec(
        TargetId target,
        String endpoint,
        String host,
        String rack,
        Map<String, String> labels,
        ClusterSettings cluster) {

    private static final String KAFKA = "kafka://";
    private static final String JMX = "jmx://";

    /**
     * The cluster itself as a target.
     *
     * @param settings settings that say how it is read: {@link ClusterSettings#admin}
     */
    public static TargetSpec ofCluster(ClusterSettings settings) {
        return new TargetSpec(
                TargetId.ofCluster(settings.name()),
                KAFKA + settings.name(),
                "",
                "",
                Map.of(),
                settings.forItself());
    }

    /** Whether it is read by Kafka's own protocol. */
    public boolean speaksKafka() {
        return endpoint.startsWith(KAFKA);
    }

    /** Whether it is read by remote JMX. */
    public boolean speaksJmx() {
        return endpoint.startsWith(JMX);
    }
}
