package io.brokerscope.sink;

import io.brokerscope.model.output.LedgerRecord;
import io.brokerscope.model.output.OutputJson;
import io.brokerscope.model.output.OutputRecord;
import io.brokerscope.model.output.OutputTopic;
import java.nio.charset.StandardCharsets;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Routes every record to its topic, by its key, with its timestamp; a null value goes out as a
 * tombstone. A ledger line too large for a request goes out without its counters: the outcome of
 * the tick must not get lost, and one such line must not stop everybody's. The line says so itself,
 * and {@value #TRIMMED} counts.
 */
final class OutputRecordSchema implements KafkaRecordSerializationSchema<OutputRecord> {

    static final String TRIMMED = "ledgerLinesWithoutCounters";

    private static final Logger LOG = LoggerFactory.getLogger(OutputRecordSchema.class);
    private static final long serialVersionUID = 1L;

    /** Key, headers and the frame of a batch with a single record. */
    private static final int OVERHEAD_BYTES = 4096;

    private final String[] topics;
    private final int maxValueBytes;
    private transient Counter trimmed;

    /**
     * @param prefix what the names of the topics begin with
     * @param maxRequestBytes the largest request of the producers, before compression
     */
    OutputRecordSchema(String prefix, int maxRequestBytes) {
        OutputTopic[] all = OutputTopic.values();
        topics = new String[all.length];
        for (OutputTopic topic : all) {
            topics[topic.ordinal()] = topic.nameWith(prefix);
        }
        maxValueBytes = Math.max(OVERHEAD_BYTES, maxRequestBytes - OVERHEAD_BYTES);
    }

    @Override
    public void open(
            SerializationSchema.InitializationContext context, KafkaSinkContext sinkContext) {
        // Exactly-once writers open their schema twice; the counter must be registered once.
        if (trimmed == null) {
            trimmed = context.getMetricGroup().counter(TRIMMED, new SimpleCounter());
        }
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(
            OutputRecord record, KafkaSinkContext context, Long ignored) {
        byte[] value = record.value();
        if (value != null
                && value.length > maxValueBytes
                && record.topic() == OutputTopic.OUTCOMES) {
            value = withoutCounters(record);
        }
        return new ProducerRecord<>(
                topics[record.topic().ordinal()],
                null,
                record.timestamp(),
                record.key().getBytes(StandardCharsets.UTF_8),
                value);
    }

    private byte[] withoutCounters(OutputRecord record) {
        if (trimmed.getCount() == 0) {
            LOG.warn(
                    "A ledger line of {} has {} bytes, at most {} can be sent: it and all that"
                            + " follow go without their counters",
                    record.key(),
                    record.value().length,
                    maxValueBytes);
        }
        trimmed.inc();
        LedgerRecord line = OutputJson.readLedger(record.value());
        String cut =
                "counters left out: the record had "
                        + record.value().length
                        + " bytes, at most "
                        + maxValueBytes
                        + " are sent";
        boolean silent = line.detail() == null || line.detail().isEmpty();
        return OutputJson.write(line.withCounters(null, silent ? cut : line.detail() + "; " + cut));
    }
}
