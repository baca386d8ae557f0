package io.brokerscope.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/** Checks that ports are free before anything is started. */
public final class Ports {

    /**
     * Where free ports are looked for. Processes that do so at the same time, as tests side by side
     * do, are given ranges of their own: a port is free for all of them until its listener starts.
     */
    private static final int LOWEST_FREE = Integer.getInteger("brokerscope.ports.from", 20_000);

    private static final int HIGHEST_FREE = Integer.getInteger("brokerscope.ports.until", 32_000);

    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    private Ports() {}

    /**
     * A port that is about to be used.
     *
     * @param port number, 1 to 65535
     * @param use what for, for example {@code broker 4}
     * @param option the option that chooses another one
     */
    public record Use(int port, String use, String option) {}

    /**
     * Checks that the ports are valid, different from each other and free on the loopback address.
     *
     * @throws CommandException with exit code 2 that names every port in the way, what it is for
     *     and the option that changes it
     */
    public static void check(List<Use> uses) {
        List<String> problems = new ArrayList<>();
        Map<Integer, Use> seen = new HashMap<>();
        for (Use use : uses) {
            Use other = seen.putIfAbsent(use.port(), use);
            if (use.port() < 1 || use.port() > 65535) {
                problems.add(
                        "%d is no port for %s (allowed: 1 to 65535): change it by %s"
                                .formatted(use.port(), use.use(), use.option()));
            } else if (other != null) {
                problems.add(
                        "port %d is meant for both %s and %s: change it by %s or %s"
                                .formatted(
                                        use.port(),
                                        other.use(),
                                        use.use(),
                                        other.option(),
                                        use.option()));
            } else if (!isFree(use.port())) {
                problems.add(
                        "port %d for %s is taken: choose another by %s"
                                .formatted(use.port(), use.use(), use.option()));
            }
        }
        if (!problems.isEmpty()) {
            throw CommandException.usage(String.join("; ", problems));
        }
    }

    /**
     * A free port of the loopback address that was not given before in this process, below the
     * range that systems give out by themselves: nobody takes it before its listener is started.
     */
    public static int free() {
        return candidates().filter(Ports::isFree).filter(GIVEN::add).findFirst().orElseThrow();
    }

    /** Numbers of ports at random, again and again, from the range of {@link #free}. */
    public static IntStream candidates() {
        return ThreadLocalRandom.current().ints(LOWEST_FREE, HIGHEST_FREE);
    }

    /** Whether nobody listens on the port of the loopback address. */
    public static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
