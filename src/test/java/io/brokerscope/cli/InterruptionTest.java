package io.brokerscope.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class InterruptionTest {

    private static final Duration LONG = Duration.ofMinutes(5);

    private final Interruption interruption = new Interruption();

    @Test
    void nothingHappensUnlessRequested() {
        assertThat(interruption.isRequested()).isFalse();
        assertThatCode(interruption::check).doesNotThrowAnyException();
        assertThatCode(() -> interruption.pause(Duration.ofMillis(1))).doesNotThrowAnyException();
    }

    @Test
    void aRequestEndsEveryWait() {
        interruption.request();
        assertInterrupted(interruption::check);
        assertInterrupted(() -> interruption.pause(LONG));
        assertInterrupted(() -> interruption.await(new CompletableFuture<>(), LONG, "answer"));
        CountDownLatch never = new CountDownLatch(1);
        assertInterrupted(
                () ->
                        interruption.call(
                                () -> {
                                    never.await();
                                    return 1;
                                },
                                LONG,
                                "answer"));
        never.countDown();
    }

    @Test
    void aRequestFromAnotherThreadEndsAPause() {
        Thread other = new Thread(interruption::request);
        other.start();
        assertInterrupted(() -> interruption.pause(LONG));
    }

    @Test
    void givesTheResult() throws Exception {
        assertThat(interruption.call(() -> 42, LONG, "answer")).isEqualTo(42);
        assertThat(interruption.await(CompletableFuture.completedFuture(7), LONG, "x"))
                .isEqualTo(7);
    }

    @Test
    void passesOnWhatTheCallThrows() {
        assertThatThrownBy(
                        () ->
                                interruption.call(
                                        () -> {
                                            throw new IOException("gone");
                                        },
                                        LONG,
                                        "answer"))
                .isInstanceOf(IOException.class)
                .hasMessage("gone");
        assertThatThrownBy(
                        () ->
                                interruption.call(
                                        () -> {
                                            throw new StackOverflowError("deep");
                                        },
                                        LONG,
                                        "answer"))
                .isInstanceOf(StackOverflowError.class);
    }

    @Test
    void aDeadlineIsAFailureThatSaysWhatWasMissing() {
        assertThatThrownBy(
                        () ->
                                interruption.await(
                                        new CompletableFuture<>(), Duration.ZERO, "savepoint"))
                .isInstanceOfSatisfying(
                        CommandException.class,
                        e -> assertThat(e.exitCode()).isEqualTo(ExitCode.FAILURE))
                .hasMessage("no savepoint within 0 s");
    }

    private static void assertInterrupted(ThrowingCallable wait) {
        assertThatThrownBy(wait)
                .isInstanceOfSatisfying(
                        CommandException.class,
                        e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INTERRUPTED));
    }
}
