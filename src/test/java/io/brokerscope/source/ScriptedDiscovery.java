package io.brokerscope.source;

import io.brokerscope.model.DiscoveryNotice;
import io.brokerscope.model.FleetDiscovery;
import io.brokerscope.model.TargetSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A discovery that says what a test tells it; its script outlives serialization in one JVM. */
final class ScriptedDiscovery implements FleetDiscovery {

    private static final long serialVersionUID = 1L;
    private static final Map<String, Script> SCRIPTS = new ConcurrentHashMap<>();

    private final String name;

    ScriptedDiscovery(String name) {
        this.name = name;
    }

    Script script() {
        return SCRIPTS.computeIfAbsent(name, n -> new Script());
    }

    @Override
    public Session open() {
        Script script = script();
        script.opened.incrementAndGet();
        return new Session() {
            @Override
            public Fleet fleet() {
                return script.fleet();
            }

            @Override
            public Round discover(String cluster) throws Exception {
                script.rounds.incrementAndGet();
                return script.answers.get(cluster).call();
            }

            @Override
            public void close() {
                script.closed.incrementAndGet();
                script.onClose.run();
            }
        };
    }

    /** What is there, and what was asked; any thread. */
    static final class Script {

        final AtomicInteger opened = new AtomicInteger();
        final AtomicInteger closed = new AtomicInteger();
        final AtomicInteger rounds = new AtomicInteger();
        final Map<String, Callable<Round>> answers = new ConcurrentHashMap<>();
        volatile Runnable onClose = () -> {};
        volatile RuntimeException fleetFailure;
        private final Map<String, Long> intervals = new TreeMap<>();
        private final Map<String, String> fingerprints = new TreeMap<>();
        private final List<DiscoveryNotice> notices = new ArrayList<>();

        synchronized Script cluster(String cluster, long intervalMs, String fingerprint) {
            intervals.put(cluster, intervalMs);
            fingerprints.put(cluster, fingerprint);
            return this;
        }

        synchronized void remove(String cluster) {
            intervals.remove(cluster);
            fingerprints.remove(cluster);
        }

        void found(String cluster, TargetSpec... specs) {
            found(cluster, List.of(specs));
        }

        void found(String cluster, List<TargetSpec> specs) {
            answers.put(cluster, () -> new Round(specs, List.of()));
        }

        private synchronized Fleet fleet() {
            if (fleetFailure != null) {
                throw fleetFailure;
            }
            return new Fleet(Map.copyOf(intervals), Map.copyOf(fingerprints), List.copyOf(notices));
        }
    }
}
