package io.brokerscope.console.flink;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Asks Flink's REST interface about the job. Every question has a deadline; it changes nothing. */
final class FlinkRest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration DEADLINE = Duration.ofSeconds(2);
    private static final long HOUR_MS = 3_600_000;

    /** What Flink says of a watermark that there is none of yet. */
    private static final long NO_WATERMARK = Long.MIN_VALUE;

    private final URI base;
    private final String jobName;
    private final HttpClient http;
    private final Clock clock;

    FlinkRest(URI base, String jobName, HttpClient http, Clock clock) {
        this.base = base;
        this.jobName = jobName;
        this.http = http;
        this.clock = clock;
    }

    /**
     * What Flink tells now.
     *
     * @throws IOException if it does not answer, or not as Flink does
     */
    FlinkFacts ask() throws IOException, InterruptedException {
        JsonNode job = job(get("/jobs/overview").path("jobs"));
        if (job == null) {
            return facts(null, null, -1, -1, -1, 0, -1);
        }
        String id = job.path("jid").asText();
        JsonNode details = get("/jobs/" + id);
        String state = details.path("state").asText();
        return facts(
                id,
                state,
                details.path("timestamps").path(state).asLong(-1),
                get("/jobs/" + id + "/checkpoints")
                        .at("/latest/completed/latest_ack_timestamp")
                        .asLong(-1),
                interval(id),
                restarts(id),
                "RUNNING".equals(state) ? watermark(id, details.path("vertices")) : -1);
    }

    private FlinkFacts facts(
            String id,
            String state,
            long stateSince,
            long checkpointAt,
            long interval,
            int restarts,
            long watermark) {
        return new FlinkFacts(
                true,
                clock.millis(),
                null,
                id,
                state,
                stateSince,
                checkpointAt,
                interval,
                restarts,
                watermark);
    }

    /**
     * Of the jobs of this name, others may run beside it, the one that was started last; one that
     * runs before one that has ended.
     */
    private JsonNode job(JsonNode jobs) {
        return elements(jobs)
                .filter(job -> job.path("name").asText().startsWith(jobName))
                .max(
                        Comparator.comparing((JsonNode job) -> job.path("end-time").asLong(-1) < 0)
                                .thenComparingLong(job -> job.path("start-time").asLong()))
                .orElse(null);
    }

    private long interval(String id) throws IOException, InterruptedException {
        long interval = get("/jobs/" + id + "/checkpoints/config").path("interval").asLong(-1);
        // Without checkpoints it is the largest number there is.
        return interval > HOUR_MS * 24 ? -1 : interval;
    }

    private int restarts(String id) throws IOException, InterruptedException {
        long from = clock.millis() - HOUR_MS;
        JsonNode history = get("/jobs/" + id + "/exceptions").at("/exceptionHistory/entries");
        return (int) elements(history).filter(e -> e.path("timestamp").asLong() >= from).count();
    }

    private long watermark(String id, JsonNode vertices) throws IOException, InterruptedException {
        long lowest = Long.MAX_VALUE;
        for (JsonNode vertex : vertices) {
            String path = "/jobs/" + id + "/vertices/" + vertex.path("id").asText() + "/watermarks";
            for (JsonNode subtask : get(path)) {
                long watermark = Long.parseLong(subtask.path("value").asText("-1"));
                if (watermark != NO_WATERMARK) {
                    lowest = Math.min(lowest, watermark);
                }
            }
        }
        return lowest == Long.MAX_VALUE ? -1 : lowest;
    }

    /** The deadline is for the head of an answer and, waited for here, for its body. */
    private JsonNode get(String path) throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<byte[]>> answer =
                http.sendAsync(
                        HttpRequest.newBuilder(URI.create(base + path)).timeout(DEADLINE).build(),
                        HttpResponse.BodyHandlers.ofByteArray());
        try {
            HttpResponse<byte[]> response = answer.get(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
            if (response.statusCode() != 200) {
                throw new IOException("status " + response.statusCode() + " for " + path);
            }
            return JSON.readTree(response.body());
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new IOException("no answer within " + DEADLINE.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause().getClass().getSimpleName(), e.getCause());
        }
    }

    private static Stream<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
