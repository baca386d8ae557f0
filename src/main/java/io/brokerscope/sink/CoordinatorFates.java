package io.brokerscope.sink;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.DescribeTransactionsResult;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TransactionalIdNotFoundException;

/**
 * Asks the coordinators of the output cluster (KIP-664, DescribeTransactions). Who may write with a
 * transactional id may also describe it, so no further ACL is needed.
 */
final class CoordinatorFates implements TransactionFates {

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);
    private static final int TIMEOUT_MS = 20_000;

    private final Properties properties;
    private Admin admin;

    /**
     * @param properties for an admin client; references to secrets are resolved when it is created
     */
    CoordinatorFates(Properties properties) {
        this.properties = new Properties();
        this.properties.putAll(properties);
        this.properties.putIfAbsent(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MS / 2);
        this.properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
    }

    @Override
    public CompletableFuture<Map<String, TransactionFate>> of(Collection<String> transactionalIds) {
        if (admin == null) {
            try {
                admin = Admin.create(properties);
            } catch (KafkaException e) {
                // No address of the cluster resolves at the moment, for example.
                return CompletableFuture.failedFuture(e);
            }
        }
        DescribeTransactionsResult result = admin.describeTransactions(transactionalIds);
        Map<String, CompletableFuture<TransactionFate>> asked = new HashMap<>();
        for (String id : transactionalIds) {
            asked.put(
                    id,
                    result.description(id)
                            .toCompletionStage()
                            .toCompletableFuture()
                            .handle(CoordinatorFates::fate));
        }
        return CompletableFuture.allOf(asked.values().toArray(CompletableFuture[]::new))
                .handle((nothing, failed) -> known(asked));
    }

    /** The fates of those that could be asked for; fails where that is none. */
    private static Map<String, TransactionFate> known(
            Map<String, CompletableFuture<TransactionFate>> asked) {
        Map<String, TransactionFate> known = new HashMap<>();
        CompletionException failure = null;
        for (Map.Entry<String, CompletableFuture<TransactionFate>> entry : asked.entrySet()) {
            try {
                known.put(entry.getKey(), entry.getValue().join());
            } catch (CompletionException e) {
                failure = e;
            }
        }
        if (known.isEmpty() && failure != null) {
            throw failure;
        }
        return known;
    }

    private static TransactionFate fate(TransactionDescription description, Throwable error) {
        if (error == null) {
            return fate(description.state());
        }
        Throwable cause = error instanceof CompletionException ? error.getCause() : error;
        if (cause instanceof TransactionalIdNotFoundException) {
            return TransactionFate.FORGOTTEN;
        }
        throw new CompletionException(cause);
    }

    static TransactionFate fate(TransactionState state) {
        return switch (state) {
            case PREPARE_COMMIT, COMPLETE_COMMIT -> TransactionFate.COMMITTED;
            case PREPARE_ABORT, COMPLETE_ABORT, PREPARE_EPOCH_FENCE -> TransactionFate.ABORTED;
            case ONGOING -> TransactionFate.OPEN;
            // Empty: somebody has begun anew with the id, and what was before is overwritten.
            case EMPTY, UNKNOWN -> TransactionFate.FORGOTTEN;
        };
    }

    @Override
    public void close() {
        if (admin != null) {
            admin.close(CLOSE_TIMEOUT);
        }
    }
}
