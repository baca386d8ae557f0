package io.brokerscope.scrape.jmx;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the RMI registry of a JVM listens.
 *
 * @param host host name or IP literal, an IPv6 literal without brackets
 * @param port the port
 */
record JmxAddress(String host, int port) {

    private static final Pattern URL =
            Pattern.compile("jmx://(?<host>[\\w.-]+|\\[[0-9a-fA-F:.]+]):(?<port>\\d{1,5})/?");

    /**
     * Reads {@code jmx://host:port}.
     *
     * @throws IllegalArgumentException if it is something else; the message does not quote it
     */
    static JmxAddress parse(String url) {
        Matcher parts = URL.matcher(url);
        if (!parts.matches()) {
            throw new IllegalArgumentException("the endpoint is not of the form jmx://host:port");
        }
        String host = parts.group("host");
        int port = Integer.parseInt(parts.group("port"));
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException(
                    "the endpoint's port is " + port + ", allowed are 1 to 65535");
        }
        return new JmxAddress(
                host.startsWith("[") ? host.substring(1, host.length() - 1) : host, port);
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
