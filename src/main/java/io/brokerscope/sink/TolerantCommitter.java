package io.brokerscope.sink;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.util.ExceptionUtils;
import org.apache.kafka.common.errors.InvalidPidMappingException;
import org.apache.kafka.common.errors.TransactionalIdNotFoundException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Goes on where the output cluster does not know a transaction any longer. A savepoint always names
 * the transactions of its own checkpoint, committed or not, and the connector's committer commits
 * them again. Coordinators forget a transactional id after {@code transactional.id.expiration.ms},
 * 7 days by default, and a cluster that was built anew never knew it: the connector then fails the
 * job, which would fail in the same way at every restart. What was in such a transaction is
 * declared by the {@link TransactionAccount}.
 *
 * @param <C> what is committed
 */
final class TolerantCommitter<C> implements Committer<C> {

    private static final Logger LOG = LoggerFactory.getLogger(TolerantCommitter.class);

    private final Committer<C> kafka;

    /**
     * @param kafka the connector's committer
     */
    TolerantCommitter(Committer<C> kafka) {
        this.kafka = kafka;
    }

    @Override
    public void commit(Collection<CommitRequest<C>> requests)
            throws IOException, InterruptedException {
        List<CommitRequest<C>> tolerant = new ArrayList<>(requests.size());
        requests.forEach(request -> tolerant.add(new Tolerant<>(request)));
        kafka.commit(tolerant);
    }

    @Override
    public void close() {
        LenientClose.of(kafka);
    }

    private static boolean forgotten(Throwable failure) {
        return ExceptionUtils.findThrowable(failure, InvalidPidMappingException.class).isPresent()
                || ExceptionUtils.findThrowable(failure, TransactionalIdNotFoundException.class)
                        .isPresent();
    }

    private record Tolerant<C>(CommitRequest<C> request) implements CommitRequest<C> {

        @Override
        public C getCommittable() {
            return request.getCommittable();
        }

        @Override
        public int getNumberOfRetries() {
            return request.getNumberOfRetries();
        }

        @Override
        public void signalFailedWithKnownReason(Throwable failure) {
            request.signalFailedWithKnownReason(failure);
        }

        @Override
        public void signalFailedWithUnknownReason(Throwable failure) {
            if (forgotten(failure)) {
                LOG.warn(
                        "The output cluster does not know {} any longer; if it was not committed"
                                + " before, it is lost",
                        request.getCommittable());
                request.signalFailedWithKnownReason(failure);
            } else {
                request.signalFailedWithUnknownReason(failure);
            }
        }

        @Override
        public void retryLater() {
            request.retryLater();
        }

        @Override
        public void updateAndRetryLater(C committable) {
            request.updateAndRetryLater(committable);
        }

        @Override
        public void signalAlreadyCommitted() {
            request.signalAlreadyCommitted();
        }
    }
}
