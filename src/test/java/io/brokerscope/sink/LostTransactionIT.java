package io.brokerscope.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.model.OutcomeKind;
import io.brokerscope.model.output.LedgerRecord;
import io.brokerscope.model.output.OutputJson;
import io.brokerscope.model.output.OutputRecord;
import io.brokerscope.model.output.OutputTopic;
import io.brokerscope.testsupport.Ledger;
import io.brokerscope.testsupport.TestBroker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessage;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessageTypeInfo;
import org.apache.flink.streaming.runtime.operators.sink.CommitterOperatorFactory;
import org.apache.flink.streaming.runtime.operators.sink.SinkWriterOperatorFactory;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the sink says of transactions that a checkpoint relied on, on a real coordinator. */
class LostTransactionIT {

    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final long SHORT_TIMEOUT_MS = 1_500;

    private static TestBroker broker;

    @BeforeAll
    static void start() throws Exception {
        broker =
                TestBroker.start(
                        SecurityProtocol.PLAINTEXT,
                        Map.of(
                                "transaction.abort.timed.out.transaction.cleanup.interval.ms",
                                "200"));
    }

    @AfterAll
    static void stop() throws Exception {
        broker.close();
    }

    @Test
    void whatWasInATransactionThatTimedOutIsDeclared() throws Exception {
        TestSettings settings =
                TestSettings.of(broker.bootstrap(), "lost")
                        .withTransactionTimeout(SHORT_TIMEOUT_MS);
        OutputTopics.prepare(settings.output(), DEADLINE);

        OperatorSubtaskState state;
        try (Writer writer = new Writer(settings, null)) {
            writer.write(missed(10_000, 12_000));
            writer.write(missed(14_000, 14_000));
            state = writer.checkpoint(1);
            // The job dies before it commits, and stays away.
        }
        awaitFate(settings, "lost-tx-0-1", TransactionFate.ABORTED);

        // The job that goes on has time enough: what it writes is not lost as well.
        TestSettings patient = TestSettings.of(broker.bootstrap(), "lost");
        try (Writer writer = new Writer(patient, state)) {
            long checkpoint = 2;
            List<LedgerRecord> lines = List.of();
            for (long end = System.nanoTime() + DEADLINE.toNanos();
                    gaps(lines).isEmpty() && System.nanoTime() < end; ) {
                writer.write(missed(90_000 + checkpoint, 90_000 + checkpoint));
                writer.checkpoint(checkpoint++);
                writer.commit();
                lines = committed(settings);
            }
            assertThat(gaps(lines)).hasSize(1);
            LedgerRecord gap = gaps(lines).get(0);
            assertThat(gap.dueAt()).isEqualTo(10_000);
            assertThat(gap.untilDueAt()).isEqualTo(14_000);
            assertThat(gap.ticks()).isEqualTo(3);
            assertThat(gap.detail()).contains("lost-tx-0-1 was aborted");
            // Nothing is declared twice, whatever the job does afterwards.
            for (int i = 0; i < 3; i++) {
                writer.write(missed(99_000 + i, 99_000 + i));
                writer.checkpoint(checkpoint++);
                writer.commit();
            }
            assertThat(gaps(committed(settings))).hasSize(1);
        }
        assertThat(committed(settings))
                .noneMatch(line -> line.dueAt() == 10_000 && line.kind() == OutcomeKind.MISSED);
    }

    @Test
    void aTransactionThatWasCommittedBeforeTheRestartIsNoLoss() throws Exception {
        TestSettings settings = TestSettings.of(broker.bootstrap(), "kept");
        OutputTopics.prepare(settings.output(), DEADLINE);
        OperatorSubtaskState state;
        try (Writer writer = new Writer(settings, null)) {
            writer.write(missed(10_000, 12_000));
            state = writer.checkpoint(1);
            writer.commit();
        }
        awaitFate(settings, "kept-tx-0-1", TransactionFate.COMMITTED);
        try (Writer writer = new Writer(settings, state)) {
            for (int checkpoint = 2; checkpoint < 6; checkpoint++) {
                writer.write(missed(90_000 + checkpoint, 90_000 + checkpoint));
                writer.checkpoint(checkpoint);
                writer.commit();
                awaitFate(settings, "kept-tx-0-" + checkpoint, TransactionFate.COMMITTED);
            }
        }
        assertThat(committed(settings))
                .hasSize(5)
                .allSatisfy(line -> assertThat(line.kind()).isEqualTo(OutcomeKind.MISSED));
    }

