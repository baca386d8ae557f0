package io.brokerscope.sink;

import io.brokerscope.model.output.OutputRecord;
import io.brokerscope.model.settings.OutputSettings;
import io.brokerscope.model.settings.OutputSettings.Guarantee;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.KafkaSinkBuilder;
import org.apache.flink.connector.kafka.sink.TransactionNamingStrategy;

/**
 * The one sink of the job: all output topics, one transaction per subtask and checkpoint. Holds no
 * resolved secret; the producers resolve references where and when they are created.
 */
public final class BrokerscopeSink {

    private BrokerscopeSink() {}

    /**
     * The sink for these settings. Opens no connection.
     *
     * @throws IllegalArgumentException if client properties are set that the delivery guarantee
     *     rests on; the message lists them all, with what to do
     */
    public static Sink<OutputRecord> create(OutputSettings settings) {
        KafkaSinkBuilder<OutputRecord> sink =
                KafkaSink.<OutputRecord>builder()
                        .setKafkaProducerConfig(ProducerProperties.of(settings))
                        .setRecordSerializer(
                                new OutputRecordSchema(
                                        settings.topicPrefix(),
                                        ProducerProperties.maxRequestBytes(settings)));
        if (settings.guarantee() != Guarantee.EXACTLY_ONCE) {
            return sink.setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE).build();
        }
        // Pooled names are reused, and a rescale or an overflow of their epoch can then leave a
        // transaction that nobody aborts; a name per checkpoint is used once.
        return new AccountedSink(
                sink.setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
                        .setTransactionalIdPrefix(settings.transactionalIdPrefix())
                        .setTransactionNamingStrategy(TransactionNamingStrategy.INCREMENTING)
                        .build(),
                ClientProperties.admin(settings.kafka()));
    }
}
