package io.brokerscope.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brokerscope.model.output.OutputRecord;
import io.brokerscope.model.output.OutputTopic;
import io.brokerscope.model.settings.OutputSettings.Guarantee;
import io.brokerscope.sink.CommittedReader.Entry;
import io.brokerscope.sink.CommittedReader.Start;
import io.brokerscope.testsupport.TestBroker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.connector.datagen.source.GeneratorFunction;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class BrokerscopeSinkIT {

    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final int RECORDS = 600;
    private static final int PER_CHECKPOINT = 100;

    private static final long FAILING_CHECKPOINT = 3;
    private static final long NEVER = -1;

    /** Of the first record; retention goes by timestamps, so it is not long ago. */
    private static final long FIRST_TIMESTAMP = System.currentTimeMillis();

    /** Every so many records a tombstone goes to the entities. */
    private static final int TOMBSTONE_EVERY = 50;

    @RegisterExtension
    static final MiniClusterExtension FLINK =
            new MiniClusterExtension(
                    new MiniClusterResourceConfiguration.Builder()
                            .setNumberTaskManagers(1)
                            .setNumberSlotsPerTaskManager(2)
                            .build());

    private static TestBroker broker;

    @BeforeAll
    static void start() throws Exception {
        broker = TestBroker.start();
    }

    @AfterAll
    static void stop() throws Exception {
        broker.close();
    }

    @Test
    void everyRecordIsCommittedExactlyOnceAcrossAFailure() throws Exception {
        TestSettings settings = settings("exact");
        OutputTopics.prepare(settings.output(), DEADLINE);

        run(settings, 2, FAILING_CHECKPOINT);

        List<Entry> metrics = read(settings, OutputTopic.METRICS);
        assertThat(metrics)
                .extracting(BrokerscopeSinkIT::text)
                .containsExactlyInAnyOrderElementsOf(expected());
        assertThat(metrics)
                .allSatisfy(
                        e -> {
                            assertThat(e.key()).isEqualTo("key-" + number(e) % 7);
                            assertThat(e.timestamp()).isEqualTo(FIRST_TIMESTAMP + number(e));
                        });
        // The failure did leave something behind that only read_committed hides.
        assertThat(countUncommitted(OutputTopic.METRICS.nameWith("exact."))).isGreaterThan(RECORDS);

        List<Entry> entities = read(settings, OutputTopic.ENTITIES);
        assertThat(entities).hasSize(RECORDS / TOMBSTONE_EVERY);
        assertThat(entities).allSatisfy(e -> assertThat(e.value()).isNull());
        assertThat(entities).extracting(Entry::key).doesNotHaveDuplicates();
    }

    @Test
    void aTransactionLeftOpenByADeadProcessDoesNotHoldReadersBack() throws Exception {
        TestSettings settings = settings("lingering");
        OutputTopics.prepare(settings.output(), DEADLINE);
        // What a killed TaskManager leaves: subtask 0, checkpoint 1, open for ten minutes.
        try (KafkaProducer<byte[], byte[]> dead = producer("lingering-tx-0-1")) {
            dead.beginTransaction();
            for (PartitionInfo partition : dead.partitionsFor("lingering.metrics")) {
                dead.send(
                        new ProducerRecord<>(
                                "lingering.metrics", partition.partition(), null, bytes("dead")));
            }
            dead.flush();
            assertThat(read(settings, OutputTopic.METRICS)).isEmpty();

            run(settings, 1, NEVER);

            assertThat(read(settings, OutputTopic.METRICS))
                    .extracting(BrokerscopeSinkIT::text)
                    .containsExactlyInAnyOrderElementsOf(expected());
            dead.close(Duration.ZERO);
        }
    }

    @Test
    void atLeastOnceLosesNothingAcrossAFailure() throws Exception {
        TestSettings settings = settings("least").with(Guarantee.AT_LEAST_ONCE);
        OutputTopics.prepare(settings.output(), DEADLINE);

        run(settings, 2, FAILING_CHECKPOINT);

        Set<String> seen =
                read(settings, OutputTopic.METRICS).stream()
                        .map(BrokerscopeSinkIT::text)
                        .collect(Collectors.toCollection(TreeSet::new));
        assertThat(seen).containsExactlyInAnyOrderElementsOf(expected());
    }

    @Test
    void aSecretThatIsNotThereFailsTheJobByName() {
        TestSettings settings = TestSettings.of("${file:/no/such/file}", "secretless");
        assertThatThrownBy(() -> run(settings, 1, NEVER))
                .rootCause()
                .hasMessageContaining("file /no/such/file cannot be read");
    }

    /** Runs the job to its end; its first attempt fails in a checkpoint. */
    private static void run(TestSettings settings, int parallelism, long failingCheckpoint)
            throws Exception {
        long firstTimestamp = FIRST_TIMESTAMP;
        Configuration configuration = new Configuration();
        configuration.set(PipelineOptions.GENERIC_TYPES, false);
        boolean fails = failingCheckpoint != NEVER;
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, fails ? "fixed-delay" : "none");
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 1);
        configuration.set(
                RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(1));
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        env.setParallelism(parallelism);
        env.enableCheckpointing(100);
        env.fromSource(
                        new DataGeneratorSource<>(
                                (GeneratorFunction<Long, Long>) i -> i,
                                RECORDS,
                                RateLimiterStrategy.perCheckpoint(PER_CHECKPOINT),
                                TypeInformation.of(Long.class)),
                        WatermarkStrategy.noWatermarks(),
                        "numbers")
                .map(new FailingOnce(failingCheckpoint))
                .flatMap(
                        (Long i, Collector<OutputRecord> out) -> {
                            out.collect(
                                    new OutputRecord(
                                            OutputTopic.METRICS,
                                            "key-" + i % 7,
                                            bytes(i.toString()),
                                            firstTimestamp + i));
                            if (i % TOMBSTONE_EVERY == 0) {
                                out.collect(
                                        new OutputRecord(
                                                OutputTopic.ENTITIES,
                                                "gone-" + i,
                                                null,
                                                firstTimestamp));
                            }
                        })
                .returns(TypeInformation.of(OutputRecord.class))
                .sinkTo(BrokerscopeSink.create(settings.output()));
        env.execute();
        for (OutputTopic topic : OutputTopic.values()) {
            broker.awaitSettled(topic.nameWith(settings.output().topicPrefix()));
        }
    }

    /**
     * Fails the first attempt in the middle of a checkpoint: when the sink behind it has flushed
     * and closed its transaction, but the checkpoint that would commit it is not complete.
     */
    private static final class FailingOnce extends RichMapFunction<Long, Long>
            implements CheckpointedFunction {

        private final long checkpoint;

        FailingOnce(long checkpoint) {
            this.checkpoint = checkpoint;
        }

        @Override
        public Long map(Long value) {
            return value;
        }

        @Override
        public void initializeState(FunctionInitializationContext context) {
            // Keeps nothing.
        }

        @Override
        public void snapshotState(FunctionSnapshotContext context) {
            TaskInfo task = getRuntimeContext().getTaskInfo();
            if (context.getCheckpointId() == checkpoint
                    && task.getIndexOfThisSubtask() == 0
                    && task.getAttemptNumber() == 0) {
                throw new IllegalStateException("failing once, on purpose");
            }
        }
    }

    private static TestSettings settings(String prefix) {
        return TestSettings.of(broker.bootstrap(), prefix);
    }

    private static List<Entry> read(TestSettings settings, OutputTopic topic) {
        List<Entry> entries = new ArrayList<>();
        try (CommittedReader reader =
                CommittedReader.open(
                        settings.kafka(),
                        List.of(topic.nameWith(settings.output().topicPrefix())),
                        Start.beginning(),
                        DEADLINE)) {
            reader.readToEnd(entries::add, DEADLINE);
        }
        return entries;
    }

    private static List<String> expected() {
        return LongStream.range(0, RECORDS).mapToObj(Long::toString).toList();
    }

    private static String text(Entry entry) {
        return new String(entry.value(), UTF_8);
    }

    private static long number(Entry entry) {
        return Long.parseLong(text(entry));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static KafkaProducer<byte[], byte[]> producer(String transactionalId) {
        Properties properties = new Properties();
        properties.setProperty("bootstrap.servers", broker.bootstrap());
        properties.setProperty("transactional.id", transactionalId);
        properties.setProperty("transaction.timeout.ms", "600000");
        KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        properties, new ByteArraySerializer(), new ByteArraySerializer());
        producer.initTransactions();
        return producer;
    }

    private static long countUncommitted(String topic) {
        Properties properties = new Properties();
        properties.setProperty(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrap());
        long end = System.nanoTime() + DEADLINE.toNanos();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions =
                    consumer.partitionsFor(topic).stream()
                            .map(info -> new TopicPartition(topic, info.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            long count = 0;
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
                assertThat(System.nanoTime()).isLessThan(end);
                count += consumer.poll(Duration.ofMillis(200)).count();
            }
            return count;
        }
    }
}
