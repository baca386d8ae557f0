package io.brokerscope.cli.audit;

import io.brokerscope.audit.Balance;
import io.brokerscope.audit.LedgerAudit;
import io.brokerscope.audit.Position;
import io.brokerscope.audit.Scope;
import io.brokerscope.cli.CommandException;
import io.brokerscope.model.OutcomeKind;
import io.brokerscope.model.output.LedgerRecord;
import io.brokerscope.model.output.OutputJson;
import io.brokerscope.model.settings.KafkaSettings;
import io.brokerscope.sink.CommittedReader;
import io.brokerscope.sink.CommittedReader.Start;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Reads the ledger into an audit.
 *
 * @param kafka the output cluster
 * @param topic full name of the topic
 * @param since ticks due before are left out; null for none
 * @param until ticks due after are left out; null for none
 * @param filter which targets are audited
 * @param show offences of each law that are named
 */
record LedgerRead(
        KafkaSettings kafka,
        String topic,
        Instant since,
        Instant until,
        LedgerFilter filter,
        int show) {

    private static final Duration OPEN_DEADLINE = Duration.ofSeconds(30);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(5);

    /**
     * A line is dated by its first tick: a loss of output, or a range of missed ticks, that reaches
     * into the window stands with those of its beginning.
     */
    private static final Duration LEAD = Duration.ofHours(1);

    /**
     * Starts to read on a thread of its own.
     *
     * @param progress is told how far the reading is
     * @param result completes with what it came to
     */
    Running start(ReadProgress progress, CompletableFuture<AuditReport> result) {
        Running running = new Running();
        Thread thread =
                new Thread(
                        () -> {
                            try {
                                result.complete(read(progress, running));
                            } catch (OutOfMemoryError e) {
                                result.completeExceptionally(
                                        CommandException.failure(
                                                "out of memory: give more by"
                                                        + " BROKERSCOPE_OPTS=-Xmx4g, or audit less"
                                                        + " at a time by --cluster or --since",
                                                e));
                            } catch (Throwable e) {
                                result.completeExceptionally(e);
                            }
                        },
                        "brokerscope-audit");
        thread.setDaemon(true);
        running.thread = thread;
        thread.start();
        return running;
    }

    private AuditReport read(ReadProgress progress, Running running) {
        Start start =
                since == null ? Start.beginning() : Start.at(since.minus(LEAD).toEpochMilli());
        long began = System.nanoTime();
        try (CommittedReader reader =
                CommittedReader.open(kafka, List.of(topic), start, OPEN_DEADLINE)) {
            running.reads(reader);
            Scope scope =
                    new Scope(
                            since == null ? null : since.toEpochMilli(),
                            until == null ? null : until.toEpochMilli(),
                            reader.startsAtTheVeryFirst(),
                            show);
            LedgerAudit audit = new LedgerAudit(scope);
            long records = reader.readToEnd(entry -> add(audit, entry), progress::show, PATIENCE);
            Balance balance = audit.result();
            if (balance.targets().isEmpty() && balance.unreadable() == 0) {
                throw CommandException.failure(
                        "nothing to audit: none of the %d committed records of %s concerns a target"
                                        .formatted(records, topic)
                                + " and a time that are asked for");
            }
            return new AuditReport(
                    topic,
                    since,
                    until,
                    filter,
                    scope.whole(),
                    records,
                    (System.nanoTime() - began) / 1e9,
                    balance);
        }
    }

    private void add(LedgerAudit audit, CommittedReader.Entry entry) {
        if (!filter.mayPass(entry.key())) {
            return;
        }
        Position position = new Position(entry.partition(), entry.offset());
        LedgerRecord line;
        try {
            line = OutputJson.readLedger(entry.value());
        } catch (OutputJson.UnreadableRecordException e) {
            audit.addUnreadable(e.getMessage(), position);
            return;
        }
        if (line.kind() == OutcomeKind.NOTICE) {
            audit.addUnreadable("a notice, which is in no ledger", position);
        } else if (filter.passes(line)) {
            audit.add(line, position);
        }
    }

    /** A reading that runs; closing it ends it within a few seconds. */
    static final class Running implements AutoCloseable {

        private final AtomicReference<CommittedReader> reader = new AtomicReference<>();
        private Thread thread;
        private volatile boolean closed;

        private void reads(CommittedReader opened) {
            reader.set(opened);
            if (closed) {
                opened.stop();
            }
        }

        @Override
        public void close() {
            closed = true;
            CommittedReader opened = reader.get();
            if (opened == null) {
                // Nothing to clean up; the thread ends by itself when the cluster answers or not.
                return;
            }
            opened.stop();
            try {
                thread.join(CLOSE_DEADLINE.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
