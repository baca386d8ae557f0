package io.brokerscope.scrape.simulation;

import java.util.Arrays;
import java.util.BitSet;

/** The topics that a broker has replicas of, in the order of names, a row each. Immutable. */
final class HostedTopics {

    final int broker;

    /** By row the position of the topic. */
    final int[] topic;

    /** By row where its partitions begin in {@link Layout#hosted}; one more than there are rows. */
    final int[] first;

    /** By row the share of the topic that the broker hosts. */
    final double[] weight;

    /** Brokers that have replicas of the same partitions, and the broker itself. */
    final BitSet peers = new BitSet();

    HostedTopics(Layout layout, int broker) {
        this.broker = broker;
        int row = layout.firstHosted[broker];
        int until = layout.firstHosted[broker + 1];
        topic = Arrays.stream(layout.hosted, row, until).map(layout::topicOf).distinct().toArray();
        first = new int[topic.length + 1];
        weight = new double[topic.length];
        peers.set(broker);
        for (int t = 0; t < topic.length; t++) {
            first[t] = row;
            for (; row < until && layout.topicOf(layout.hosted[row]) == topic[t]; row++) {
                weight[t] += layout.weight(layout.hosted[row]);
                for (int which = 0; which < layout.replication; which++) {
                    peers.set(layout.replica(layout.hosted[row], which));
                }
            }
        }
        first[topic.length] = row;
    }

    int rows() {
        return topic.length;
    }
}
