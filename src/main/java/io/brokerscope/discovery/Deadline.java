package io.brokerscope.discovery;

import io.brokerscope.model.Texts;
import java.util.concurrent.TimeUnit;

/**
 * The moment on the monotonic clock at which a round has to be over.
 *
 * @param nanos {@link System#nanoTime} at that moment
 * @param budgetMs the whole time that was granted, for messages
 */
record Deadline(long nanos, long budgetMs) {

    static Deadline after(long ms) {
        return new Deadline(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ms), ms);
    }

    /** Milliseconds that are left; never below 0. */
    long remainingMs() {
        return Math.max(0, TimeUnit.NANOSECONDS.toMillis(nanos - System.nanoTime()));
    }

    boolean isOver() {
        return remainingMs() == 0;
    }

    /** The budget as a person reads it, for example {@code 10 s}. */
    String budget() {
        return Texts.seconds(budgetMs);
    }
}
