package io.brokerscope.testsupport.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Flink's REST interface over several JobManagers, any of which may be away: a request goes to one
 * after the other until one answers it. Thread-safe.
 */
final class FlinkRest {

    /** Above what a JobManager takes, below what a test waits: one that is frozen says nothing. */
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(2))
                    .build();
    private final Supplier<List<URI>> addresses;

    FlinkRest(Supplier<List<URI>> addresses) {
        this.addresses = addresses;
    }

    /** No JobManager could answer a request. */
    static final class RestException extends IOException {

        private static final long serialVersionUID = 1;

        RestException(String message) {
            super(message);
        }
    }

    JsonNode get(String path) throws IOException {
        return send("GET", path, null);
    }

    JsonNode post(String path, Map<String, ?> body) throws IOException {
        return send("POST", path, body);
    }

    JsonNode patch(String path) throws IOException {
        return send("PATCH", path, null);
    }

    private JsonNode send(String method, String path, Map<String, ?> body) throws IOException {
        StringBuilder failures = new StringBuilder();
        for (URI address : addresses.get()) {
            HttpRequest request =
                    HttpRequest.newBuilder(address.resolve(path))
                            .timeout(TIMEOUT)
                            .header("Content-Type", "application/json")
                            .method(
                                    method,
                                    body == null
                                            ? HttpRequest.BodyPublishers.noBody()
                                            : HttpRequest.BodyPublishers.ofByteArray(
                                                    JSON.writeValueAsBytes(body)))
                            .build();
            try {
                HttpResponse<byte[]> response =
                        http.send(request, HttpResponse.BodyHandlers.ofByteArray());
                if (response.statusCode() / 100 == 2) {
                    return JSON.readTree(response.body());
                }
                failures.append(address)
                        .append(" answered ")
                        .append(response.statusCode())
                        .append(' ')
                        .append(new String(response.body()))
                        .append("; ");
            } catch (IOException e) {
                failures.append(address).append(' ').append(e).append("; ");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }
        throw new RestException(method + " " + path + ": " + failures);
    }
}
