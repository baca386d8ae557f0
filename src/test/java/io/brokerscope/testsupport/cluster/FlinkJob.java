package io.brokerscope.testsupport.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A job on {@link FlinkProcesses}, as any JobManager that is there tells of it. It is the same job
 * after a restart and after another JobManager has taken it over. Methods that wait throw an {@link
 * AssertionError} with what the processes logged last. Thread-safe.
 */
public final class FlinkJob {

    private static final Set<String> ENDED = Set.of("FINISHED", "CANCELED", "FAILED");

    private final String id;
    private final String path;
    private final FlinkRest rest;
    private final Waiting waiting;

    FlinkJob(String id, FlinkRest rest, Waiting waiting) {
        this.id = id;
        this.path = "/jobs/" + id;
        this.rest = rest;
        this.waiting = waiting;
    }

    /** Job id. */
    public String id() {
        return id;
    }

    /**
     * The job's state as Flink names it.
     *
     * @throws IOException if no JobManager answers, which is to be expected while one takes over
     */
    public String state() throws IOException {
        return rest.get(path).path("state").asText();
    }

    /** Waits until every task of the job runs. */
    public void awaitRunning(Duration deadline) {
        awaitRunningSince(0, deadline);
    }

    /**
     * Waits until every task of the job runs and was started at this time or later: after a fault
     * the job may look as if nothing had happened, until the fault is noticed.
     *
     * @param since epoch milliseconds
     */
    public void awaitRunningSince(long since, Duration deadline) {
        waiting.until(
                "every task of the job runs and was started since " + since,
                deadline,
                () -> runs(rest.get(path), since) ? Optional.of(id) : Optional.empty());
    }

    /** Waits until the job has ended; gives the state it ended in. */
    public String awaitEnd(Duration deadline) {
        return waiting.until(
                "the job has ended", deadline, () -> Optional.of(state()).filter(ENDED::contains));
    }

    /**
     * Names of the TaskManagers that have a part in the job; none while none has.
     *
     * @throws IOException if no JobManager answers
     */
    public Set<String> taskManagers() throws IOException {
        Set<String> names = new HashSet<>();
        for (JsonNode vertex : rest.get(path).path("vertices")) {
            rest.get(path + "/vertices/" + vertex.path("id").asText() + "/taskmanagers")
                    .path("taskmanagers")
                    .forEach(
                            manager -> {
                                if (manager.path("status-counts").path("RUNNING").asInt() > 0) {
                                    names.add(manager.path("taskmanager-id").asText());
                                }
                            });
        }
        return names;
    }

    /** Path of the newest checkpoint that is complete, if there is one. */
    public Optional<String> latestCompletedCheckpoint() throws IOException {
        JsonNode completed = rest.get(path + "/checkpoints").path("latest");
        return Optional.of(completed.path("completed").path("external_path").asText())
                .filter(path -> !path.isEmpty());
    }

    /** Begins a checkpoint and does not wait for it. */
    public void beginCheckpoint() throws IOException {
        rest.post(path + "/checkpoints", Map.of("checkpointType", "FULL"));
    }

    /** Takes a checkpoint now and waits until it is complete. */
    public void triggerCheckpoint(Duration deadline) throws IOException {
        String checkpoints = path + "/checkpoints";
        JsonNode trigger = rest.post(checkpoints, Map.of("checkpointType", "FULL"));
        awaitOperation(
                "a checkpoint", checkpoints + "/" + trigger.path("request-id").asText(), deadline);
    }

    /** Stops the job with a savepoint and waits until it has ended; gives the savepoint's path. */
    public String stopWithSavepoint(Duration deadline) throws IOException {
        JsonNode trigger = rest.post(path + "/stop", Map.of("drain", false));
        JsonNode operation =
                awaitOperation(
                        "a savepoint",
                        path + "/savepoints/" + trigger.path("request-id").asText(),
                        deadline);
        awaitEnd(deadline);
        return operation.path("location").asText();
    }

    /** Cancels the job without a savepoint and waits until it has ended. */
    public void cancel(Duration deadline) throws IOException {
        rest.patch(path + "?mode=cancel");
        awaitEnd(deadline);
    }

    /** What made the job fail and restart, the newest first, as Flink tells it: for a message. */
    public List<String> exceptions() throws IOException {
        List<String> told = new ArrayList<>();
        rest.get(path + "/exceptions?maxExceptions=50")
                .path("exceptionHistory")
                .path("entries")
                .forEach(
                        entry ->
                                told.add(
                                        "%s %s: %s"
                                                .formatted(
                                                        entry.path("timestamp").asText(),
                                                        entry.path("taskName").asText("the job"),
                                                        entry.path("stacktrace").asText())));
        return told;
    }

    /** How often the leading JobManager has restarted the job; it forgets when it dies. */
    public int restarts() throws IOException {
        return rest.get(path + "/metrics?get=numRestarts").path(0).path("value").asInt();
    }

    private JsonNode awaitOperation(String what, String operationPath, Duration deadline) {
        JsonNode operation =
                waiting.until(
                        what + " is complete",
                        deadline,
                        () ->
                                Optional.of(rest.get(operationPath))
                                        .filter(
                                                o ->
                                                        o.path("status")
                                                                .path("id")
                                                                .asText()
                                                                .equals("COMPLETED"))
                                        .map(o -> o.path("operation")));
        if (operation.has("failure-cause")) {
            throw new AssertionError(what + " failed: " + operation);
        }
        return operation;
    }

    private static boolean runs(JsonNode job, long since) {
        boolean runs = job.path("state").asText().equals("RUNNING");
        for (JsonNode vertex : job.path("vertices")) {
            runs &=
                    vertex.path("tasks").path("RUNNING").asInt()
                                    == vertex.path("parallelism").asInt()
                            && vertex.path("start-time").asLong() >= since;
        }
        return runs;
    }
}
