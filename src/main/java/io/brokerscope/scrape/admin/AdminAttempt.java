package io.brokerscope.scrape.admin;

import io.brokerscope.kafka.KafkaFailures;
import io.brokerscope.model.FailureReason;
import io.brokerscope.model.cluster.ClusterReading;
import io.brokerscope.model.settings.Secrets;
import io.brokerscope.scrape.AttemptResult;
import io.brokerscope.scrape.AttemptResult.Content;
import io.brokerscope.scrape.Scraper;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.apache.kafka.common.KafkaException;

/** One attempt to read a cluster. */
final class AdminAttempt implements Scraper.Attempt {

    private final AdminSession session;
    private final AnswerTime time;
    private final CompletableFuture<AttemptResult> result = new CompletableFuture<>();
    private volatile ClusterReader reader;

    AdminAttempt(AdminSession session, long timeoutMs) {
        this.session = session;
        this.time = AnswerTime.startingNow(timeoutMs);
    }

    @Override
    public CompletableFuture<AttemptResult> result() {
        return result;
    }

    @Override
    public void expire() {
        fail(
                FailureReason.READ_TIMEOUT,
                KafkaFailures.noAnswer(session.bootstrap(), time.budgetMs()));
    }

    void begin() {
        try {
            session.connection()
                    .thenCompose(
                            connected -> {
                                reader = connected;
                                // Nobody waits for a read any more whose time went by before.
                                return result.isDone()
                                        ? CompletableFuture.failedFuture(
                                                new CancellationException())
                                        : connected.read(time);
                            })
                    .whenComplete(
                            (reading, failure) -> {
                                if (failure == null) {
                                    result.complete(observed(reading));
                                } else {
                                    fail(Answer.cause(failure));
                                }
                            });
        } catch (RejectedExecutionException e) {
            fail(FailureReason.INTERNAL, "no client could be made: too many wait for theirs");
        }
    }

    private static AttemptResult observed(ClusterReading reading) {
        int samples = reading.partitions().topic().length + reading.commits().group().length;
        return AttemptResult.observed(
                MissingParts.sentence(reading.missing()),
                new Content(
                        reading.partitions().endsReadAt(),
                        0,
                        samples,
                        samples,
                        0,
                        MissingParts.beyondLimits(reading.missing()),
                        false,
                        0,
                        0,
                        ""),
                EndCounters.of(reading),
                reading);
    }

    private void fail(Throwable failure) {
        if (failure instanceof Secrets.UnresolvedSecretException) {
            fail(FailureReason.CREDENTIALS, failure.getMessage());
        } else if (reader == null && failure instanceof KafkaException) {
            fail(
                    KafkaFailures.creationReason(failure),
                    KafkaFailures.creation(failure, session.bootstrap()));
        } else {
            fail(
                    KafkaFailures.reason(failure),
                    KafkaFailures.sentence(failure, session.bootstrap(), time.budgetMs()));
        }
    }

    private void fail(FailureReason reason, String detail) {
        if (result.complete(AttemptResult.failed(reason, detail)) && reader != null) {
            session.failed(reader);
        }
    }
}
