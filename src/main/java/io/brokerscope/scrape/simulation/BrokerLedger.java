package io.brokerscope.scrape.simulation;

import io.brokerscope.scrape.simulation.History.Presence;
import java.util.Arrays;

/**
 * What a broker counted for each topic since its process started: the sum over the stretches of
 * time in which it led the same partitions. What is over is kept from read to read, which is
 * nothing but a cache: for an earlier time or another process it is summed up anew, in the same
 * order and so to the same result. Not thread-safe.
 */
final class BrokerLedger {

    /** Of the produce requests at a broker that is slow, the share that fails. */
    static final double FAILING = 0.02;

    private final Layout layout;
    private final HostedTopics hosted;
    private final Presence[] presences;
    private final Replicas replicas;

    private long startedAt = -1;
    private long askedAt;
    private int nextChange;

    // By topic since the last change that matters: what the broker leads of it, and the messages
    // of the whole topic by then.
    private final double[] led;
    private final double[] atChange;

    // By topic, messages up to that change: while it leads, in the stretches before, and followed.
    private final double[] counted;
    private final double[] earlier;
    private final double[] followed;

    // The same for messages that came while it was slow.
    private final double[] countedSlow;
    private final double[] earlierSlow;

    private boolean slow;
    private long slowSince;
    private long slowMs;
    private long shrinks;
    private long expands;

    // What is asked for, at one moment.
    private Moment moment;
    private final double[] now;

    BrokerLedger(Layout layout, HostedTopics hosted) {
        this.layout = layout;
        this.hosted = hosted;
        presences = new Presence[layout.brokers];
        replicas = new Replicas(layout, broker -> presences[broker]);
        int rows = hosted.rows();
        led = new double[rows];
        atChange = new double[rows];
        counted = new double[rows];
        earlier = new double[rows];
        followed = new double[rows];
        countedSlow = new double[rows];
        earlierSlow = new double[rows];
        now = new double[rows];
    }

    /** Turns to a moment at which the broker is up. */
    void turnTo(History history, Moment to) {
        long started = history.startOf(hosted.broker, to.at);
        if (started != startedAt || to.at < askedAt) {
            begin(history, started);
        }
        for (;
                nextChange < history.changes() && history.changedAt(nextChange) <= to.at;
                nextChange++) {
            if (hosted.peers.get(history.changed(nextChange))) {
                change(history, history.changed(nextChange), history.changedAt(nextChange));
            }
        }
        askedAt = to.at;
        moment = to;
        for (int row = 0; row < now.length; row++) {
            now[row] = history.messages(hosted.topic[row], to) - atChange[row];
        }
    }

    /** When the process started. */
    long startedAt() {
        return startedAt;
    }

    /** How many changes of the history lie behind: while it is the same, nobody leads anew. */
    int changes() {
        return nextChange;
    }

    /** Who leads what. */
    Replicas replicas() {
        return replicas;
    }

    /** The share of a topic that the broker leads; 0 where it leads nothing of it. */
    double led(int row) {
        return led[row];
    }

    /** Messages of a topic since the broker leads something of it. */
    double counted(int row) {
        return counted[row] + led[row] * now[row];
    }

    /** Of those the messages that came while it was slow. */
    double countedSlow(int row) {
        return countedSlow[row] + (slow ? led[row] * now[row] : 0);
    }

    /** Messages of a topic since the process started. */
    double all(int row) {
        return earlier[row] + counted(row);
    }

    /** Of those the messages that came while it was slow. */
    double allSlow(int row) {
        return earlierSlow[row] + countedSlow(row);
    }

    /** Messages of a topic that it copied from leaders. */
    double followed(int row) {
        return followed[row] + (hosted.weight[row] - led[row]) * now[row];
    }

    boolean isSlow() {
        return slow;
    }

    double slowSeconds() {
        return (slowMs + (slow ? moment.at - slowSince : 0)) / 1000.0;
    }

    /** Times a replica left the set in sync of a partition it leads. */
    long shrinks() {
        return shrinks;
    }

    /** Times a replica joined the set in sync of a partition it leads. */
    long expands() {
        return expands;
    }

    private void begin(History history, long started) {
        startedAt = started;
        nextChange = history.firstChangeAfter(started);
        hosted.peers.stream().forEach(peer -> presences[peer] = history.presence(peer, started));
        Moment start = new Moment(started);
        slow = history.isSlow(hosted.broker, started);
        slowSince = started;
        slowMs = 0;
        shrinks = 0;
        expands = 0;
        for (double[] sums :
                new double[][] {counted, earlier, followed, countedSlow, earlierSlow}) {
            Arrays.fill(sums, 0);
        }
        for (int row = 0; row < led.length; row++) {
            led[row] = weight(row);
            atChange[row] = history.messages(hosted.topic[row], start);
        }
    }

    private void change(History history, int peer, long at) {
        Presence before = presences[peer];
        Presence after = history.presence(peer, at);
        presences[peer] = after;
        Moment change = new Moment(at);
        boolean wasSlow = slow;
        boolean isSlow = history.isSlow(hosted.broker, at);
        for (int row = 0; row < led.length; row++) {
            double weight = weight(row);
            if (weight != led[row] || wasSlow != isSlow) {
                close(row, history.messages(hosted.topic[row], change), weight);
            }
        }
        if (wasSlow != isSlow) {
            slowMs += wasSlow ? at - slowSince : 0;
            slowSince = at;
            slow = isSlow;
        }
        if ((before == Presence.IN_SYNC) != (after == Presence.IN_SYNC)) {
            int moved = shared(peer);
            shrinks += before == Presence.IN_SYNC ? moved : 0;
            expands += after == Presence.IN_SYNC ? moved : 0;
        }
    }

    /** A stretch of a topic is over. */
    private void close(int row, double total, double weight) {
        double messages = led[row] * (total - atChange[row]);
        followed[row] += (hosted.weight[row] - led[row]) * (total - atChange[row]);
        counted[row] += messages;
        countedSlow[row] += slow ? messages : 0;
        if (weight == 0) {
            // A topic that a broker leads nothing of has no counters there; later it begins anew.
            earlier[row] += counted[row];
            earlierSlow[row] += countedSlow[row];
            counted[row] = 0;
            countedSlow[row] = 0;
        }
        led[row] = weight;
        atChange[row] = total;
    }

    private double weight(int row) {
        double weight = 0;
        for (int i = hosted.first[row]; i < hosted.first[row + 1]; i++) {
            int partition = layout.hosted[i];
            weight += replicas.leader(partition) == hosted.broker ? layout.weight(partition) : 0;
        }
        return weight;
    }

    /** Partitions that the broker leads and the peer has a replica of. */
    private int shared(int peer) {
        int count = 0;
        for (int i = hosted.first[0]; i < hosted.first[led.length]; i++) {
            int partition = layout.hosted[i];
            boolean shared = replicas.has(partition, peer);
            count += shared && replicas.leader(partition) == hosted.broker ? 1 : 0;
        }
        return count;
    }
}
