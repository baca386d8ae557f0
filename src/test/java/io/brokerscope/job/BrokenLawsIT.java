package io.brokerscope.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brokerscope.audit.Balance;
import io.brokerscope.audit.Offence;
import io.brokerscope.model.OutcomeKind;
import io.brokerscope.model.output.LedgerRecord;
import io.brokerscope.model.output.MetricsRecord;
import io.brokerscope.model.output.OutputJson;
import io.brokerscope.model.output.OutputRecord;
import io.brokerscope.model.output.OutputTopic;
import io.brokerscope.testsupport.ExporterFleet;
import io.brokerscope.testsupport.RunningJob;
import io.brokerscope.testsupport.TestBroker;
import io.brokerscope.testsupport.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.util.Collector;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs that break a law, and the checks that all chaos is judged by: they must see it. */
class BrokenLawsIT {

    /** The tick that is tampered with: the third of broker 1. */
    private static final int TICK = 3;

    private static TestBroker broker;

    @TempDir private Path folder;

    @BeforeAll
    static void start() throws Exception {
        broker = TestBroker.start();
    }

    @AfterAll
    static void stop() throws Exception {
        broker.close();
    }

    @Test
    void anOperatorThatDropsATickIsSeen() throws Exception {
        Balance balance = audit("drops-", new Drops());
        assertThat(balance.balanced()).isFalse();
        assertThat(balance.ticks().missing()).isEqualTo(1);
        assertThat(balance.offences())
                .anySatisfy(
                        offence -> {
                            assertThat(offence.kind()).isEqualTo(Offence.Kind.MISSING);
                            assertThat(offence.target()).isEqualTo("1");
                        });
    }

    @Test
    void anOperatorThatDoublesATickIsSeen() throws Exception {
        Balance balance = audit("doubles-", new Doubles());
        assertThat(balance.balanced()).isFalse();
        assertThat(balance.ticks().doubled()).isEqualTo(1);
        assertThat(balance.ticks().missing()).isZero();
    }

    @Test
    void anOperatorThatResetsACounterIsSeen() throws Exception {
        Balance balance = audit("resets-", new Resets());
        assertThat(balance.balanced()).isFalse();
        assertThat(balance.ticks().broken()).isFalse();
        assertThat(balance.counters().discontinuities()).isPositive();
    }

    @Test
    void anOperatorThatSwallowsAnIncrementOfTheMetricsIsSeen() throws Exception {
        try (RunningJob job = run("swallows-", new Swallows())) {
            List<LedgerRecord> ledger = job.ledger();
            assertThat(Verdict.balance(ledger).balanced()).isTrue();
            List<MetricsRecord> metrics =
                    job.committed(OutputTopic.METRICS, OutputJson::readMetrics);
            assertThatThrownBy(() -> Verdict.assertMetricsAddUp(ledger, metrics))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("broker.bytes_in of fleet/1");
        }
    }

    @Test
    void aJobThatDoesNoneOfThisPasses() throws Exception {
        try (RunningJob job = run("honest-", new Honest())) {
            Verdict.assertLawsHold(job.output());
        }
    }

    private Balance audit(String prefix, FlatMapFunction<OutputRecord, OutputRecord> tampering)
            throws Exception {
        try (RunningJob job = run(prefix, tampering)) {
            return Verdict.balance(job.ledger());
        }
    }

