package io.brokerscope.console.web;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What the console may be called by. A page on the internet can have its own name resolve to this
 * machine and then read, with the browser of who looks at it, what only this machine should see:
 * such a request shows the page's name.
 */
final class HostNames {

    private static final List<String> LOOPBACK = List.of("localhost", "127.0.0.1", "[::1]");

    private final Set<String> allowed;

    /**
     * @param loopback whether the console can be reached from this machine alone; otherwise every
     *     name is allowed unless some are named
     * @param host the address or name that it listens on
     * @param named further names
     */
    HostNames(boolean loopback, String host, List<String> named) {
        allowed = new HashSet<>();
        named.forEach(name -> allowed.add(name.toLowerCase(Locale.ROOT)));
        if (loopback || !named.isEmpty()) {
            allowed.addAll(LOOPBACK);
            allowed.add(host.contains(":") ? "[" + host + "]" : host.toLowerCase(Locale.ROOT));
        }
    }

    /**
     * Checks a Host header.
     *
     * @throws Problem if the console is not called so
     */
    void check(String host) {
        if (!allowed.isEmpty()) {
            String given = host == null ? "" : host.toLowerCase(Locale.ROOT);
            if (!allowed.contains(given.replaceFirst(":\\d*$", "")) && !allowed.contains(given)) {
                throw Problem.misdirected(given);
            }
        }
    }
}
