package io.brokerscope.config;

import static io.brokerscope.config.Option.withDefault;

import io.brokerscope.model.settings.SimulationSettings;
import io.brokerscope.model.settings.SimulationSettings.Mode;
import java.util.LinkedHashMap;
import java.util.Map;

/** What of a cluster is made up. */
final class SimulationSchema {

    /** Nothing is made up. */
    static final String INFRASTRUCTURE = "infrastructure";

    /** All is made up. */
    static final String SIMULATION = "simulation";

    /** What is expected and missing is made up. */
    static final String HYBRID = "hybrid";

    private static final Option<Integer> SEED =
            withDefault(
                    "seed",
                    Scalars.whole(0, Integer.MAX_VALUE),
                    "1",
                    "The same seed makes up the same cluster; another one another cluster.");
    private static final Option<Integer> BROKERS =
            withDefault("brokers", Scalars.whole(1, 10_000), "3", "Number of brokers.");
    private static final Option<Integer> TOPICS =
            withDefault("topics", Scalars.whole(0, 100_000), "20", "Number of topics.");
    private static final Option<Integer> PARTITIONS =
            withDefault("partitions", Scalars.whole(1, 10_000), "12", "Partitions of each topic.");
    private static final Option<Integer> REPLICATION =
            withDefault(
                    "replicationFactor",
                    Scalars.whole(1, 100),
                    "3",
                    "Replicas of each partition; no more than there are brokers are made.");
    private static final Option<Integer> GROUPS =
            withDefault("groups", Scalars.whole(0, 100_000), "10", "Number of consumer groups.");
    private static final Option<Double> MESSAGES =
            withDefault(
                    "messagesPerSecond",
                    Scalars.decimal(0, 1_000_000_000),
                    "5000",
                    "Messages sent to all topics, on average over a week.");
    private static final Option<Long> MESSAGE_SIZE =
            withDefault(
                    "messageSize", Scalars.size("1", "1MiB"), "1KiB", "Average size of a message.");
    private static final Option<Double> INCIDENTS =
            withDefault(
                    "incidentsPerDay",
                    Scalars.decimal(0, 1_000),
                    "6",
                    "How often something goes wrong, on average; 0 where nothing ever does.");

    static final Section<SimulationSettings> SIMULATED =
            Section.titled(
                            "Simulation",
                            "What is made up with `mode: simulation`. With `mode: hybrid` the number"
                                    + " of brokers, topics and groups and the incidents do not"
                                    + " count: what is expected counts, and nothing goes wrong.")
                    .options(
                            SEED,
                            BROKERS,
                            TOPICS,
                            PARTITIONS,
                            REPLICATION,
                            GROUPS,
                            MESSAGES,
                            MESSAGE_SIZE,
                            INCIDENTS)
                    .into(
                            v ->
                                    new SimulationSettings(
                                            Mode.SIMULATION,
                                            v.get(SEED),
                                            v.get(BROKERS),
                                            v.get(TOPICS),
                                            v.get(PARTITIONS),
                                            Math.min(v.get(REPLICATION), v.get(BROKERS)),
                                            v.get(GROUPS),
                                            v.get(MESSAGES),
                                            v.get(MESSAGE_SIZE),
                                            v.get(INCIDENTS)));

    private SimulationSchema() {}

    /** Labels of a cluster: one that is made up says so in all of its entities. */
    static Map<String, String> labelled(String mode, Map<String, String> labels) {
        if (!mode.equals(SIMULATION)) {
            return labels;
        }
        Map<String, String> labelled = new LinkedHashMap<>(labels);
        labelled.put("simulated", "true");
        return labelled;
    }

    /** These settings in a mode; null where nothing is made up. */
    static SimulationSettings in(String mode, SimulationSettings settings) {
        return switch (mode) {
            case SIMULATION -> settings;
            case HYBRID -> settings.hybrid();
            default -> null;
        };
    }
}
