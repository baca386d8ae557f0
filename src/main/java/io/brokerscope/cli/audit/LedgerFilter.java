package io.brokerscope.cli.audit;

import io.brokerscope.model.OutcomeKind;
import io.brokerscope.model.output.LedgerRecord;
import java.util.List;

/**
 * Which targets are audited: all of them unless clusters or targets are named.
 *
 * @param clusters names of clusters
 * @param targets targets as cluster/id
 */
record LedgerFilter(List<String> clusters, List<String> targets) {

    /** Whether every target is audited. */
    boolean all() {
        return clusters.isEmpty() && targets.isEmpty();
    }

    /**
     * Whether a record may be of such a target, before it is parsed.
     *
     * @param key its key; null where it has none
     */
    boolean mayPass(String key) {
        return all()
                || key == null
                || key.indexOf('/') < 0
                || targets.contains(key)
                || clusters.stream().anyMatch(name -> key.startsWith(name + "/"));
    }

    /** Whether a line is audited; a loss of output concerns every target. */
    boolean passes(LedgerRecord line) {
        return all()
                || line.kind() == OutcomeKind.OUTPUT_GAP
                || clusters.contains(line.cluster())
                || targets.contains(line.key());
    }
}
