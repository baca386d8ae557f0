package io.brokerscope.sink;

import java.util.List;
import org.apache.flink.connector.kafka.sink.KafkaWriterState;

/**
 * State of a writer: the connector's own, and the transactions whose fate is open.
 *
 * @param kafka the connector's
 * @param pending transactions that were handed over, the oldest first
 */
record AccountedWriterState(KafkaWriterState kafka, List<PendingTransaction> pending) {

    AccountedWriterState {
        pending = List.copyOf(pending);
    }
}
