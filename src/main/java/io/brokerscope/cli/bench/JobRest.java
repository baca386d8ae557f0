package io.brokerscope.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;

/**
 * What Flink's REST interface tells of the one job of a process.
 *
 * @param port of the interface, on the loopback address
 */
record JobRest(int port) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int TIMEOUT_MS = 2_000;

    /**
     * How the job started.
     *
     * @param submittedAt when it was submitted, epoch milliseconds
     * @param runningAt since when every task runs, its state restored, epoch milliseconds; -1 while
     *     one does not
     * @param restoredFrom the savepoint or checkpoint it was restored from; null for none
     */
    record Job(long submittedAt, long runningAt, String restoredFrom) {}

    /** How the job started; null while nobody answers or no job was submitted. */
    Job job() {
        try {
            String id = get("/jobs").at("/jobs/0/id").asText(null);
            if (id == null) {
                return null;
            }
            JsonNode job = get("/jobs/" + id);
            return new Job(
                    job.at("/timestamps/INITIALIZING").asLong(),
                    runningAt(id, job.path("vertices")),
                    get("/jobs/" + id + "/checkpoints")
                            .at("/latest/restored/external_path")
                            .asText(null));
        } catch (IOException e) {
            // Not up yet, or not up any more: whoever waits watches the process.
            return null;
        }
    }

    /** Answers are up to three seconds old: it is the times in them that count. */
    private long runningAt(String id, JsonNode vertices) throws IOException {
        long last = -1;
        for (JsonNode vertex : vertices) {
            String path = "/jobs/" + id + "/vertices/" + vertex.path("id").asText();
            for (JsonNode task : get(path).path("subtasks")) {
                if (!"RUNNING".equals(task.path("status").asText())) {
                    return -1;
                }
                last =
                        Math.max(
                                last,
                                task.path("start-time").asLong()
                                        + task.at("/status-duration/DEPLOYING").asLong()
                                        + task.at("/status-duration/INITIALIZING").asLong());
            }
        }
        return last;
    }

    private JsonNode get(String path) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection)
                        URI.create("http://127.0.0.1:" + port + path).toURL().openConnection();
        connection.setConnectTimeout(TIMEOUT_MS);
        connection.setReadTimeout(TIMEOUT_MS);
        try (InputStream body = connection.getInputStream()) {
            return JSON.readTree(body);
        } finally {
            connection.disconnect();
        }
    }
}
