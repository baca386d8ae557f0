package io.brokerscope.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidPidMappingException;
import org.apache.kafka.common.errors.TransactionalIdNotFoundException;
import org.junit.jupiter.api.Test;

class TolerantCommitterTest {

    @Test
    void aForgottenTransactionDoesNotFailTheJob() throws Exception {
        assertThat(signalled(new InvalidPidMappingException("who?"))).containsExactly("known");
        assertThat(signalled(new TransactionalIdNotFoundException("who?")))
                .containsExactly("known");
        assertThat(
                        signalled(
                                new KafkaException(
                                        "in fatal state", new InvalidPidMappingException("who?"))))
                .containsExactly("known");
    }

    @Test
    void anyOtherFailureStaysOne() throws Exception {
        assertThat(signalled(new AuthorizationException("no"))).containsExactly("unknown");
    }

    @Test
    void everythingElseIsPassedOn() throws Exception {
        List<String> signals = new ArrayList<>();
        Committer<String> connector =
                committer(
                        request -> {
                            signals.add(request.getCommittable() + request.getNumberOfRetries());
                            request.signalAlreadyCommitted();
                            request.retryLater();
                            request.updateAndRetryLater("next");
                            request.signalFailedWithKnownReason(new KafkaException());
                        },
                        signals);
        try (TolerantCommitter<String> committer = new TolerantCommitter<>(connector)) {
            committer.commit(List.of(new Recorded(signals)));
        }
        assertThat(signals)
                .containsExactly(
                        "transaction3", "already committed", "later", "next", "known", "closed");
    }

    @Test
    void closingDoesNotFailWhereTheOutputClusterIsAway() {
        List<String> closed = new ArrayList<>();
        Committer<String> connector =
                new Committer<>() {
                    @Override
                    public void commit(Collection<CommitRequest<String>> requests) {
                        // Nothing is committed here.
                    }

                    @Override
                    public void close() {
                        closed.add("closed");
                        throw new KafkaException("no answer");
                    }
                };
        new TolerantCommitter<>(connector).close();
        assertThat(closed).containsExactly("closed");
    }

    private static List<String> signalled(Exception failure) throws Exception {
        List<String> signals = new ArrayList<>();
        new TolerantCommitter<>(
                        committer(
                                request -> request.signalFailedWithUnknownReason(failure), signals))
                .commit(List.of(new Recorded(signals)));
        return signals;
    }

    private interface Step {
        void take(Committer.CommitRequest<String> request);
    }

    private static Committer<String> committer(Step step, List<String> signals) {
        return new Committer<>() {
            @Override
            public void commit(Collection<CommitRequest<String>> requests) {
                requests.forEach(step::take);
            }

            @Override
            public void close() {
                signals.add("closed");
            }
        };
    }

    private record Recorded(List<String> signals) implements Committer.CommitRequest<String> {

        @Override
        public String getCommittable() {
            return "transaction";
        }

        @Override
        public int getNumberOfRetries() {
            return 3;
        }

        @Override
        public void signalFailedWithKnownReason(Throwable failure) {
            signals.add("known");
        }

        @Override
        public void signalFailedWithUnknownReason(Throwable failure) {
            signals.add("unknown");
        }

        @Override
        public void retryLater() {
            signals.add("later");
        }

        @Override
        public void updateAndRetryLater(String committable) {
            signals.add(committable);
        }

        @Override
        public void signalAlreadyCommitted() {
            signals.add("already committed");
        }
    }
}
