package io.brokerscope.scrape;

import io.brokerscope.model.TargetSpec;
import java.util.concurrent.CompletableFuture;

/** A scraper whose attempts succeed at once, at no cost. */
final class AttemptlessScraper implements Scraper {

    private static final CompletableFuture<AttemptResult> GOOD =
            CompletableFuture.completedFuture(ScriptedScraper.GOOD);

    private static final Attempt ATTEMPT =
            new Attempt() {
                @Override
                public CompletableFuture<AttemptResult> result() {
                    return GOOD;
                }

                @Override
                public void expire() {
                    // There is a result already.
                }
            };

    @Override
    public Session open(TargetSpec spec) {
        return new Session() {
            @Override
            public Attempt start(long timeoutMs) {
                return ATTEMPT;
            }

            @Override
            public void close() {
                // Nothing is held.
            }
        };
    }

    @Override
    public CompletableFuture<Void> close() {
        return CompletableFuture.completedFuture(null);
    }
}
