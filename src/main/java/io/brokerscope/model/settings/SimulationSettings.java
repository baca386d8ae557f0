package io.brokerscope.model.settings;

import java.io.Serializable;

/**
 * What is made up of a cluster, and how. The same settings make up the same cluster, at any time
 * and wherever the job runs.
 *
 * @param mode whether all of it is made up, or only what is missing
 * @param seed another one makes up another cluster
 * @param brokers how many brokers there are, at least 1
 * @param topics how many topics there are
 * @param partitions partitions of each topic, at least 1
 * @param replication replicas of each partition, from 1 to the number of brokers
 * @param groups how many consumer groups there are
 * @param messagesPerSecond messages that producers send to all topics, on average over a week
 * @param messageBytes average size of a message
 * @param incidentsPerDay how often something goes wrong, on average; 0 where nothing does
 */
public record SimulationSettings(
        Mode mode,
        long seed,
        int brokers,
        int topics,
        int partitions,
        int replication,
        int groups,
        double messagesPerSecond,
        long messageBytes,
        double incidentsPerDay)
        implements Serializable {

    /** How much is made up. */
    public enum Mode {
        /** The whole cluster: nothing is read. */
        SIMULATION,
        /** What is expected and missing, beside what is read. */
        HYBRID
    }

    /** These settings where only what is missing is made up. */
    public SimulationSettings hybrid() {
        return new SimulationSettings(
                Mode.HYBRID,
                seed,
                brokers,
                topics,
                partitions,
                replication,
                groups,
                messagesPerSecond,
                messageBytes,
                incidentsPerDay);
    }
}