    /**
     * Every id that was ever used is looked through. {@code transactional.ids} says how many; a day
     * of checkpoints every 10 s uses 8,640.
     */
    @Test
    void aStartWithoutStateEndsWhatIsOpenAndTakesItsTime() throws Exception {
        int ids = Integer.getInteger("transactional.ids", 50);
        TestSettings settings = TestSettings.of(broker.bootstrap(), "stateless");
        OutputTopics.prepare(settings.output(), DEADLINE);
        try (Writer writer = new Writer(settings, null)) {
            for (int checkpoint = 1; checkpoint <= ids; checkpoint++) {
                writer.write(missed(checkpoint, checkpoint));
                writer.checkpoint(checkpoint);
                writer.commit();
            }
            writer.write(missed(80_000, 80_000));
            writer.checkpoint(ids + 1);
        }
        awaitFate(settings, "stateless-tx-0-" + (ids + 1), TransactionFate.OPEN);
        long start = System.nanoTime();
        try (Writer writer = new Writer(settings, null)) {
            System.out.printf(
                    "start without state after %d transactional ids: %.1f s%n",
                    ids, (System.nanoTime() - start) / 1e9);
            writer.write(missed(90_000, 90_000));
            writer.checkpoint(1);
            writer.commit();
        }
        assertThat(fates(settings, "stateless-tx-0-" + (ids + 1)))
                .doesNotContainValue(TransactionFate.OPEN);
        assertThat(committed(settings))
                .extracting(LedgerRecord::dueAt)
                .hasSize(ids + 1)
                .contains(90_000L)
                .doesNotContain(80_000L);
    }

    @Test
    void coordinatorsTellTheFateOfEveryTransaction() throws Exception {
        TestSettings settings = TestSettings.of(broker.bootstrap(), "fates");
        OutputTopics.prepare(settings.output(), DEADLINE);
        try (Writer writer = new Writer(settings, null)) {
            writer.write(missed(10_000, 10_000));
            writer.checkpoint(1);
            assertThat(fates(settings, "fates-tx-0-1", "nobody"))
                    .containsEntry("fates-tx-0-1", TransactionFate.OPEN)
                    .containsEntry("nobody", TransactionFate.FORGOTTEN);
            writer.commit();
            awaitFate(settings, "fates-tx-0-1", TransactionFate.COMMITTED);
        }
    }

    private static List<LedgerRecord> gaps(List<LedgerRecord> lines) {
        return lines.stream().filter(line -> line.kind() == OutcomeKind.OUTPUT_GAP).toList();
    }

    private static List<LedgerRecord> committed(TestSettings settings) throws Exception {
        String topic = OutputTopic.OUTCOMES.nameWith(settings.prefix() + ".");
        List<LedgerRecord> lines = new ArrayList<>();
        try (CommittedReader reader =
                CommittedReader.open(
                        settings.kafka(),
                        List.of(topic),
                        CommittedReader.Start.beginning(),
                        DEADLINE)) {
            reader.readToEnd(entry -> lines.add(OutputJson.readLedger(entry.value())), DEADLINE);
        }
        return lines;
    }

    private static void awaitFate(TestSettings settings, String id, TransactionFate fate) {
        Awaitility.await()
                .atMost(DEADLINE)
                .untilAsserted(() -> assertThat(fates(settings, id)).containsEntry(id, fate));
    }

    private static Map<String, TransactionFate> fates(TestSettings settings, String... ids)
            throws Exception {
        try (CoordinatorFates fates =
                new CoordinatorFates(ClientProperties.admin(settings.kafka()))) {
            return fates.of(List.of(ids)).get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private static OutputRecord missed(long from, long until) {
        return OutputRecord.of(Ledger.missed("1", 1, from, until));
    }

    /** The sink's writer and committer as Flink runs them; what is handed over waits in between. */
    private static final class Writer implements AutoCloseable {

        private final OneInputStreamOperatorTestHarness<
                        OutputRecord, CommittableMessage<KafkaCommittable>>
                writer;
        private final OneInputStreamOperatorTestHarness<
                        CommittableMessage<KafkaCommittable>, CommittableMessage<KafkaCommittable>>
                committer;
        private long checkpoint;

        /** Restores the state of checkpoint 1, or begins without one where it is null. */
        Writer(TestSettings settings, OperatorSubtaskState state) throws Exception {
            AccountedSink sink = (AccountedSink) BrokerscopeSink.create(settings.output());
            TypeSerializer<CommittableMessage<KafkaCommittable>> messages =
                    CommittableMessageTypeInfo.of(sink::getCommittableSerializer)
                            .createSerializer(new SerializerConfigImpl());
            writer = new OneInputStreamOperatorTestHarness<>(new SinkWriterOperatorFactory<>(sink));
            writer.setup(messages);
            if (state != null) {
                writer.setRestoredCheckpointId(1);
                writer.initializeState(state);
            }
            writer.open();
            committer =
                    new OneInputStreamOperatorTestHarness<>(
                            new CommitterOperatorFactory<>(sink, false, true));
            committer.setup(messages);
            committer.open();
        }

        void write(OutputRecord record) throws Exception {
            writer.processElement(record, 0);
        }

        OperatorSubtaskState checkpoint(long id) throws Exception {
            checkpoint = id;
            writer.prepareSnapshotPreBarrier(id);
            OperatorSubtaskState state = writer.snapshot(id, id);
            writer.notifyOfCompletedCheckpoint(id);
            return state;
        }

        /** Commits what was handed over since the last time. */
        void commit() throws Exception {
            for (CommittableMessage<KafkaCommittable> message : writer.extractOutputValues()) {
                committer.processElement(message, 0);
            }
            writer.getOutput().clear();
            committer.snapshot(checkpoint, checkpoint);
            committer.notifyOfCompletedCheckpoint(checkpoint);
        }

        @Override
        public void close() throws Exception {
            writer.close();
            committer.close();
        }
    }
}
