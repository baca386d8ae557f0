package io.brokerscope.discovery;

import io.brokerscope.model.Texts;
import io.netty.util.NetUtil;
import java.util.regex.Pattern;

/**
 * An address as service discovery writes it: {@code host}, {@code host:port}, {@code [ipv6]:port},
 * {@code ipv6}.
 *
 * @param host host name or address, IPv6 without brackets
 * @param port port from 1 to 65535, or null where none is written
 */
record HostPort(String host, Integer port) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,252}");
    private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");

    static HostPort parse(String text) throws DiscoveryException {
        if (isIpv6(text)) {
            return new HostPort(text, null);
        }
        int colon = text.lastIndexOf(':');
        if (colon < 0 || text.endsWith("]")) {
            return new HostPort(host(text, text), null);
        }
        return new HostPort(
                host(text.substring(0, colon), text), port(text.substring(colon + 1), text));
    }

    /** Whether a text can stand in a URL as a host name or an IPv4 address. */
    static boolean isName(String host) {
        return NAME.matcher(host).matches();
    }

    /** Whether a text is an IPv6 address, without brackets and without a zone. */
    static boolean isIpv6(String host) {
        return host.indexOf('%') < 0 && host.indexOf('[') < 0 && NetUtil.isValidIpV6Address(host);
    }

    static boolean isPort(long port) {
        return port >= 1 && port <= 65535;
    }

    private static String host(String host, String whole) throws DiscoveryException {
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        String bare = bracketed ? host.substring(1, host.length() - 1) : host;
        if (bracketed ? !isIpv6(bare) : !isName(bare)) {
            throw notAnAddress(whole);
        }
        return bare;
    }

    private static Integer port(String port, String whole) throws DiscoveryException {
        if (!PORT.matcher(port).matches()) {
            throw notAnAddress(whole);
        }
        if (!isPort(Integer.parseInt(port))) {
            throw new DiscoveryException(
                    Texts.shown(whole) + " has no valid port; allowed are 1 to 65535");
        }
        return Integer.parseInt(port);
    }

    private static DiscoveryException notAnAddress(String whole) {
        return new DiscoveryException(
                Texts.shown(whole)
                        + " is not an address; allowed are host:port and host, without a scheme"
                        + " and a path");
    }
}
