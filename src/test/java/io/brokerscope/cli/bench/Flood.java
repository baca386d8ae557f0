package io.brokerscope.cli.bench;

import io.brokerscope.testsupport.MisbehavingServer.Exchange;
import io.brokerscope.testsupport.MisbehavingServer.Script;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Answers that are far too large. Each is made while it is sent, so that none of it is held here
 * either.
 */
final class Flood {

    private static final int BLOCK = 64 << 10;

    /** Digits of the number that tells one line from the next. */
    private static final int DIGITS = 8;

    private static final String HEAD =
            """
            process_start_time_seconds 1.732440783123E9
            kafka_server_kafkaserver_brokerstate 3.0
            kafka_server_replicamanager_leadercount 3.0
            """;

    private Flood() {}

    /** A body of so many bytes; but for its first lines nobody wants to hear of what it says. */
    static Script ofBytes(long bytes) {
        String before = "some_other_exporter_metric{partition=\"";
        String after = "\",instance=\"of something\"} 1.0\n";
        long line = before.length() + DIGITS + after.length();
        return exchange -> send(exchange, before, after, bytes / line);
    }

    /**
     * A body of so many series, each of a topic of its own.
     *
     * @param prefix what the names of its topics begin with
     */
    static Script ofTopics(String prefix, long topics) {
        String before = "kafka_server_brokertopicmetrics_bytesin_total{topic=\"" + prefix;
        return exchange ->
                send(exchange, before, "\"} " + System.currentTimeMillis() + "\n", topics);
    }

    private static void send(Exchange exchange, String before, String after, long lines)
            throws IOException {
        exchange.send(
                "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n");
        chunk(exchange, HEAD.getBytes(StandardCharsets.US_ASCII));
        byte[] line = (before + "0".repeat(DIGITS) + after).getBytes(StandardCharsets.US_ASCII);
        int perBlock = BLOCK / line.length;
        for (long first = 0; first < lines; first += perBlock) {
            byte[] block = new byte[(int) Math.min(perBlock, lines - first) * line.length];
            for (int i = 0; i * line.length < block.length; i++) {
                System.arraycopy(line, 0, block, i * line.length, line.length);
                long rest = first + i;
                for (int at = i * line.length + before.length() + DIGITS; rest > 0; rest /= 10) {
                    block[--at] = (byte) ('0' + rest % 10);
                }
            }
            chunk(exchange, block);
        }
        exchange.send("0\r\n\r\n");
    }

    private static void chunk(Exchange exchange, byte[] bytes) throws IOException {
        exchange.send(Integer.toHexString(bytes.length) + "\r\n");
        exchange.send(bytes);
        exchange.send("\r\n");
    }
}
