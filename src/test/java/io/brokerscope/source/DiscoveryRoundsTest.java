package io.brokerscope.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.brokerscope.model.FleetDiscovery;
import io.brokerscope.model.FleetDiscovery.Round;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class DiscoveryRoundsTest {

    private static final Round NOTHING = new Round(List.of(), List.of());
    private static final long LONG = 3_600_000;

    private final ScriptedDiscovery.Script script =
            new ScriptedDiscovery(getClass().getName() + System.nanoTime()).script();
    private final Queue<String> found = new ConcurrentLinkedQueue<>();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final Map<String, Long> hanging = new ConcurrentHashMap<>();
    private final CountDownLatch never = new CountDownLatch(1);
    private final DiscoveryRounds rounds =
            new DiscoveryRounds(
                    new Session(),
                    new DiscoveryRounds.Listener() {
                        @Override
                        public void found(String cluster, Round round) {
                            found.add(cluster);
                        }

                        @Override
                        public void failed(String cluster, Throwable reason) {
                            failures.add(reason);
                        }

                        @Override
                        public void hanging(String cluster, long runningMs) {
                            hanging.put(cluster, runningMs);
                        }
                    });

    private final class Session implements FleetDiscovery.Session {
        @Override
        public FleetDiscovery.Fleet fleet() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Round discover(String cluster) throws Exception {
            return script.answers.get(cluster).call();
        }

        @Override
        public void close() {
            script.closed.incrementAndGet();
            script.onClose.run();
        }
    }

    @AfterEach
    void close() {
        never.countDown();
        rounds.close();
    }

    @Test
    void aClusterHasItsFirstRoundAtOnceAndThenOneEveryInterval() {
        script.answers.put("a", () -> NOTHING);
        script.answers.put("b", () -> NOTHING);
        rounds.configure(Map.of("a", 10L, "b", LONG));

        await().until(() -> found.stream().filter("a"::equals).count() >= 3);
        await().until(() -> found.contains("b"));
        assertThat(found.stream().filter("b"::equals)).hasSize(1);
    }

    @Test
    void aRoundThatHangsHoldsBackNobodyElseAndIsReported() {
        AtomicInteger atOnce = new AtomicInteger();
        script.answers.put(
                "hangs",
                () -> {
                    atOnce.incrementAndGet();
                    never.await();
                    return NOTHING;
                });
        script.answers.put("works", () -> NOTHING);
        rounds.configure(Map.of("hangs", 20L, "works", 20L));

        await().until(() -> found.size() >= 10);
        await().until(() -> hanging.containsKey("hangs"));
        assertThat(hanging.get("hangs")).isGreaterThan(60);
        assertThat(atOnce).hasValue(1);
        assertThat(found).containsOnly("works");
    }

    @Test
    void aRoundThatFailsInAnyWayIsFollowedByTheNext() {
        AtomicInteger count = new AtomicInteger();
        script.answers.put(
                "a",
                () -> {
                    switch (count.incrementAndGet()) {
                        case 1 -> throw new IOException("no answer");
                        case 2 -> throw new NoClassDefFoundError("missing");
                        default -> {
                            return NOTHING;
                        }
                    }
                });
        rounds.configure(Map.of("a", 10L));

        await().until(() -> !found.isEmpty());
        assertThat(failures)
                .extracting(f -> (Object) f.getClass())
                .containsExactly(IOException.class, NoClassDefFoundError.class);
    }

    @Test
    void aRemovedClusterHasNoMoreRoundsAndTheOneThatRunsIsInterrupted() {
        CountDownLatch begun = new CountDownLatch(1);
        script.answers.put(
                "a",
                () -> {
                    begun.countDown();
                    never.await();
                    return NOTHING;
                });
        rounds.configure(Map.of("a", LONG));
        await().until(() -> begun.getCount() == 0);
        rounds.configure(Map.of());

        await().until(() -> failures.size() == 1);
        assertThat(failures.peek()).isInstanceOf(InterruptedException.class);

        script.answers.put("a", () -> NOTHING);
        rounds.configure(Map.of("a", LONG));
        await().until(() -> found.size() == 1);
    }

    @Test
    void anotherIntervalTakesEffectAtOnce() {
        script.answers.put("a", () -> NOTHING);
        rounds.configure(Map.of("a", LONG));
        await().until(() -> found.size() == 1);
        rounds.configure(Map.of("a", LONG));
        rounds.configure(Map.of("a", 10L));

        await().until(() -> found.size() > 3);
    }

    @Test
    void aRoundAskedForWhileOneRunsFollowsIt() {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        script.answers.put(
                "a",
                () -> {
                    begun.countDown();
                    go.await();
                    return NOTHING;
                });
        rounds.configure(Map.of("a", LONG));
        await().until(() -> begun.getCount() == 0);
        rounds.soon("a");
        rounds.soon("a");
        go.countDown();

        await().until(() -> found.size() == 2);
        rounds.soon("a");
        await().until(() -> found.size() == 3);
    }

    @Test
    void closingTakesAFewSecondsAtMostWhateverHangs() {
        script.answers.put(
                "a",
                () -> {
                    awaitUninterruptibly();
                    return NOTHING;
                });
        script.onClose = this::awaitUninterruptibly;
        rounds.configure(Map.of("a", 10L));
        await().until(() -> hanging.containsKey("a"));

        long begun = System.nanoTime();
        rounds.close();

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(8));
        assertThat(script.closed).hasValue(1);
        rounds.soon("b");
    }

    @Test
    void aSessionThatCannotBeClosedDoesNotStopTheEnd() {
        script.onClose =
                () -> {
                    throw new IllegalStateException("cannot be closed");
                };
        rounds.close();

        assertThat(script.closed).hasValue(1);
        script.onClose = () -> {};
    }

    private void awaitUninterruptibly() {
        boolean done = false;
        while (!done) {
            try {
                never.await();
                done = true;
            } catch (InterruptedException e) {
                // This is what a client does that ignores interrupts.
                Thread.interrupted();
            }
        }
    }
}
