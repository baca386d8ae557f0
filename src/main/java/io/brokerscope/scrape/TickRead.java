package io.brokerscope.scrape;

import io.brokerscope.model.FailureReason;
import io.brokerscope.model.ReadStats;
import io.brokerscope.model.ScrapeOutcome;
import io.brokerscope.model.ScrapeRequest;
import io.brokerscope.model.settings.ScrapeSettings;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One tick on its way to its result: waits for a slot, attempts, asks the next source where there
 * is one, pauses, attempts again, and ends exactly once and within the budget, which is counted
 * from its creation. Its monitor guards its fields and is never held while others are called.
 */
final class TickRead {

    private static final Logger LOG = LoggerFactory.getLogger(TickRead.class);

    private enum Phase {
        WAITING,
        ATTEMPT,
        PAUSE,
        DONE
    }

    /** Who runs the ticks. */
    interface Host {

        /** Whether a further source of the read's target may be asked in this tick. */
        boolean admit(TickRead read, int source);

        /** The session of a source of the read's target, opened where there is none yet. */
        Scraper.Session session(TickRead read, int source);

        /** Runs a task after a delay. */
        Future<?> after(long delayMs, Runnable task);

        /** Epoch milliseconds. */
        long now();

        /** Another attempt will follow. */
        void retrying(TickRead read, int attempt, FailureReason reason, long delayMs);

        /** The tick has its result; called exactly once. */
        void finished(TickRead read, AttemptResult result);
    }

    final ScrapeRequest request;
    final KnownTarget state;
    final CompletableFuture<ScrapeOutcome> outcome = new CompletableFuture<>();

    /** Guarded by the lock of the host. */
    boolean holdsSlot;

    /** Per source whether its circuit let this tick pass. Guarded by the lock of the host. */
    final boolean[] admitted;

    private final Host host;
    private final ScrapeSettings settings;
    private final RetrySchedule schedule;
    private final long createdNanos = System.nanoTime();

    private final Turns turns;

    private Phase phase = Phase.WAITING;
    private int attempts;
    private long startedAt = -1;
    private long startedNanos;
    private long endedNanos;
    private Scraper.Attempt attempt;
    private Future<?> timer;

    /**
     * @param first position of the source that is asked first; it is admitted
     */
    TickRead(ScrapeRequest request, KnownTarget state, int first, Host host) {
        this.request = request;
        this.state = state;
        this.host = host;
        this.settings = request.spec().cluster().scrape();
        this.schedule = RetrySchedule.of(settings.retry(), settings.attemptTimeoutMs());
        this.admitted = new boolean[state.sources.size()];
        this.admitted[first] = true;
        this.turns = new Turns(admitted.length, first);
    }

    /** No slot is free: waits for {@link #begin}, not longer than the budget. */
    void awaitSlot() {
        synchronized (this) {
            if (phase != Phase.WAITING) {
                return;
            }
            timer = host.after(Math.max(0, remainingMs()), this::waitedTooLong);
        }
    }

    /** A slot is free: makes the first attempt. */
    void begin() {
        synchronized (this) {
            if (phase != Phase.WAITING) {
                return;
            }
            cancelTimer();
            startedAt = host.now();
            startedNanos = System.nanoTime();
        }
        attempt();
    }

    /** Ends the tick now, if it has not ended. */
    void abort(AttemptResult result) {
        Scraper.Attempt running;
        synchronized (this) {
            if (phase == Phase.DONE) {
                return;
            }
            running = phase == Phase.ATTEMPT ? attempt : null;
            end();
        }
        if (running != null) {
            running.expire();
        }
        host.finished(this, result);
    }

    /** What the tick cost; null where no attempt was made. */
    synchronized ReadStats stats(AttemptResult.Content content) {
        if (attempts == 0) {
            return null;
        }
        return new ReadStats(
                attempts,
                startedAt,
                content.observedAt(),
                TimeUnit.NANOSECONDS.toMicros(endedNanos - startedNanos),
                content.bytes(),
                content.samples(),
                content.known(),
                content.unknown(),
                content.truncated(),
                content.bytesCut(),
                content.malformed(),
                content.malformedLine(),
                content.excerpt());
    }

