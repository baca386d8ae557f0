package io.brokerscope.testsupport.cluster;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** Asks processes again and again, and tells what they logged last when there is no answer. */
final class Waiting {

    private static final Duration POLL = Duration.ofMillis(100);

    private final Supplier<List<JavaProcess>> processes;

    Waiting(Supplier<List<JavaProcess>> processes) {
        this.processes = processes;
    }

    /**
     * Waits for an answer; a question that cannot be asked just then is asked again.
     *
     * @param what is waited for: for the message
     * @throws AssertionError if there is no answer in time
     */
    <T> T until(String what, Duration deadline, Callable<Optional<T>> question) {
        try {
            return Awaitility.await()
                    .atMost(deadline)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(POLL)
                    .ignoreExceptionsInstanceOf(IOException.class)
                    .until(question, Optional::isPresent)
                    .orElseThrow();
        } catch (ConditionTimeoutException e) {
            StringBuilder message = new StringBuilder("Not within " + deadline + ": " + what);
            for (JavaProcess process : processes.get()) {
                message.append(process.isAlive() ? "\n" : "\nended: ").append(process.excerpt());
            }
            throw new AssertionError(message.toString(), e);
        }
    }
}
