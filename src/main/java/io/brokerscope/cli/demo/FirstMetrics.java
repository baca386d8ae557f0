package io.brokerscope.cli.demo;

import io.brokerscope.cli.CommandException;
import io.brokerscope.cli.CommandLines;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URL;
import java.time.Duration;

/**
 * Reads the metrics of a broker that has just started, for as long as it takes: the exporter's
 * first answers take seconds, because it compiles its rules and the JVM its code. The job would
 * rightly call such a broker slow.
 */
final class FirstMetrics {

    private static final int MAX_READS = 15;
    private static final Duration QUICK = Duration.ofMillis(300);

    private FirstMetrics() {}

    /**
     * Waits until the broker has answered quickly once, or often enough.
     *
     * @param atMost deadline of each read
     * @throws CommandException if it does not
     */
    static void await(BrokerSpec broker, Duration atMost) {
        try {
            URL url = URI.create("http://127.0.0.1:" + broker.exporterPort() + "/metrics").toURL();
            for (int i = 0; i < MAX_READS; i++) {
                long start = System.nanoTime();
                read(url, Math.toIntExact(atMost.toMillis()));
                if (System.nanoTime() - start < QUICK.toNanos()) {
                    return;
                }
            }
        } catch (IOException e) {
            throw CommandException.failure(
                    "broker %d serves no metrics on port %d: %s"
                            .formatted(
                                    broker.nodeId(),
                                    broker.exporterPort(),
                                    CommandLines.oneLine(e)),
                    e);
        }
    }

    private static void read(URL url, int timeoutMs) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) url.openConnection();
        connection.setConnectTimeout(timeoutMs);
        connection.setReadTimeout(timeoutMs);
        try (InputStream body = connection.getInputStream()) {
            body.transferTo(OutputStream.nullOutputStream());
        } finally {
            connection.disconnect();
        }
    }
}
