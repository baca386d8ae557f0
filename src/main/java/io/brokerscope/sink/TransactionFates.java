package io.brokerscope.sink;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Tells what became of transactions. Belongs to one thread. */
interface TransactionFates extends AutoCloseable {

    /**
     * Asks for the fates of transactions. Does not block.
     *
     * @param transactionalIds ids, none of them used for more than one transaction
     * @return completes with a fate for every id that could be asked for; fails if none could
     */
    CompletableFuture<Map<String, TransactionFate>> of(Collection<String> transactionalIds);

    /** Lets go of connections, within a few seconds. */
    @Override
    void close();
}
