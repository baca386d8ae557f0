package io.brokerscope.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.audit.Balance;
import io.brokerscope.cli.demo.KafkaProcess;
import io.brokerscope.config.ConfigLoader;
import io.brokerscope.model.OutcomeKind;
import io.brokerscope.model.output.EntityRecord;
import io.brokerscope.model.output.LedgerRecord;
import io.brokerscope.model.output.OutputJson;
import io.brokerscope.model.output.OutputTopic;
import io.brokerscope.testsupport.CommittedOutput;
import io.brokerscope.testsupport.ExporterFleet;
import io.brokerscope.testsupport.RunningJob;
import io.brokerscope.testsupport.Verdict;
import io.brokerscope.testsupport.cluster.FlinkJob;
import io.brokerscope.testsupport.cluster.FlinkProcesses;
import io.brokerscope.testsupport.cluster.FlinkSetup;
import io.brokerscope.testsupport.cluster.JavaProcess;
import io.brokerscope.testsupport.cluster.ProxiedKafka;
import io.brokerscope.testsupport.cluster.Submission;
import io.brokerscope.testsupport.cluster.VitalSigns;
import io.brokerscope.testsupport.proxy.Fault;
import io.brokerscope.testsupport.proxy.TcpFaultProxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The job jar as its users submit it, on a cluster of processes that are killed under it. */
class ProcessClusterIT {

    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final List<String> IDS = List.of("1", "2", "3", "4", "5", "6");

    @TempDir private Path folder;

    private FlinkProcesses flink;
    private CommittedOutput output;
    private FlinkJob job;

    @Test
    void outlivesTheLossOfEveryPartAndLeavesNothingBehind() throws Exception {
        List<JavaProcess> processes;
        List<KafkaProcess> brokers;
        try (ExporterFleet exporters = new ExporterFleet();
                TcpFaultProxy targets = new TcpFaultProxy();
                ProxiedKafka kafka = ProxiedKafka.start(folder.resolve("kafka"), 1);
                FlinkProcesses started =
                        FlinkProcesses.start(
                                FlinkSetup.in(folder.resolve("flink"))
                                        .jobManagers(2)
                                        .taskManagers(2, 2))) {
            flink = started;
            String fleet = exporters.clusterBehind(targets, IDS);
            Path yaml =
                    Files.writeString(
                            folder.resolve("job.yaml"),
                            RunningJob.outputYaml(kafka.bootstrap(), "processes-") + fleet);
            output =
                    new CommittedOutput(
                            ConfigLoader.parse(
                                            "direct.yaml",
                                            RunningJob.outputYaml(
                                                            kafka.directBootstrap(), "processes-")
                                                    + fleet)
                                    .output());
            // Tasks on both TaskManagers: either loss is felt.
            Submission submission = Submission.of(yaml, 3);
            long submitted = System.currentTimeMillis();
            job = flink.submit(submission);
            job.awaitRunning(PATIENCE);
            awaitCommittedSince(submitted);
            await(
                    () ->
                            output.committed(OutputTopic.ENTITIES, OutputJson::readEntity).stream()
                                    .map(EntityRecord::name)
                                    .anyMatch("fleet"::equals));
            tell("first commit after the submission", submitted);
            assertThat(job.latestCompletedCheckpoint()).isPresent();
            VitalSigns signs = flink.taskManagers().get(0).vitalSigns(true);
            assertThat(signs.threads()).isPositive();
            assertThat(signs.openFiles()).isPositive();
            assertThat(signs.metaspaceBytes()).isPositive();

            recovers("TaskManager killed", this::replaceTaskManager);
            // A metric, which the JobManager gathers every ten seconds only.
            await(() -> job.restarts() > 0);
            assertThat(job.exceptions()).isNotEmpty();
            recovers("leading JobManager killed", this::replaceLeadingJobManager);
            cutOffKafka(kafka);
            targets.links().get(0).fault(Fault.RESET);
            job.triggerCheckpoint(PATIENCE);
            targets.fault(Fault.PASS);

            long stopped = System.currentTimeMillis();
            job = flink.rescale(job, submission.at(2), PATIENCE);
            job.awaitRunning(PATIENCE);
            awaitCommittedSince(stopped);
            tell("stopped with a savepoint and gone on at parallelism 2", stopped);

            job.cancel(PATIENCE);
            assertThat(job.state()).isEqualTo("CANCELED");
            List<LedgerRecord> ledger = output.ledger();
            Balance audit = Verdict.balance(ledger);
            System.out.println("  " + audit.ticks());
            assertThat(audit.balanced()).as("%s", audit).isTrue();
            assertThat(audit.targets()).hasSize(IDS.size());
            processes = flink.processes();
            brokers = kafka.processes();
        }
        assertThat(processes).hasSize(7).noneMatch(JavaProcess::isAlive);
        assertThat(brokers).hasSize(1).noneMatch(KafkaProcess::isAlive);
    }

    private interface Loss {
        void happen() throws Exception;
    }

    private void recovers(String what, Loss loss) throws Exception {
        long lost = System.currentTimeMillis();
        loss.happen();
        job.awaitRunningSince(lost, PATIENCE);
        tell(what + ": every task runs", lost);
        awaitCommittedSince(lost);
        tell(what + ": every target observed and committed", lost);
    }

    private void replaceTaskManager() throws Exception {
        assertThat(flink.killTaskManager(0).isAlive()).isFalse();
        flink.startTaskManager();
    }

    private void replaceLeadingJobManager() throws Exception {
        JavaProcess leader = flink.killLeadingJobManager();
        flink.startJobManager();
        assertThat(flink.leadingJobManager().pid()).isNotEqualTo(leader.pid());
    }

    private void cutOffKafka(ProxiedKafka kafka) throws Exception {
        kafka.network().fault(Fault.DROP);
        long cut = System.currentTimeMillis();
        Awaitility.await()
                .pollDelay(Duration.ofSeconds(5))
                .atMost(PATIENCE)
                .until(() -> kafka.link(1).connections() > 0);
        kafka.network().fault(Fault.PASS);
        long mended = System.currentTimeMillis();
        awaitCommittedSince(mended);
        tell("Kafka cut off for " + (mended - cut) + " ms: committed again", mended);
    }

    /** Every target was observed since then, and that is committed. */
    private void awaitCommittedSince(long since) {
        await(
                () ->
                        output.ledger().stream()
                                        .filter(l -> l.kind() == OutcomeKind.OBSERVED)
                                        .filter(l -> l.observedAt() > since)
                                        .map(LedgerRecord::target)
                                        .distinct()
                                        .count()
                                == IDS.size());
    }

    private void await(Callable<Boolean> condition) {
        try {
            Awaitility.await()
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(500))
                    // A process that is just starting, or cut off, does not answer.
                    .ignoreExceptionsInstanceOf(IOException.class)
                    .until(condition);
        } catch (RuntimeException e) {
            flink.processes().forEach(process -> System.out.println(process.excerpt()));
            throw e;
        }
    }

    private static void tell(String what, long since) {
        System.out.printf(
                "  %s after %.1f s%n", what, (System.currentTimeMillis() - since) / 1_000.0);
    }
}
