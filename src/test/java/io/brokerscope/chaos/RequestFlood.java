package io.brokerscope.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends requests to a cluster faster than it can answer them, on threads of its own. */
final class RequestFlood implements AutoCloseable {

    /** The topic that is written to. */
    static final String TOPIC = "flood";

    private static final int SENDERS = 8;
    private static final int VALUE_BYTES = 200;

    private final CountDownLatch stopped = new CountDownLatch(1);
    private final List<Thread> senders = new ArrayList<>();

    RequestFlood(String bootstrap) {
        for (int i = 0; i < SENDERS; i++) {
            Thread sender = new Thread(() -> send(bootstrap), "request-flood-" + i);
            sender.setDaemon(true);
            senders.add(sender);
            sender.start();
        }
    }

    @Override
    public void close() throws InterruptedException {
        stopped.countDown();
        for (Thread sender : senders) {
            sender.join();
        }
    }

    /** A request for every record: no lingering, batches of one. */
    private void send(String bootstrap) {
        KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        Map.of(
                                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                                bootstrap,
                                ProducerConfig.LINGER_MS_CONFIG,
                                0,
                                ProducerConfig.BATCH_SIZE_CONFIG,
                                0,
                                ProducerConfig.ACKS_CONFIG,
                                "1",
                                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                                false,
                                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                                500),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
        byte[] value = new byte[VALUE_BYTES];
        while (stopped.getCount() > 0) {
            try {
                producer.send(new ProducerRecord<>(TOPIC, value));
            } catch (KafkaException e) {
                // The cluster is as busy as it should be, and the producer's memory full.
                Thread.onSpinWait();
            }
        }
        producer.close(java.time.Duration.ZERO);
    }
}
