package io.brokerscope.scrape.simulation;

import io.brokerscope.scrape.simulation.History.Presence;
import java.util.function.IntFunction;

/** Who leads a partition and who is in sync, by what its brokers are. */
final class Replicas {

    /** Nobody leads the partition. */
    static final int NOBODY = -1;

    private final Layout layout;
    private final IntFunction<Presence> presences;

    /**
     * @param presences what the broker at a position is
     */
    Replicas(Layout layout, IntFunction<Presence> presences) {
        this.layout = layout;
        this.presences = presences;
    }

    /**
     * Position of the leader: the first replica that is in sync, or the first that came back where
     * none is; {@link #NOBODY} where all are down.
     */
    int leader(int partition) {
        int back = NOBODY;
        for (int which = 0; which < layout.replication; which++) {
            int broker = layout.replica(partition, which);
            Presence presence = presences.apply(broker);
            if (presence == Presence.IN_SYNC) {
                return broker;
            }
            if (presence == Presence.BACK && back == NOBODY) {
                back = broker;
            }
        }
        return back;
    }

    /** Replicas in sync, the leader included; with nobody to lead it is the last one that went. */
    int inSync(int partition) {
        int count = 0;
        for (int which = 0; which < layout.replication; which++) {
            boolean in = presences.apply(layout.replica(partition, which)) == Presence.IN_SYNC;
            count += in ? 1 : 0;
        }
        return Math.max(1, count);
    }

    boolean has(int partition, int broker) {
        for (int which = 0; which < layout.replication; which++) {
            if (layout.replica(partition, which) == broker) {
                return true;
            }
        }
        return false;
    }
}