    /** A job whose broker 1 has had a few more ticks than the one that is tampered with. */
    private RunningJob run(String prefix, FlatMapFunction<OutputRecord, OutputRecord> tampering)
            throws Exception {
        ExporterFleet fleet = new ExporterFleet().broker("1").broker("2");
        String yaml =
                RunningJob.outputYaml(broker.bootstrap(), prefix)
                        + """
                        clusters:
                        - name: fleet
                          scrape: { endpoint: "%s", interval: 1s, timeout: 800ms, attemptTimeout: 400ms }
                          discovery:
                            static:
                              - { id: 1, host: 127.0.0.1 }
                              - { id: 2, host: 127.0.0.1 }
                        """
                                .formatted(fleet.endpoint());
        RunningJob job =
                RunningJob.start(
                        yaml,
                        2,
                        128,
                        folder.resolve(prefix),
                        null,
                        (env, config) -> {
                            BrokerscopeTopology.Parts parts = BrokerscopeJob.parts(config);
                            BrokerscopeTopology.define(
                                    env,
                                    new BrokerscopeTopology.Parts(
                                            parts.account(),
                                            parts.discovery(),
                                            parts.process(),
                                            parts.ledger(),
                                            parts.extraDialects(),
                                            new TamperedSink<>(parts.sink(), tampering)));
                        });
        try (fleet) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> ticksOf(job.ledger(), "1") >= TICK + 3);
            return job;
        } catch (RuntimeException e) {
            job.close();
            throw e;
        }
    }

    private static long ticksOf(List<LedgerRecord> ledger, String target) {
        return ledger.stream()
                .filter(line -> line.kind() == OutcomeKind.OBSERVED)
                .filter(line -> line.target().equals(target))
                .count();
    }

    /** Tampers with one observation of broker 1. */
    private abstract static class Tampering implements FlatMapFunction<OutputRecord, OutputRecord> {

        private static final long serialVersionUID = 1L;

        private int seen;

        @Override
        public void flatMap(OutputRecord record, Collector<OutputRecord> out) {
            if (record.topic() == OutputTopic.OUTCOMES && record.key().equals("fleet/1")) {
                LedgerRecord line = OutputJson.readLedger(record.value());
                if (line.kind() == OutcomeKind.OBSERVED && ++seen == TICK) {
                    tamper(line, record, out);
                    return;
                }
            }
            out.collect(record);
        }

        abstract void tamper(LedgerRecord line, OutputRecord record, Collector<OutputRecord> out);
    }

    private static final class Honest extends Tampering {

        private static final long serialVersionUID = 1L;

        @Override
        void tamper(LedgerRecord line, OutputRecord record, Collector<OutputRecord> out) {
            out.collect(record);
        }
    }

    private static final class Drops extends Tampering {

        private static final long serialVersionUID = 1L;

        @Override
        void tamper(LedgerRecord line, OutputRecord record, Collector<OutputRecord> out) {
            // Nothing comes out.
        }
    }

    private static final class Doubles extends Tampering {

        private static final long serialVersionUID = 1L;

        @Override
        void tamper(LedgerRecord line, OutputRecord record, Collector<OutputRecord> out) {
            out.collect(record);
            out.collect(record);
        }
    }

    /** Counts from zero although nothing happened, and does not say so. */
    private static final class Resets extends Tampering {

        private static final long serialVersionUID = 1L;

        @Override
        void tamper(LedgerRecord line, OutputRecord record, Collector<OutputRecord> out) {
            out.collect(
                    OutputRecord.of(
                            line.withCounters(
                                    line.counters().stream()
                                            .map(
                                                    c ->
                                                            new LedgerRecord.Counter(
                                                                    c.metric(),
                                                                    c.topic(),
                                                                    c.qualifier(),
                                                                    c.raw(),
                                                                    c.raw(),
                                                                    null))
                                            .toList(),
                                    line.detail())));
        }
    }

    /** Takes an increment out of one record of the metrics of broker 1. */
    private static final class Swallows implements FlatMapFunction<OutputRecord, OutputRecord> {

        private static final long serialVersionUID = 1L;

        private int seen;

        @Override
        public void flatMap(OutputRecord record, Collector<OutputRecord> out) {
            if (record.topic() != OutputTopic.METRICS) {
                out.collect(record);
                return;
            }
            MetricsRecord metrics = OutputJson.readMetrics(record.value());
            if (!metrics.name().equals("1")
                    || !metrics.increments().containsKey("broker.bytes_in")
                    || ++seen != TICK) {
                out.collect(record);
                return;
            }
            Map<String, Long> without = new HashMap<>(metrics.increments());
            without.remove("broker.bytes_in");
            out.collect(
                    new OutputRecord(
                            record.topic(),
                            record.key(),
                            OutputJson.write(
                                    new MetricsRecord(
                                            metrics.schemaVersion(),
                                            metrics.guid(),
                                            metrics.entityType(),
                                            metrics.name(),
                                            metrics.cluster(),
                                            metrics.dueAt(),
                                            metrics.untilDueAt(),
                                            metrics.revision(),
                                            metrics.quality(),
                                            metrics.observedAt(),
                                            metrics.elapsedMs(),
                                            metrics.metrics(),
                                            without,
                                            metrics.coverage(),
                                            metrics.contributor())),
                            record.timestamp()));
        }
    }
}
