package io.brokerscope.cli.demo;

import java.util.List;

/**
 * What happens on the demo's brokers.
 *
 * @param topics the topics, each with what is written to it
 * @param groups the consumer groups
 */
record Scenario(List<Topic> topics, List<Group> groups) {

    /** Orders and payments flow and are billed; clicks come faster than reporting reads them. */
    static final Scenario SHOP =
            new Scenario(
                    List.of(
                            new Topic("orders", 6, 200, 512),
                            new Topic("payments", 6, 50, 256),
                            new Topic("clicks", 12, 1000, 128),
                            new Topic("audit", 3, 0, 0)),
                    List.of(
                            new Group("billing", List.of("orders", "payments"), 0),
                            new Group("reporting", List.of("clicks"), 600)));

    /**
     * A topic and its producer.
     *
     * @param name topic name
     * @param partitions number of partitions
     * @param recordsPerSecond records written per second; 0 where nobody writes
     * @param recordBytes size of a record's value
     */
    record Topic(String name, int partitions, int recordsPerSecond, int recordBytes) {}

    /**
     * A consumer group with one member.
     *
     * @param name group id
     * @param topics what it reads
     * @param recordsPerSecond how fast it reads at most; 0 for as fast as records come
     */
    record Group(String name, List<String> topics, int recordsPerSecond) {}
}
