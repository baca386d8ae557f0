package io.brokerscope.cli.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PacerTest {

    private static final Duration LONG = Duration.ofMinutes(10);

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final List<CompletableFuture<String>> begun =
            Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void stop() {
        timer.shutdownNow();
    }

    private CompletableFuture<String> task() {
        CompletableFuture<String> task = new CompletableFuture<>();
        begun.add(task);
        return task;
    }

    @Test
    void soManyWorkAtOnceAndTheNextBeginsWhenOneEnds() {
        Pacer pacer = new Pacer(2, 10, LONG, timer);
        List<CompletableFuture<String>> results = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            results.add(pacer.submit(this::task));
        }
        assertThat(begun).hasSize(2);
        begun.get(1).complete("second");
        assertThat(begun).hasSize(3);
        assertThat(results.get(1)).isCompletedWithValue("second");
        assertThat(results.get(0)).isNotDone();
        begun.get(0).completeExceptionally(new IllegalStateException("broken"));
        assertThat(results.get(0)).isCompletedExceptionally();
        assertThat(begun).hasSize(4);
    }

    @Test
    void whoeverWaitsTooLongMakesRoomUpToALimit() {
        Pacer pacer = new Pacer(1, 3, Duration.ofMillis(20), timer);
        for (int i = 0; i < 5; i++) {
            pacer.submit(this::task);
        }
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> begun.size() == 3);
        Awaitility.await()
                .during(Duration.ofMillis(200))
                .atMost(Duration.ofSeconds(10))
                .until(() -> begun.size() == 3);
        begun.get(0).complete("at last");
        assertThat(begun).hasSizeGreaterThanOrEqualTo(4);
    }

    @Test
    void whatCannotBeBegunCostsItselfOnly() {
        Pacer pacer = new Pacer(1, 1, LONG, timer);
        CompletableFuture<String> broken =
                pacer.submit(
                        () -> {
                            throw new IllegalStateException("broken");
                        });
        assertThat(broken).isCompletedExceptionally();
        assertThat(pacer.submit(() -> CompletableFuture.completedFuture("next")))
                .isCompletedWithValue("next");
    }

    @Test
    void tasksThatEndAtOnceDoNotNest() {
        Pacer pacer = new Pacer(1, 1, LONG, timer);
        CompletableFuture<Integer> first = new CompletableFuture<>();
        pacer.submit(() -> first);
        List<CompletableFuture<Integer>> results = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            int number = i;
            results.add(pacer.submit(() -> CompletableFuture.completedFuture(number)));
        }
        first.complete(0);
        assertThat(results).allMatch(CompletableFuture::isDone);
        assertThat(results.get(99_999)).isCompletedWithValue(99_999);
    }
}
