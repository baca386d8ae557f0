package io.brokerscope.scrape.simulation;

import io.brokerscope.scrape.simulation.History.Presence;

/** Writes what a broker tells of the controller and of the quorum: what it knows of the cluster. */
final class ControllerSeries {

    /** Between two records of the metadata log. */
    static final long RECORD_MS = 500;

    private static final double LEADER = 6;
    private static final double FOLLOWER = 3;
    private static final double OBSERVER = 1;

    private ControllerSeries() {}

    /**
     * What the active controller sees.
     *
     * @param fenced brokers that are down
     * @param offline partitions that nobody leads
     * @param notPreferred partitions that are not led by the replica that should
     */
    record View(int fenced, int offline, int notPreferred) {

        static View of(Layout layout, History history, long at) {
            Presence[] presences = new Presence[layout.brokers];
            int fenced = 0;
            for (int broker = 0; broker < layout.brokers; broker++) {
                presences[broker] = history.presence(broker, at);
                fenced += presences[broker] == Presence.DOWN ? 1 : 0;
            }
            int offline = 0;
            int notPreferred = 0;
            Replicas replicas = new Replicas(layout, broker -> presences[broker]);
            for (int partition = 0; partition < layout.partitions(); partition++) {
                int leader = replicas.leader(partition);
                offline += leader == Replicas.NOBODY ? 1 : 0;
                notPreferred +=
                        leader != Replicas.NOBODY && leader != layout.replica(partition, 0) ? 1 : 0;
            }
            return new View(fenced, offline, notPreferred);
        }
    }

    /**
     * Writes.
     *
     * @param startedAt when the broker's process started
     * @param view of the active controller; null where the broker is not that
     */
    static void write(
            Layout layout,
            History history,
            int broker,
            long startedAt,
            Moment moment,
            View view,
            Sheet sheet) {
        boolean voter = broker < history.voters();
        int election = history.election(moment.at);
        if (voter) {
            sheet.gauge("controller.active", view == null ? 0 : 1);
            sheet.counter("controller.elections", election - history.election(startedAt));
            sheet.gauge("controller.event_queue_ms.p99", view == null ? 0 : 3);
            sheet.gauge("controller.event_processing_ms.p99", view == null ? 0 : 2);
            sheet.gauge("controller.metadata_errors", 0);
            sheet.gauge("controller.applied_lag_ms", view == null ? 30 : 0);
            sheet.counter("controller.unclean_elections", 0);
        }
        if (view != null) {
            sheet.gauge("controller.partitions.offline", view.offline);
            sheet.gauge("controller.preferred_imbalance", view.notPreferred);
            sheet.gauge("controller.partitions", layout.partitions());
            sheet.gauge("controller.brokers.fenced", view.fenced);
            sheet.gauge("controller.brokers.active", layout.brokers - view.fenced);
        }
        sheet.gauge("quorum.state", view != null ? LEADER : voter ? FOLLOWER : OBSERVER);
        sheet.gauge("quorum.leader_id", Layout.id(history.controller(moment.at)));
        sheet.gauge("quorum.epoch", election + 1);
        sheet.gauge("quorum.high_watermark", metadataEnd(moment.at));
        sheet.gauge("quorum.log_end_offset", metadataEnd(moment.at));
        sheet.gauge("quorum.commit_ms.avg", 4);
        sheet.gauge("quorum.commit_ms.max", 11);
    }

    /** End of the metadata log. */
    static long metadataEnd(long at) {
        return Math.max(0, at - Moment.EPOCH) / RECORD_MS;
    }
}
