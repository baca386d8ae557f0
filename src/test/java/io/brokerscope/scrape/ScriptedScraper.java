package io.brokerscope.scrape;

import io.brokerscope.model.FailureReason;
import io.brokerscope.model.Readings;
import io.brokerscope.model.SeriesTable;
import io.brokerscope.model.TargetSpec;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** A scraper whose attempts end as a test says: at once, when told, or by running out of time. */
final class ScriptedScraper implements Scraper {

    static final AttemptResult GOOD =
            AttemptResult.observed(
                    "",
                    new AttemptResult.Content(77, 10, 2, 1, 1, 0, false, 0, 0, ""),
                    new Readings(
                            "scripted",
                            -1,
                            true,
                            SeriesTable.EMPTY,
                            new long[0],
                            SeriesTable.EMPTY,
                            new double[0]));

    static AttemptResult bad(FailureReason reason) {
        return AttemptResult.failed(reason, "as scripted");
    }

    final List<TargetSpec> opened = Collections.synchronizedList(new ArrayList<>());
    final AtomicInteger closedSessions = new AtomicInteger();
    final Queue<ScriptedAttempt> attempts = new ConcurrentLinkedQueue<>();
    final CompletableFuture<Void> closing = CompletableFuture.completedFuture(null);

    /** Results that attempts give at once, one each; attempts beyond them wait. */
    final Queue<AttemptResult> script = new ConcurrentLinkedQueue<>();

    volatile AttemptResult always;
    volatile RuntimeException brokenOpen;
    volatile RuntimeException brokenStart;
    volatile boolean deafToExpiry;

    @Override
    public Session open(TargetSpec spec) {
        if (brokenOpen != null) {
            throw brokenOpen;
        }
        opened.add(spec);
        return new Session() {
            @Override
            public Attempt start(long timeoutMs) {
                if (brokenStart != null) {
                    throw brokenStart;
                }
                ScriptedAttempt attempt = new ScriptedAttempt(spec, timeoutMs);
                AttemptResult now = always != null ? always : script.poll();
                if (now != null) {
                    attempt.result.complete(now);
                }
                attempts.add(attempt);
                return attempt;
            }

            @Override
            public void close() {
                closedSessions.incrementAndGet();
            }
        };
    }

    @Override
    public CompletableFuture<Void> close() {
        return closing;
    }

    /** Attempts made so far, in order. */
    List<ScriptedAttempt> made() {
        return new ArrayList<>(new ArrayDeque<>(attempts));
    }

    /** One attempt. */
    final class ScriptedAttempt implements Attempt {

        final CompletableFuture<AttemptResult> result = new CompletableFuture<>();
        final TargetSpec spec;
        final long timeoutMs;

        private ScriptedAttempt(TargetSpec spec, long timeoutMs) {
            this.spec = spec;
            this.timeoutMs = timeoutMs;
        }

        @Override
        public CompletableFuture<AttemptResult> result() {
            return result;
        }

        @Override
        public void expire() {
            if (!deafToExpiry) {
                result.complete(AttemptResult.failed(FailureReason.READ_TIMEOUT, "no answer"));
            }
        }
    }
}