    /** The source that was asked last. */
    synchronized int source() {
        return turns.source();
    }

    /** What a source said last; null where it was not asked. */
    synchronized AttemptResult said(int source) {
        return turns.said(source);
    }

    /** Nanoseconds since the tick was created. */
    long elapsedNanos() {
        return System.nanoTime() - createdNanos;
    }

    private void waitedTooLong() {
        synchronized (this) {
            if (phase != Phase.WAITING) {
                return;
            }
            end();
        }
        host.finished(
                this,
                AttemptResult.failed(
                        FailureReason.NO_SLOT,
                        "no free slot within the budget of " + settings.timeoutMs() + " ms"));
    }

    private void attempt() {
        int number;
        int source;
        synchronized (this) {
            if (phase == Phase.DONE) {
                return;
            }
            phase = Phase.ATTEMPT;
            number = ++attempts;
            source = turns.source();
        }
        long timeoutMs = Math.max(1, Math.min(settings.attemptTimeoutMs(), remainingMs()));
        Scraper.Attempt started;
        try {
            started = host.session(this, source).start(timeoutMs);
        } catch (RuntimeException e) {
            LOG.warn("Reading {} failed on this side", request.spec().target(), e);
            attempted(number, defect(e));
            return;
        }
        boolean aborted;
        synchronized (this) {
            aborted = phase != Phase.ATTEMPT || attempts != number;
            if (!aborted) {
                attempt = started;
                timer = host.after(timeoutMs, () -> timeIsOver(number, started));
            }
        }
        if (aborted) {
            started.expire();
        } else {
            started.result().whenComplete((result, defect) -> attempted(number, result));
        }
    }

    private void timeIsOver(int number, Scraper.Attempt running) {
        running.expire();
        attempted(number, running.result().getNow(null));
    }

    private void attempted(int number, AttemptResult given) {
        AttemptResult result =
                given != null
                        ? given
                        : AttemptResult.failed(
                                FailureReason.INTERNAL, "the scraper gave no result");
        synchronized (this) {
            if (phase != Phase.ATTEMPT || attempts != number) {
                return;
            }
            cancelTimer();
            attempt = null;
            turns.say(result);
            if (result.observed()) {
                end();
            } else {
                phase = Phase.PAUSE;
            }
        }
        if (result.observed()) {
            host.finished(this, result);
        } else {
            goOn(result);
        }
    }

    /** An attempt failed, and nobody but this thread moves the tick on. */
    private void goOn(AttemptResult failed) {
        int next =
                remainingMs() < schedule.minAttemptMs()
                        ? Turns.NONE
                        : turns.next(source -> host.admit(this, source));
        long delayMs = 0;
        int number;
        synchronized (this) {
            if (phase == Phase.DONE) {
                return;
            }
            number = attempts;
            if (next == Turns.NONE) {
                next = turns.again();
                delayMs = next == Turns.NONE ? RetrySchedule.NONE : pauseMs(next);
            }
            if (delayMs == RetrySchedule.NONE) {
                end();
            } else {
                turns.pass(next);
                timer = delayMs == 0 ? null : host.after(delayMs, this::attempt);
            }
        }
        if (delayMs == RetrySchedule.NONE) {
            host.finished(this, turns.firstSaid());
            return;
        }
        host.retrying(this, number, failed.reason(), delayMs);
        if (delayMs == 0) {
            attempt();
        }
    }

    private long pauseMs(int source) {
        return schedule.delayMs(
                turns.round(),
                ThreadLocalRandom.current().nextDouble(),
                turns.said(source).retryAfterMs(),
                remainingMs());
    }

    private void end() {
        phase = Phase.DONE;
        endedNanos = System.nanoTime();
        attempt = null;
        cancelTimer();
    }

    private void cancelTimer() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    private long remainingMs() {
        return settings.timeoutMs() - TimeUnit.NANOSECONDS.toMillis(elapsedNanos());
    }

    private static AttemptResult defect(RuntimeException e) {
        String message = e.getMessage();
        return AttemptResult.failed(
                FailureReason.INTERNAL,
                e instanceof IllegalArgumentException && message != null
                        ? message
                        : e.getClass().getSimpleName() + " in the reader, see its log");
    }
}
