package io.brokerscope.source;

import io.brokerscope.model.DiscoveryNotice;
import io.brokerscope.model.ScrapeRequest;
import io.brokerscope.model.ScrapeRequest.Kind;
import io.brokerscope.model.TickGrid;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Emits what the targets it holds have to tell, one record per poll, each at its time. Never blocks
 * and never spins: between two records the task waits for a future that an alarm completes when the
 * next one is due.
 *
 * <p>Everything runs on the task's thread; the alarm's thread only completes the future.
 */
final class TargetReader implements SourceReader<ScrapeRequest, TargetSplit> {

    private static final Logger LOG = LoggerFactory.getLogger(TargetReader.class);

    /** The longest wait, so that a clock that was set forward is seen soon. */
    private static final long MAX_WAIT_MS = 1_000;

    private final SourceReaderContext context;
    private final Clock clock;
    private final Supplier<ScrapeRequest.Origin> origin;
    private final HeldTargets targets = new HeldTargets();
    private final NoticeQueue notices = new NoticeQueue();
    private final TargetSplitSerializer splits = new TargetSplitSerializer();
    private final ScheduledThreadPoolExecutor alarm;
    private final Counter reads;
    private final Counter missed;
    private CompletableFuture<Void> available = CompletableFuture.completedFuture(null);
    private ScheduledFuture<?> wakeUp;
    private volatile int held;
    private volatile long latenessMs;

    TargetReader(SourceReaderContext context, Clock clock, Supplier<ScrapeRequest.Origin> origin) {
        this.context = context;
        this.clock = clock;
        this.origin = origin;
        alarm =
                new ScheduledThreadPoolExecutor(
                        1,
                        work -> {
                            Thread thread =
                                    new Thread(
                                            work,
                                            "brokerscope-ticks-" + context.getIndexOfSubtask());
                            thread.setDaemon(true);
                            return thread;
                        });
        alarm.setRemoveOnCancelPolicy(true);
        MetricGroup metrics = context.metricGroup();
        metrics.gauge("targets", () -> held);
        metrics.gauge("readLatenessMs", () -> latenessMs);
        reads = metrics.counter("readsEmitted");
        missed = metrics.counter("ticksMissed");
    }

    /** Reports what it was restored with. */
    @Override
    public void start() {
        context.sendSourceEventToCoordinator(new HoldingsReport(targets.holdings()));
    }

    @Override
    public InputStatus pollNext(ReaderOutput<ScrapeRequest> output) {
        long now = clock.millis();
        if (!notices.isEmpty()) {
            notices.poll().ifPresent(notice -> output.collect(request(notice)));
        } else {
            Optional<TargetTicks.Step> step = targets.next(now);
            held = targets.size();
            step.ifPresent(
                    s -> {
                        count(s, now);
                        output.collect(request(s));
                    });
        }
        return hasMore(now) ? InputStatus.MORE_AVAILABLE : InputStatus.NOTHING_AVAILABLE;
    }

    @Override
    public List<TargetSplit> snapshotState(long checkpointId) {
        return targets.splits();
    }

    @Override
    public CompletableFuture<Void> isAvailable() {
        long now = clock.millis();
        if (hasMore(now)) {
            wake();
        } else if (available.isDone()) {
            CompletableFuture<Void> waiting = new CompletableFuture<>();
            available = waiting;
            if (targets.size() > 0) {
                long delayMs = Math.min(MAX_WAIT_MS, targets.wakeAt() - now);
                wakeUp =
                        alarm.schedule(
                                () -> waiting.complete(null), delayMs, TimeUnit.MILLISECONDS);
            }
        }
        return available;
    }

    @Override
    public void addSplits(List<TargetSplit> added) {
        for (TargetSplit split : added) {
            if (!targets.add(split)) {
                LOG.warn("{} is held already.", split.splitId());
            }
        }
        held = targets.size();
        wake();
    }

    /** Targets may come for ever: the enumerator never says so. */
    @Override
    public void notifyNoMoreSplits() {
        LOG.debug("No more targets.");
    }

    @Override
    public void handleSourceEvents(SourceEvent event) {
        if (event instanceof TargetChanges changes) {
            changes.changes().forEach(this::change);
            held = targets.size();
        } else if (event instanceof Notices told) {
            told.notices().forEach(notices::add);
        } else {
            throw new IllegalArgumentException("unexpected event: " + event);
        }
        wake();
    }

    @Override
    public void close() {
        alarm.shutdownNow();
    }

    private void change(TargetChanges.Change change) {
        boolean known =
                switch (change.kind()) {
                    case RETIRE -> targets.retire(change.holding());
                    case FORGET -> targets.forget(change.holding());
                    case REPLACE -> {
                        TargetSplit successor = successor(change);
                        yield targets.replace(
                                change.holding(), successor.spec(), successor.incarnation());
                    }
                };
        if (!known) {
            LOG.warn("{} of {}, which is not held.", change.kind(), change.holding());
        }
    }

    private TargetSplit successor(TargetChanges.Change change) {
        try {
            return splits.deserialize(splits.getVersion(), change.successor());
        } catch (IOException e) {
            throw new UncheckedIOException("successor of " + change.holding(), e);
        }
    }

    private boolean hasMore(long now) {
        return !notices.isEmpty() || targets.wakeAt() <= now;
    }

    private void wake() {
        available.complete(null);
        if (wakeUp != null) {
            wakeUp.cancel(false);
            wakeUp = null;
        }
    }

    private void count(TargetTicks.Step step, long now) {
        if (step.kind() == Kind.READ) {
            reads.inc();
            latenessMs = now - step.dueAt();
        } else if (step.kind() == Kind.MISSED) {
            TickGrid grid =
                    TickGrid.through(step.dueAt(), step.spec().cluster().scrape().intervalMs());
            missed.inc(grid.ticks(step.dueAt(), step.untilDueAt()));
        }
    }

    private ScrapeRequest request(TargetTicks.Step step) {
        return new ScrapeRequest(
                step.kind(),
                step.spec(),
                step.incarnation(),
                step.dueAt(),
                step.untilDueAt(),
                null,
                origin.get());
    }

    private ScrapeRequest request(DiscoveryNotice notice) {
        return new ScrapeRequest(
                Kind.NOTICE, null, 0, notice.at(), notice.at(), notice, origin.get());
    }
}
