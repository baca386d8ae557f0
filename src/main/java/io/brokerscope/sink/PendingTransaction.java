package io.brokerscope.sink;

/**
 * A transaction that was handed over to be committed, and what is in it, until it is known what
 * became of it. Part of the sink's state.
 *
 * @param id transactional id
 * @param opened when its first record may have been written, epoch milliseconds
 * @param closed when it was handed over
 * @param from earliest tick of the ledger's lines in it; {@code opened} where it has none
 * @param until latest tick of the ledger's lines in it; {@code closed} where it has none
 * @param ticks ticks that the ledger's lines in it account for
 * @param records number of records in it
 */
record PendingTransaction(
        String id, long opened, long closed, long from, long until, long ticks, long records) {}
