package io.brokerscope.model;

import io.brokerscope.model.settings.ClusterSettings;
import java.util.Map;

/**
 * Everything needed to read one target: discovery makes it, the source carries it in the split, the
 * scraper reads by it, the keyed operators learn labels and limits from it. Self-contained, because
 * clusters come and go while the job runs.
 *
 * @param target who it is
 * @param endpoint the absolute URL to read, with no placeholder left and no credential in it
 * @param host the host discovery found, for display
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
        ClusterSettings cluster) {}
