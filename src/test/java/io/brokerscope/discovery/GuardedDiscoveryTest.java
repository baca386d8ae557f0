package io.brokerscope.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.brokerscope.model.settings.ClusterSettings;
import io.brokerscope.model.settings.DiscoverySettings;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class GuardedDiscoveryTest {

    private static final Found NOTHING = new Found(List.of(), List.of());

    private static ClusterSettings within(long timeoutMs) {
        return Clusters.cluster(
                "c",
                new DiscoverySettings(
                        DiscoverySettings.Kind.STATIC,
                        List.of(),
                        null,
                        null,
                        null,
                        null,
                        null,
                        30_000,
                        timeoutMs,
                        null,
                        null));
    }

    /** Waits as a system call does: an interruption does not end it. */
    private static void hang(CountDownLatch end) {
        boolean ended = false;
        while (!ended) {
            try {
                end.await();
                ended = true;
            } catch (InterruptedException e) {
                // A system call would not notice either.
                ended = false;
            }
        }
    }

    @Test
    void grantsTheRoundALittleLess() throws Exception {
        AtomicReference<Deadline> granted = new AtomicReference<>();
        try (GuardedDiscovery guarded =
                new GuardedDiscovery(
                        within(10_000),
                        deadline -> {
                            granted.set(deadline);
                            return NOTHING;
                        })) {
            assertThat(guarded.round()).isSameAs(NOTHING);
        }
        assertThat(granted.get().budgetMs()).isEqualTo(9500);
    }

    @Test
    void aHangingRoundEndsInTimeAndNoOtherStartsBesideIt() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        AtomicInteger rounds = new AtomicInteger();
        try (GuardedDiscovery guarded =
                new GuardedDiscovery(
                        within(100),
                        deadline -> {
                            if (rounds.incrementAndGet() == 1) {
                                hang(end);
                            }
                            return NOTHING;
                        })) {
            long start = System.nanoTime();
            assertThatThrownBy(guarded::round)
                    .isInstanceOf(DiscoveryException.class)
                    .hasMessage("no answer within 0.1 s");
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(Duration.ofSeconds(5));
            assertThatThrownBy(guarded::round).hasMessage("the round before still hangs");
            assertThat(rounds).hasValue(1);
            end.countDown();
            await().atMost(Duration.ofSeconds(5))
                    .ignoreExceptionsInstanceOf(DiscoveryException.class)
                    .until(guarded::round, found -> found == NOTHING);
        }
    }

    @Test
    void aRoundThatIsTooLateIsInterrupted() {
        AtomicBoolean interrupted = new AtomicBoolean();
        try (GuardedDiscovery guarded =
                new GuardedDiscovery(
                        within(100),
                        deadline -> {
                            try {
                                new CountDownLatch(1).await();
                            } catch (InterruptedException e) {
                                interrupted.set(true);
                                throw e;
                            }
                            return NOTHING;
                        })) {
            assertThatThrownBy(guarded::round).hasMessage("no answer within 0.1 s");
            await().atMost(Duration.ofSeconds(5)).untilTrue(interrupted);
        }
    }

    @Test
    void closingEndsTheWaitEvenIfTheRoundHangs() {
        CountDownLatch end = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        AtomicBoolean clientClosed = new AtomicBoolean();
        GuardedDiscovery guarded =
                new GuardedDiscovery(
                        within(15_000),
                        new BrokerDiscovery() {
                            @Override
                            public Found discover(Deadline deadline) {
                                begun.countDown();
                                hang(end);
                                return NOTHING;
                            }

                            @Override
                            public void close() {
                                clientClosed.set(true);
                            }
                        });
        CompletableFuture<Throwable> failure =
                CompletableFuture.supplyAsync(() -> failureOf(guarded));
        await().atMost(Duration.ofSeconds(5)).until(() -> begun.getCount() == 0);
        guarded.close();
        assertThat(failure)
                .succeedsWithin(Duration.ofSeconds(5))
                .satisfies(f -> assertThat(f).hasMessage("discovery was closed"));
        assertThat(clientClosed).isTrue();
        assertThatThrownBy(guarded::round).hasMessage("discovery was closed");
        end.countDown();
    }

    private static Throwable failureOf(GuardedDiscovery guarded) {
        try {
            guarded.round();
            return null;
        } catch (DiscoveryException | InterruptedException e) {
            return e;
        }
    }

    @Test
    void anUnforeseenFailureTellsItsKindAndPlaceButNotItsMessage() {
        try (GuardedDiscovery guarded =
                new GuardedDiscovery(
                        within(5000),
                        deadline -> {
                            throw new IllegalStateException("password=geheim");
                        })) {
            assertThatThrownBy(guarded::round)
                    .isInstanceOf(DiscoveryException.class)
                    .hasMessage("discovery failed unexpectedly: java.lang.IllegalStateException")
                    .hasNoCause()
                    .hasStackTraceContaining("GuardedDiscoveryTest");
        }
    }

    @Test
    void theWaitCanBeInterrupted() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        try (GuardedDiscovery guarded =
                new GuardedDiscovery(
                        within(15_000),
                        deadline -> {
                            begun.countDown();
                            new CountDownLatch(1).await();
                            return NOTHING;
                        })) {
            Thread waiting = new Thread(() -> failure.set(failureOf(guarded)));
            waiting.start();
            begun.await();
            waiting.interrupt();
            waiting.join(5000);
            assertThat(failure.get()).isInstanceOf(InterruptedException.class);
        }
    }
}
