package io.brokerscope.source;

import io.brokerscope.model.DiscoveryNotice;
import io.brokerscope.model.FleetDiscovery;
import io.brokerscope.model.TargetSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out what is to be read and sees to it that every target is held by exactly one reader. A
 * thin shell: {@link KnownFleet} decides what is wanted, {@link Ownership} what has to be said to
 * whom, {@link DiscoveryRounds} runs discovery. The package description explains the protocol.
 *
 * <p>Everything but {@link #close} runs on the coordinator's thread; results of discovery are
 * handed over to it.
 */
final class TargetEnumerator implements SplitEnumerator<TargetSplit, FleetCheckpoint> {

    private static final Logger LOG = LoggerFactory.getLogger(TargetEnumerator.class);

    /** Splits, changes or notices in one message, which the RPC system bounds in size. */
    private static final int MESSAGE_ENTRIES = 256;

    private final SplitEnumeratorContext<TargetSplit> context;
    private final FleetDiscovery discovery;
    private final TargetSourceSettings settings;
    private final Clock clock;
    private final KnownFleet fleet;
    private final Ownership ownership = new Ownership();
    private final NoticeQueue notices = new NoticeQueue();
    private final TargetSplitSerializer splits = new TargetSplitSerializer();
    private volatile int targets;
    private volatile int refused;
    private volatile boolean closed;
    private volatile DiscoveryRounds rounds;

    /** {@link KnownFleet#changes} when the readers last held what was wanted. */
    private long settledChanges = -1;

    /** Whether the readers are about to be told. */
    private boolean settling;

    TargetEnumerator(
            SplitEnumeratorContext<TargetSplit> context,
            FleetDiscovery discovery,
            TargetSourceSettings settings,
            Clock clock,
            FleetCheckpoint checkpoint) {
        this.context = context;
        this.discovery = discovery;
        this.settings = settings;
        this.clock = clock;
        this.fleet = new KnownFleet(settings, checkpoint);
    }

    @Override
    public void start() {
        context.metricGroup().gauge("targetsKnown", () -> targets);
        context.metricGroup().gauge("targetsRefused", () -> refused);
        FleetDiscovery.Session session = discovery.open();
        rounds = new DiscoveryRounds(session, new Results());
        context.callAsync(session::fleet, this::configured, 0, settings.fleetPollMs());
    }

    /** Readers do not ask: targets are given to them. */
    @Override
    public void handleSplitRequest(int subtask, String requesterHostname) {
        LOG.debug("Reader {} asks for a split and gets none.", subtask);
    }

    /**
     * The reader was reset to a checkpoint. The splits it was given since then need not be kept:
     * what is wanted and held by nobody is assigned once all readers have reported, and what is not
     * wanted any more is dropped by that.
     */
    @Override
    public void addSplitsBack(List<TargetSplit> splits, int subtask) {
        ownership.forgetReader(subtask);
        fleet.tellAgain();
        settle();
    }

    @Override
    public void addReader(int subtask) {
        ownership.forgetReader(subtask);
    }

    @Override
    public void handleSourceEvent(int subtask, SourceEvent event) {
        if (!(event instanceof HoldingsReport report)) {
            throw new IllegalArgumentException("unexpected event of reader " + subtask);
        }
        LOG.debug("Reader {} holds {}.", subtask, report.holdings());
        fleet.reported(report.holdings(), clock.millis());
        ownership.reported(subtask, report.holdings());
        settle();
    }

    @Override
    public FleetCheckpoint snapshotState(long checkpointId) {
        return fleet.checkpoint();
    }

    /** Returns within a few seconds even if a discovery round hangs. */
    @Override
    public void close() {
        closed = true;
        if (rounds != null) {
            rounds.close();
        }
    }

    private void configured(FleetDiscovery.Fleet configured, Throwable failure) {
        if (closed) {
            return;
        }
        if (failure != null) {
            LOG.debug("The configured clusters cannot be read.", failure);
            tell(fleet.failed(KnownFleet.WHOLE_FLEET, sentence(failure), clock.millis()));
        } else {
            List<DiscoveryNotice> changes = fleet.configured(configured, clock.millis());
            tell(changes);
            rounds.configure(configured.discoveryIntervalsMs());
            changes.stream()
                    .filter(n -> n.type() == DiscoveryNotice.Type.CLUSTER_CHANGED)
                    .map(DiscoveryNotice::cluster)
                    .filter(configured.discoveryIntervalsMs()::containsKey)
                    .forEach(rounds::soon);
        }
        settleSoon();
    }

    private void tell(List<DiscoveryNotice> told) {
        for (DiscoveryNotice notice : told) {
            LOG.info("{} {}: {}", notice.type(), notice.cluster(), notice.message());
            notices.add(notice);
        }
    }

    /**
     * Says to the readers what has to be said once all that is known by now has been looked at.
     * Most rounds find what was known before, and those of a thousand clusters come one after
     * another: the whole fleet is compared with what is held only where something changed, and once
     * for many rounds.
     */
    private void settleSoon() {
        measure();
        boolean needed = fleet.changes() != settledChanges || !notices.isEmpty();
        if (needed && !settling) {
            settling = true;
            context.runInCoordinatorThread(
                    () -> {
                        settling = false;
                        if (!closed) {
                            settle();
                        }
                    });
        }
    }

    private void measure() {
        targets = fleet.size();
        refused = fleet.overLimit();
    }

    /** Says to the readers what has to be said. */
    private void settle() {
        measure();
        Set<Integer> registered = context.registeredReaders().keySet();
        Map<Integer, List<TargetSplit>> assigned = new TreeMap<>();
        Map<Integer, List<TargetChanges.Change>> changes = new TreeMap<>();
        for (Ownership.Command command :
                ownership.reconcile(context.currentParallelism(), registered, fleet.wanted())) {
            if (command instanceof Ownership.Command.Assign assign) {
                assigned.computeIfAbsent(assign.subtask(), s -> new ArrayList<>())
                        .add(TargetSplit.fresh(assign.spec(), assign.incarnation()));
            } else {
                changes.computeIfAbsent(command.subtask(), s -> new ArrayList<>())
                        .add(change(command));
            }
        }
        changes.forEach(
                (subtask, list) ->
                        inParts(
                                list,
                                part ->
                                        context.sendEventToSourceReader(
                                                subtask, new TargetChanges(part))));
        assigned.forEach(
                (subtask, list) ->
                        inParts(
                                list,
                                part ->
                                        context.assignSplits(
                                                new SplitsAssignment<>(Map.of(subtask, part)))));
        if (ownership.isComplete(context.currentParallelism(), registered)) {
            settledChanges = fleet.changes();
            sendNotices(registered);
        }
    }

    private TargetChanges.Change change(Ownership.Command command) {
        if (command instanceof Ownership.Command.Replace replace) {
            return new TargetChanges.Change(
                    TargetChanges.Kind.REPLACE,
                    replace.old(),
                    bytes(replace.spec(), replace.incarnation()));
        } else if (command instanceof Ownership.Command.Retire retire) {
            return new TargetChanges.Change(TargetChanges.Kind.RETIRE, retire.holding(), null);
        } else if (command instanceof Ownership.Command.Forget forget) {
            LOG.warn(
                    "Reader {} holds {}, which another reader holds as well.",
                    forget.subtask(),
                    forget.holding());
            return new TargetChanges.Change(TargetChanges.Kind.FORGET, forget.holding(), null);
        }
        throw new IllegalArgumentException("not a change: " + command);
    }

    private byte[] bytes(TargetSpec spec, long incarnation) {
        try {
            return splits.serialize(TargetSplit.fresh(spec, incarnation));
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
    }

    /** All notices of a cluster go to the same reader, so that they stay in order. */
    private void sendNotices(Set<Integer> registered) {
        List<Integer> readers = List.copyOf(new TreeSet<>(registered));
        Map<Integer, List<DiscoveryNotice>> batches = new LinkedHashMap<>();
        while (!notices.isEmpty()) {
            DiscoveryNotice notice = notices.poll().orElseThrow();
            int reader = readers.get(Math.floorMod(notice.cluster().hashCode(), readers.size()));
            batches.computeIfAbsent(reader, r -> new ArrayList<>()).add(notice);
        }
        batches.forEach(
                (reader, batch) ->
                        inParts(
                                batch,
                                part -> context.sendEventToSourceReader(reader, Notices.of(part))));
    }

    private static <T> void inParts(List<T> list, Consumer<ArrayList<T>> send) {
        for (int from = 0; from < list.size(); from += MESSAGE_ENTRIES) {
            int until = Math.min(list.size(), from + MESSAGE_ENTRIES);
            send.accept(new ArrayList<>(list.subList(from, until)));
        }
    }

    private static String sentence(Throwable failure) {
        String message = failure.getMessage();
        return message == null || message.isBlank() ? failure.getClass().getSimpleName() : message;
    }

    /** Hands what discovery found over to the coordinator's thread. */
    private final class Results implements DiscoveryRounds.Listener {

        @Override
        public void found(String cluster, FleetDiscovery.Round round) {
            handOver(now -> fleet.found(cluster, round, now));
        }

        @Override
        public void failed(String cluster, Throwable reason) {
            LOG.debug("Discovery of {} failed.", cluster, reason);
            handOver(now -> fleet.failed(cluster, sentence(reason), now));
        }

        @Override
        public void hanging(String cluster, long runningMs) {
            handOver(now -> fleet.hanging(cluster, runningMs, now));
        }

        private void handOver(LongFunction<List<DiscoveryNotice>> result) {
            try {
                context.runInCoordinatorThread(
                        () -> {
                            if (!closed) {
                                tell(result.apply(clock.millis()));
                                settleSoon();
                            }
                        });
            } catch (RejectedExecutionException e) {
                // The coordinator's thread ends right after this enumerator is closed.
                LOG.debug("A discovery result comes after the end.", e);
            }
        }
    }
}
