package io.brokerscope.testsupport;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.brokerscope.model.OutcomeKind;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;

/**
 * A savepoint of the whole job as a version of its state wrote it, and what was in it. Every
 * version that was ever released stays in the repository: the job has to go on from each of them.
 *
 * @param folder of the version, with {@code savepoint} and {@code content.json} in it
 * @param content what was in it
 */
public record GoldenSavepoint(Path folder, Content content) {

    /** The version of the state that the job writes. */
    public static final int CURRENT_VERSION = 4;

    /** Where the endpoints of the brokers in it were: the same one keeps their specifications. */
    public static final int PORT = 21_764;

    /** Brokers that are read well, the last one of them fails with its circuit open. */
    public static final List<String> FLEET = List.of("1", "2", "3");

    /** The broker whose circuit is open. */
    public static final String FAILING = "3";

    /** The broker of the watched cluster: hangs, with its circuit closed and a read in flight. */
    public static final String HANGING = "4";

    private static final Path ROOT = Path.of("src/test/resources/savepoints");
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /**
     * What was in a savepoint, told by what the job had committed when it was taken.
     *
     * @param stateVersion version of the state
     * @param takenAt when the job had stopped, epoch milliseconds
     * @param countingSince when the brokers began to count, epoch milliseconds
     * @param targets the targets
     */
    public record Content(
            int stateVersion, long takenAt, long countingSince, List<Target> targets) {}

    /**
     * A target in it.
     *
     * @param cluster its cluster
     * @param id its id
     * @param incarnation its only incarnation
     * @param intervalMs distance between two of its ticks
     * @param lastDue its last tick with an outcome
     * @param lastOutcome that outcome
     * @param observedAt when its counters were read last
     * @param bytesIn raw value of {@code broker.bytes_in} in that read
     */
    public record Target(
            String cluster,
            String id,
            long incarnation,
            long intervalMs,
            long lastDue,
            OutcomeKind lastOutcome,
            long observedAt,
            long bytesIn) {}

    /** Every version in the repository, the oldest first. */
    public static List<GoldenSavepoint> all() {
        try (Stream<Path> versions = Files.list(ROOT)) {
            return versions.sorted(
                            Comparator.comparingInt(
                                    v -> Integer.parseInt(v.getFileName().toString().substring(1))))
                    .map(GoldenSavepoint::of)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Puts a savepoint into the repository in the place of the one of the current version. */
    public static GoldenSavepoint store(Path savepoint, Content content) throws IOException {
        Path folder = ROOT.resolve("v" + content.stateVersion());
        Path files = folder.resolve("savepoint");
        if (Files.exists(files)) {
            try (Stream<Path> old = Files.list(files)) {
                for (Path file : old.toList()) {
                    Files.delete(file);
                }
            }
        }
        Files.createDirectories(files);
        try (Stream<Path> taken = Files.list(savepoint)) {
            for (Path file : taken.toList()) {
                Files.copy(file, files.resolve(file.getFileName()));
            }
        }
        Files.writeString(folder.resolve("content.json"), JSON.writeValueAsString(content) + "\n");
        return of(folder);
    }

    /** The configuration of the job in it, but for where it writes and where its brokers are. */
    public static String yaml(String bootstrap, String prefix, String endpoint, Path watched) {
        StringBuilder brokers = new StringBuilder();
        FLEET.forEach(id -> brokers.append("    - { id: %s, host: localhost }\n".formatted(id)));
        return RunningJob.outputYaml(bootstrap, prefix)
                + "clustersFrom: \"%s\"\n".formatted(watched)
                + "clusters:\n"
                + cluster("fleet", endpoint, "open: 1m")
                + brokers;
    }

    /** Content of the file that is watched for clusters. */
    public static String watchedYaml(String endpoint) {
        // Its circuit stays closed, so that a read is in flight nearly all the time.
        return cluster("watched", endpoint, "window: 1000, minimumCalls: 1000")
                + "    - { id: %s, host: localhost }\n".formatted(HANGING);
    }

    private static String cluster(String name, String endpoint, String circuitBreaker) {
        return """
                - name: %s
                  labels: { environment: test }
                  scrape:
                    endpoint: "%s"
                    interval: 1s
                    timeout: 900ms
                    attemptTimeout: 400ms
                    circuitBreaker: { %s }
                  discovery:
                    static:
                """
                .formatted(name, endpoint, circuitBreaker);
    }

    /** Address of the savepoint, as a job is started with. */
    public String uri() {
        return folder.resolve("savepoint").toUri().toString();
    }

    /** The operators in it, as Flink finds them. */
    public List<OperatorState> operators() throws IOException {
        Path files = folder.resolve("savepoint").toAbsolutePath();
        try (DataInputStream in =
                new DataInputStream(Files.newInputStream(files.resolve("_metadata")))) {
            return List.copyOf(
                    Checkpoints.loadCheckpointMetadata(
                                    in,
                                    GoldenSavepoint.class.getClassLoader(),
                                    files.toUri().toString())
                            .getOperatorStates());
        }
    }

    /** The version, for names of tests. */
    @Override
    public String toString() {
        return folder.getFileName().toString();
    }

    private static GoldenSavepoint of(Path folder) {
        try {
            return new GoldenSavepoint(
                    folder, JSON.readValue(folder.resolve("content.json").toFile(), Content.class));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
