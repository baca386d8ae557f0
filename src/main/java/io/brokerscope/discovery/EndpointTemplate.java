package io.brokerscope.discovery;

import io.brokerscope.model.Texts;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The URL of a target with the placeholders {@code {host}}, {@code {port}}, {@code {id}} and {@code
 * {rack}}. What discovery found cannot change the shape of the URL: in the authority it has to be a
 * host name, an address or a number (IPv6 addresses are put in brackets), in path and query it is
 * percent-encoded. With {@code jmx://} there is nothing but host and port.
 */
final class EndpointTemplate {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)}");
    private static final Pattern AUTHORITY =
            Pattern.compile("(?:\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._-]+)(?::([0-9]{1,5}))?");

    private static final String JMX = "jmx";

    private final String scheme;
    private final String authority;
    private final String rest;

    private EndpointTemplate(String scheme, String authority, String rest) {
        this.scheme = scheme;
        this.authority = authority;
        this.rest = rest;
    }

    /**
     * Reads a template.
     *
     * @throws DiscoveryException if it can never become an absolute http or https URL, or a
     *     jmx://host:port, without credentials; the message does not quote it
     */
    static EndpointTemplate of(String template) throws DiscoveryException {
        int colon = template.indexOf("://");
        String scheme = colon < 0 ? "" : template.substring(0, colon).toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https") && !scheme.equals(JMX)) {
            throw new DiscoveryException(
                    "the endpoint template is not an absolute URL; it has to begin with http://,"
                            + " https:// or jmx://");
        }
        String remainder = template.substring(colon + 3);
        int end = 0;
        while (end < remainder.length() && "/?#".indexOf(remainder.charAt(end)) < 0) {
            end++;
        }
        EndpointTemplate parts =
                new EndpointTemplate(scheme, remainder.substring(0, end), remainder.substring(end));
        if (parts.authority.indexOf('@') >= 0) {
            throw new DiscoveryException(
                    "the endpoint template holds credentials; they belong into scrape.auth");
        }
        if (parts.rest.indexOf('#') >= 0) {
            throw new DiscoveryException("the endpoint template has a fragment (#)");
        }
        if (scheme.equals(JMX) && !parts.rest.isEmpty() && !parts.rest.equals("/")) {
            throw new DiscoveryException(
                    "the endpoint template has more than host and port after jmx://");
        }
        checkPlaceholders(remainder);
        return parts;
    }

    private static void checkPlaceholders(String text) throws DiscoveryException {
        Matcher placeholder = PLACEHOLDER.matcher(text);
        StringBuilder literal = new StringBuilder();
        while (placeholder.find()) {
            if (!placeholder.group(1).matches("host|port|id|rack")) {
                throw new DiscoveryException(
                        "the endpoint template holds the unknown placeholder "
                                + Texts.shown(placeholder.group())
                                + "; allowed are {host}, {port}, {id} and {rack}");
            }
            placeholder.appendReplacement(literal, "");
        }
        placeholder.appendTail(literal);
        if (literal.indexOf("{") >= 0 || literal.indexOf("}") >= 0) {
            throw new DiscoveryException("the endpoint template holds a brace without its partner");
        }
    }

    /**
     * The URL of a broker.
     *
     * @throws DiscoveryException if something the template needs is missing or cannot stand there;
     *     the message is the second half of a sentence about the broker
     */
    String expand(DiscoveredBroker broker) throws DiscoveryException {
        if (!HostPort.isName(broker.host()) && !HostPort.isIpv6(broker.host())) {
            throw new DiscoveryException("its host is neither a host name nor an address");
        }
        String expandedAuthority = expandAuthority(broker);
        Matcher shape = AUTHORITY.matcher(expandedAuthority);
        if (!shape.matches()) {
            throw new DiscoveryException(
                    Texts.shown(expandedAuthority) + " is not the host and port of a URL");
        }
        if (shape.group(1) == null && scheme.equals(JMX)) {
            throw new DiscoveryException("the endpoint template needs a port after jmx://");
        }
        if (shape.group(1) != null && !HostPort.isPort(Integer.parseInt(shape.group(1)))) {
            throw new DiscoveryException(
                    "its port " + shape.group(1) + " is not one of 1 to 65535");
        }
        String url = scheme + "://" + expandedAuthority + expandRest(broker);
        try {
            return new URI(url).toASCIIString();
        } catch (URISyntaxException e) {
            throw new DiscoveryException("the endpoint template does not become a valid URL");
        }
    }

    private String expandAuthority(DiscoveredBroker broker) throws DiscoveryException {
        Matcher placeholder = PLACEHOLDER.matcher(authority);
        StringBuilder expanded = new StringBuilder();
        while (placeholder.find()) {
            String value = value(placeholder.group(1), broker);
            boolean bracketed =
                    authority.startsWith("[", Math.max(0, placeholder.start() - 1))
                            && authority.startsWith("]", placeholder.end());
            boolean bracket =
                    placeholder.group(1).equals("host") && HostPort.isIpv6(value) && !bracketed;
            placeholder.appendReplacement(
                    expanded, Matcher.quoteReplacement(bracket ? "[" + value + "]" : value));
        }
        return placeholder.appendTail(expanded).toString();
    }

    private String expandRest(DiscoveredBroker broker) throws DiscoveryException {
        Matcher placeholder = PLACEHOLDER.matcher(rest);
        StringBuilder expanded = new StringBuilder();
        while (placeholder.find()) {
            placeholder.appendReplacement(
                    expanded, percentEncoded(value(placeholder.group(1), broker)));
        }
        return placeholder.appendTail(expanded).toString();
    }

    private static String value(String placeholder, DiscoveredBroker broker)
            throws DiscoveryException {
        return switch (placeholder) {
            case "host" -> broker.host();
            case "port" -> present(broker.port() == null ? "" : broker.port().toString(), "port");
            case "rack" -> present(broker.rack(), "rack");
            default -> broker.id();
        };
    }

    private static String present(String value, String name) throws DiscoveryException {
        if (value.isEmpty()) {
            throw new DiscoveryException(
                    "the endpoint template needs {" + name + "} and discovery knows no " + name);
        }
        return value;
    }

    /** Everything but the unreserved characters of RFC 3986, as UTF-8. */
    private static String percentEncoded(String value) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if (c < 0x80 && (Character.isLetterOrDigit(c) || "-._~".indexOf(c) >= 0)) {
                encoded.append(c);
            } else {
                encoded.append(String.format("%%%02X", (int) c));
            }
        }
        return encoded.toString();
    }
}
