package io.brokerscope.testsupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.brokerscope.cli.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Kafka's own command-line tools say of a cluster. Each is run as its users run it, in a
 * process of its own, and its text is read.
 *
 * @param bootstrap bootstrap servers of the cluster
 * @param folder where their output goes
 */
public record KafkaTools(String bootstrap, Path folder) {

    private static final String PACKAGE = "org.apache.kafka.tools.";
    private static final long DEADLINE_SECONDS = 60;
    private static final Pattern FIELD = Pattern.compile("(\\w+): ?([^\\t]*)");
    private static final Pattern GROUP_STATE =
            Pattern.compile("(\\S+)\\s+\\S+\\s+\\((-?\\d+)\\)\\s+(\\S*)\\s+(\\S+)\\s+(\\d+)\\s*");

    /**
     * A line of {@code kafka-topics --describe} for a partition.
     *
     * @param leader node id; -1 for none
     */
    public record Partition(
            String topic, int number, int leader, List<Integer> replicas, List<Integer> isr) {}

    /**
     * A line of {@code kafka-consumer-groups --describe --offsets}; -1 stands for {@code -}.
     *
     * @param owned whether a consumer is named
     */
    public record GroupOffset(
            String group,
            String topic,
            int partition,
            long committed,
            long end,
            long lag,
            boolean owned) {}

    /** A line of {@code kafka-consumer-groups --describe --state}. */
    public record GroupState(
            String group, int coordinator, String assignor, String state, int members) {}

    /** Partitions of all topics, Kafka's own ones aside, by {@code kafka-topics}. */
    public List<Partition> partitions() throws IOException, InterruptedException {
        return run("TopicCommand", "--describe", "--exclude-internal").stream()
                .filter(line -> line.startsWith("\t"))
                .map(KafkaTools::fields)
                .map(
                        fields ->
                                new Partition(
                                        fields.get("Topic"),
                                        Integer.parseInt(fields.get("Partition")),
                                        nodeId(fields.get("Leader")),
                                        ids(fields.get("Replicas")),
                                        ids(fields.get("Isr"))))
                .toList();
    }

    /** Ids of topics by name, by {@code kafka-topics}. */
    public Map<String, String> topicIds() throws IOException, InterruptedException {
        Map<String, String> ids = new TreeMap<>();
        run("TopicCommand", "--describe", "--exclude-internal").stream()
                .filter(line -> line.startsWith("Topic: "))
                .map(KafkaTools::fields)
                .forEach(fields -> ids.put(fields.get("Topic"), fields.get("TopicId")));
        return ids;
    }

    /** How many partitions {@code kafka-topics} lists under an option. */
    public int partitionsListed(String option) throws IOException, InterruptedException {
        return (int)
                run("TopicCommand", "--describe", "--exclude-internal", option).stream()
                        .filter(line -> line.contains("Partition: "))
                        .count();
    }

    /** Offsets of all groups, by {@code kafka-consumer-groups}. */
    public List<GroupOffset> groupOffsets() throws IOException, InterruptedException {
        List<GroupOffset> offsets = new ArrayList<>();
        for (String line :
                run(
                        "consumer.group.ConsumerGroupCommand",
                        "--describe",
                        "--all-groups",
                        "--offsets")) {
            String[] columns = line.trim().split("\\s+");
            if (columns.length >= 7 && columns[2].matches("\\d+")) {
                offsets.add(
                        new GroupOffset(
                                columns[0],
                                columns[1],
                                Integer.parseInt(columns[2]),
                                number(columns[3]),
                                number(columns[4]),
                                number(columns[5]),
                                !columns[6].equals("-")));
            }
        }
        return offsets;
    }

    /** States of all groups by name, by {@code kafka-consumer-groups}. */
    public Map<String, GroupState> groupStates() throws IOException, InterruptedException {
        Map<String, GroupState> states = new TreeMap<>();
        for (String line :
                run(
                        "consumer.group.ConsumerGroupCommand",
                        "--describe",
                        "--all-groups",
                        "--state")) {
            Matcher columns = GROUP_STATE.matcher(line);
            if (columns.matches()) {
                states.put(
                        columns.group(1),
                        new GroupState(
                                columns.group(1),
                                Integer.parseInt(columns.group(2)),
                                columns.group(3),
                                columns.group(4),
                                Integer.parseInt(columns.group(5))));
            }
        }
        return states;
    }

    /** Bytes of each partition's log on each broker, by {@code kafka-log-dirs}. */
    public Map<String, Map<Integer, Long>> logSizes() throws IOException, InterruptedException {
        Map<String, Map<Integer, Long>> sizes = new HashMap<>();
        for (String line : run("LogDirsCommand", "--describe")) {
            if (!line.startsWith("{")) {
                continue;
            }
            for (JsonNode broker : new ObjectMapper().readTree(line).path("brokers")) {
                for (JsonNode dir : broker.path("logDirs")) {
                    for (JsonNode partition : dir.path("partitions")) {
                        sizes.computeIfAbsent(
                                        partition.path("partition").asText(), p -> new HashMap<>())
                                .put(
                                        broker.path("broker").asInt(),
                                        partition.path("size").asLong());
                    }
                }
            }
        }
        return sizes;
    }

    /** Status of the metadata quorum, by {@code kafka-metadata-quorum}. */
    public Map<String, String> quorum() throws IOException, InterruptedException {
        Map<String, String> status = new HashMap<>();
        for (String line : run("MetadataQuorumCommand", "describe", "--status")) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                status.put(line.substring(0, colon), line.substring(colon + 1).trim());
            }
        }
        return status;
    }

    /** Runs a tool with further arguments and returns its lines. */
    public List<String> run(String tool, String... arguments)
            throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                ChildJvm.java(),
                                "-XX:TieredStopAtLevel=1",
                                PACKAGE + tool,
                                "--bootstrap-server",
                                bootstrap));
        command.addAll(Arrays.asList(arguments));
        Path output = Files.createTempFile(folder, "tool", ".txt");
        Path errors = Files.createTempFile(folder, "tool", ".err");
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("CLASSPATH", ChildJvm.classPath());
        Process process =
                builder.redirectOutput(output.toFile()).redirectError(errors.toFile()).start();
        try {
            if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException(
                        tool + " failed: " + Files.readString(errors) + Files.readString(output));
            }
            return Files.readAllLines(output);
        } finally {
            process.destroyForcibly();
            Files.delete(output);
            Files.delete(errors);
        }
    }

    private static Map<String, String> fields(String line) {
        Map<String, String> fields = new HashMap<>();
        Matcher matcher = FIELD.matcher(line);
        while (matcher.find()) {
            fields.put(matcher.group(1), matcher.group(2).trim());
        }
        return fields;
    }

    private static int nodeId(String leader) {
        return leader.equals("none") ? -1 : Integer.parseInt(leader);
    }

    private static List<Integer> ids(String list) {
        return list.isEmpty()
                ? List.of()
                : Arrays.stream(list.split(",")).map(Integer::valueOf).toList();
    }

    private static long number(String column) {
        return column.equals("-") ? -1 : Long.parseLong(column);
    }
}
