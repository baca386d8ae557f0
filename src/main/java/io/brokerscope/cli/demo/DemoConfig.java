package io.brokerscope.cli.demo;

import java.util.stream.Collectors;

/** The demo's fleet file: the same form as any user's, so that it can be taken as a start. */
final class DemoConfig {

    /** What the output topics' names begin with. */
    static final String TOPIC_PREFIX = "brokerscope.";

    /** Distance between two reads of a broker. */
    static final long INTERVAL_MS = 2_000;

    /** The cluster's name. */
    static final String CLUSTER = "demo";

    private DemoConfig() {}

    /**
     * The YAML of the fleet file.
     *
     * @param simulate brokers of a simulated cluster beside the real one; 0 for none
     */
    static String yaml(DemoPorts ports, Scenario scenario, int simulate) {
        return real(ports, scenario) + (simulate == 0 ? "" : simulated(simulate));
    }

    private static String simulated(int brokers) {
        return """
          - name: simulated
            mode: simulation
            simulation:
              brokers: %1$d
              topics: %2$d
              groups: %1$d
              messagesPerSecond: %3$d
              # One an hour, so that something goes wrong while a person looks.
              incidentsPerDay: 24
            labels: { environment: demo }
            scrape: { interval: 5s, timeout: 4s, attemptTimeout: 3s }
            admin: { interval: 5s, timeout: 4s, attemptTimeout: 3s }
        """
                .formatted(brokers, Math.min(500, 4 * brokers), 2_000 * brokers);
    }

    private static String real(DemoPorts ports, Scenario scenario) {
        String bootstrap =
                ports.brokers().stream()
                        .map(BrokerSpec::bootstrap)
                        .collect(Collectors.joining(","));
        return """
        # The fleet of 'brokerscope demo': three brokers on this machine.
        account: demo
        output:
          bootstrap: "%1$s"
          guarantee: exactly-once
          topicPrefix: "%2$s"
          transactionalIdPrefix: brokerscope-demo
          partitions: 3
          replicationFactor: 3
        clusters:
          - name: %3$s
            provider: kafka
            labels: { environment: demo }
            kafka:
              bootstrap: "%1$s"
            admin: { interval: 5s, timeout: 4s, attemptTimeout: 3s }
            # Where the lag of a group goes is seen within a minute, not within ten.
            lag: { trend: { window: 1m } }
            discovery: { kafka: {} }
            scrape:
              # Node ids are the last digits of the ports, so one template leads to all brokers.
              endpoint: "%4$s"
              # Brokers that have just started answer slowly, on a machine they share with Flink:
              # one long attempt, and another only where the first failed at once.
              interval: %5$dms
              timeout: 1800ms
              attemptTimeout: 1600ms
              # At two seconds a tick the default of 15 s would hide a broker for eight ticks.
              circuitBreaker: { open: 4s }
            # Three brokers, Flink and the load share a machine: a slow request is no illness. And what
            # is over is so while a person looks.
            health: { produceLatency: 2s, recovery: 10s }
            incidents: { grace: 10s, quiet: 20s, restartGap: 30s }
            topics: { include: ".*", exclude: "__.*" }
            expect:
              brokers: %6$d
              topics: [%7$s]
              groups: [%8$s]
        """
                .formatted(
                        bootstrap,
                        TOPIC_PREFIX,
                        CLUSTER,
                        ports.endpointTemplate(),
                        INTERVAL_MS,
                        DemoPorts.BROKERS,
                        scenario.topics().stream()
                                .map(Scenario.Topic::name)
                                .collect(Collectors.joining(", ")),
                        scenario.groups().stream()
                                .map(Scenario.Group::name)
                                .collect(Collectors.joining(", ")));
    }
}
