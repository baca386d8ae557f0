package io.brokerscope.scrape.prometheus;

import io.netty.util.NetUtil;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where to read by HTTP.
 *
 * @param tls whether it is https
 * @param host host name or IP literal, an IPv6 literal without brackets
 * @param port the port
 * @param path path and query as they stand in the request line
 * @param hostHeader value of the Host header
 */
public record Endpoint(boolean tls, String host, int port, String path, String hostHeader) {

    private static final Pattern AUTHORITY =
            Pattern.compile("(?<host>[\\w.-]+|\\[[0-9a-fA-F:.]+])(?::(?<port>\\d{1,5}))?");

    /**
     * Reads an absolute http or https URL.
     *
     * @throws IllegalArgumentException if it is none, or holds a user or a placeholder; the message
     *     holds no credential
     */
    public static Endpoint parse(String url) {
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(
                    "the endpoint is no URL: " + e.getReason() + " at index " + e.getIndex());
        }
        boolean tls = "https".equalsIgnoreCase(uri.getScheme());
        if (!tls && !"http".equalsIgnoreCase(uri.getScheme())) {
            throw new IllegalArgumentException(
                    "the endpoint's scheme is " + uri.getScheme() + ", allowed are http and https");
        }
        if (uri.getRawAuthority() != null && uri.getRawAuthority().contains("@")) {
            throw new IllegalArgumentException(
                    "the endpoint holds a user; credentials belong into scrape.auth");
        }
        // Not URI.getHost(): it knows no host with an underscore, as container networks have them.
        Matcher authority =
                AUTHORITY.matcher(uri.getRawAuthority() == null ? "" : uri.getRawAuthority());
        if (!authority.matches()) {
            throw new IllegalArgumentException(
                    "the endpoint's host and port are not valid: " + uri.getRawAuthority());
        }
        String host = authority.group("host");
        String port = authority.group("port");
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        return new Endpoint(
                tls,
                host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
                port == null ? (tls ? 443 : 80) : portOf(port),
                path + query,
                uri.getRawAuthority());
    }

    private static int portOf(String digits) {
        int port = Integer.parseInt(digits);
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException(
                    "the endpoint's port is " + port + ", allowed are 1 to 65535");
        }
        return port;
    }

    /** The address of an IP literal; null where the host is a name. */
    public byte[] literalAddress() {
        return NetUtil.createByteArrayFromIpAddressString(host);
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
