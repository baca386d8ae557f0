package io.brokerscope.sink;

/** What became of a transaction, as its coordinator tells. */
enum TransactionFate {
    /** Readers see it, or will without anybody's doing. */
    COMMITTED,
    /** It was aborted: readers will never see it. */
    ABORTED,
    /** Neither yet. */
    OPEN,
    /** The coordinator does not know it any longer. */
    FORGOTTEN
}
