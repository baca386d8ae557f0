package io.brokerscope.cli.audit;

import io.brokerscope.audit.Balance;
import io.brokerscope.audit.LedgerAudit;
import io.brokerscope.audit.Position;
import io.brokerscope.audit.Scope;
import io.brokerscope.cli.CommandException;
import io.brokerscope.cli.OutputPlace;
import io.brokerscope.cli.OutputReading;
import io.brokerscope.model.OutcomeKind;
import io.brokerscope.model.output.LedgerRecord;
import io.brokerscope.model.output.OutputJson;
import io.brokerscope.sink.CommittedReader;
import io.brokerscope.sink.CommittedReader.Start;
import java.time.Duration;
import java.time.Instant;

/**
 * Reads the ledger into an audit.
 *
 * @param place the topic
 * @param since ticks due before are left out; null for none
 * @param until ticks due after are left out; null for none
 * @param filter which targets are audited
 * @param show offences of each law that are named
 */
record LedgerRead(
        OutputPlace.Topic place, Instant since, Instant until, LedgerFilter filter, int show) {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /**
     * A line is dated by its first tick: a loss of output, or a range of missed ticks, that reaches
     * into the window stands with those of its beginning.
     */
    private static final Duration LEAD = Duration.ofHours(1);

    /**
     * Starts to read.
     *
     * @param progress is told how far the reading is
     */
    OutputReading<AuditReport> start(ReadProgress progress) {
        Start start =
                since == null ? Start.beginning() : Start.at(since.minus(LEAD).toEpochMilli());
        return OutputReading.start(
                place,
                start,
                "give more by BROKERSCOPE_OPTS=-Xmx4g, or audit less at a time by --cluster or"
                        + " --since",
                reader -> read(reader, progress));
    }

    private AuditReport read(CommittedReader reader, ReadProgress progress) {
        long began = System.nanoTime();
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
                                    .formatted(records, place.topic())
                            + " and a time that are asked for");
        }
        return new AuditReport(
                place.topic(),
                since,
                until,
                filter,
                scope.whole(),
                records,
                (System.nanoTime() - began) / 1e9,
                balance);
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
}
