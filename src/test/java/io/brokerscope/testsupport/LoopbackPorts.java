package io.brokerscope.testsupport;

import io.brokerscope.cli.Ports;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Free ports of the loopback address, below the range that the system gives out by itself: nobody
 * else gets one while its owner is away for a moment. Thread-safe.
 */
public final class LoopbackPorts {

    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    private LoopbackPorts() {}

    /** A free port that was not given before in this process. */
    public static int next() {
        return ThreadLocalRandom.current()
                .ints(20_000, 32_000)
                .filter(Ports::isFree)
                .filter(GIVEN::add)
                .findFirst()
                .orElseThrow();
    }
}
