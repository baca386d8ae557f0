package io.brokerscope.cli.targets;

import io.brokerscope.model.TargetId;
import io.brokerscope.model.output.CoverageRecord;
import io.brokerscope.model.output.OutputJson;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The latest record of every cluster and target, as compaction would leave them. */
final class Latest {

    private final Set<String> wanted;
    private final Map<String, CoverageRecord> clusters = new TreeMap<>();
    private final Map<TargetId, CoverageRecord> targets = new TreeMap<>();

    /**
     * @param wanted names of the clusters to keep; all where there are none
     */
    Latest(List<String> wanted) {
        this.wanted = Set.copyOf(wanted);
    }

    /**
     * Takes a record.
     *
     * @param value null for a tombstone
     * @throws OutputJson.UnreadableRecordException if it is none of this version
     */
    void take(String key, byte[] value) {
        if (value == null) {
            int slash = key.lastIndexOf('/');
            clusters.remove(key);
            if (slash > 0) {
                targets.remove(new TargetId(key.substring(0, slash), key.substring(slash + 1)));
            }
            return;
        }
        CoverageRecord record = OutputJson.readCoverage(value);
        if (!wanted.isEmpty() && !wanted.contains(record.cluster())) {
            return;
        }
        if (record.target() == null) {
            clusters.put(record.cluster(), record);
        } else {
            targets.put(new TargetId(record.cluster(), record.target()), record);
        }
    }

    boolean isEmpty() {
        return clusters.isEmpty() && targets.isEmpty();
    }

    /** Records about clusters, by name. */
    List<CoverageRecord> clusters() {
        return List.copyOf(clusters.values());
    }

    /** Records about targets, by cluster and then by number. */
    List<CoverageRecord> targets() {
        return List.copyOf(targets.values());
    }
}
