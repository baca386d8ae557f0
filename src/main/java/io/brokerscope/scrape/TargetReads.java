package io.brokerscope.scrape;

import io.brokerscope.model.BreakerState;
import io.brokerscope.model.FailureReason;
import io.brokerscope.model.OutcomeKind;
import io.brokerscope.model.Readings;
import io.brokerscope.model.ScrapeOutcome;
import io.brokerscope.model.ScrapeRequest;
import io.brokerscope.model.SeriesCatalog;
import io.brokerscope.model.TargetId;
import io.brokerscope.model.TargetSpec;
import io.brokerscope.model.settings.ProcessSettings;
import io.brokerscope.scrape.admin.AdminScraper;
import io.brokerscope.scrape.jmx.JmxScraper;
import io.brokerscope.scrape.prometheus.PrometheusScraper;
import io.brokerscope.scrape.simulation.SimulationScraper;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads targets: one outcome for each tick, within the tick's budget, whatever the target does.
 *
 * <p>A tick is SKIPPED while the previous read of its target runs, REJECTED while the circuit of
 * its target is open, and otherwise takes one of {@code maxConcurrent} slots, in the order in which
 * ticks came, and keeps it over all attempts. A target that can be read in several ways has a
 * circuit for each: those whose circuit lets the tick pass are asked in the order of trust until
 * one answers. What is kept for a target (circuits, sessions) lives here, is made by the first
 * read, is replaced when the target's settings change and goes with {@link #forget}.
 *
 * <p>{@link #read} and {@link #forget} do not block and may be called from any thread, usually the
 * task's. Timer, I/O threads and the byte budget are shared by all instances of a process.
 */
public final class TargetReads implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TargetReads.class);
    private static final long CLOSE_MS = 5_000;

    private static final Shared<Boolean, ReadTimer> TIMERS =
            new Shared<>(key -> new ReadTimer(), ReadTimer::stop);

    /** Where no budget is configured: one part of so many of the heap. */
    private static final int HEAP_PER_BUDGET = 3;

    private static final Shared<Long, MemoryBudget> BUDGETS =
            new Shared<>(MemoryBudget::new, budget -> CompletableFuture.completedFuture(null));

    private final ProcessSettings settings;
    private final ScrapeListener listener;
    private final Clock clock;
    private final Shared.Lease<ReadTimer> timer;
    private final Shared.Lease<MemoryBudget> memory;
    private final Scraper scraper;
    private final TickRead.Host host = new Ticks();

    private final Object lock = new Object();
    // Guarded by the lock, in the order of their last use.
    private final LinkedHashMap<TargetId, KnownTarget> targets =
            new LinkedHashMap<>(64, 0.75f, true);
    private final Set<TickRead> waiting = new LinkedHashSet<>();
    private int inFlight;
    private int openCircuits;
    private boolean dispatching;
    private boolean closed;

    /**
     * Reads brokers by HTTP, with the text exposition formats, or by remote JMX, and clusters by
     * Kafka's Admin protocol. What is simulated is made up here.
     *
     * @param catalog which series are of interest
     * @param settings bounds
     * @param listener hears what happens
     * @param clock tells when things happened and when an open circuit may try again; budgets run
     *     on the monotonic clock of the system
     */
    public TargetReads(
            SeriesCatalog catalog, ProcessSettings settings, ScrapeListener listener, Clock clock) {
        this(
                budget ->
                        new EveryProtocol(
                                PrometheusScraper.open(catalog, budget, clock),
                                new AdminScraper(clock),
                                new JmxScraper(catalog, budget, clock, settings.maxTargets()),
                                new SimulationScraper(clock)),
                settings,
                listener,
                clock);
    }

    /** Reads by any protocol. */
    TargetReads(
            Function<MemoryBudget, Scraper> scraper,
            ProcessSettings settings,
            ScrapeListener listener,
            Clock clock) {
        this.settings = settings;
        this.listener = listener;
        this.clock = clock;
        this.timer = TIMERS.acquire(true);
        this.memory =
                BUDGETS.acquire(
                        settings.memoryBytes() == null
                                ? Runtime.getRuntime().maxMemory() / HEAP_PER_BUDGET
                                : settings.memoryBytes());
        this.scraper = scraper.apply(memory.get());
        tell(l -> l.opened(new Levels(memory.get())));
    }

    /**
     * Reads a target for one tick.
     *
     * @param request a request of kind READ
     * @return completes exactly once, never exceptionally, at the latest when the target's {@code
     *     timeoutMs} are over (and some ms of timer), counted from this call; on any thread
     * @throws IllegalArgumentException if the request is no READ
     */
    public CompletableFuture<ScrapeOutcome> read(ScrapeRequest request) {
        if (request.kind() != ScrapeRequest.Kind.READ) {
            throw new IllegalArgumentException("not a read: " + request.kind());
        }
        TickRead read = null;
        ScrapeOutcome refused = null;
        List<Transition> transitions = new ArrayList<>();
        synchronized (lock) {
            KnownTarget state = closed ? null : stateOf(request.spec());
            if (state == null) {
                refused = noRoom(request);
            } else if (state.running != null) {
                refused =
                        unread(
                                request,
                                OutcomeKind.SKIPPED,
                                "the previous read runs",
                                state.first().breaker.state());
            } else {
                int first = firstAdmitted(state, transitions);
                if (first == Turns.NONE) {
                    refused = rejected(request, state);
                } else {
                    read = new TickRead(request, state, first, host);
                    state.running = read;
                    waiting.add(read);
                }
            }
        }
        TargetId target = request.spec().target();
        tellTransitions(target, transitions);
        if (read == null) {
            ScrapeOutcome told = refused;
            tell(l -> l.outcome(target.cluster(), told));
            return CompletableFuture.completedFuture(refused);
        }
        dispatch();
        boolean waits;
        synchronized (lock) {
            waits = !read.holdsSlot;
        }
        if (waits) {
            read.awaitSlot();
        }
        return read.outcome;
    }

    /** Lets go of what is kept for a target, after its running read where there is one. */
    public void forget(TargetId target) {
        synchronized (lock) {
            KnownTarget state = targets.get(target);
            if (state == null) {
                return;
            }
            if (state.running != null) {
                state.forgotten = true;
            } else {
                remove(state, target);
            }
        }
    }

    /**
     * Ends all reads as FAILED(INTERNAL) and frees everything, within 5 s. What could block runs on
     * other threads; this call waits for them, so that none outlives it.
     */
    @Override
    public void close() {
        List<TickRead> running = new ArrayList<>();
        synchronized (lock) {
            if (closed) {
                return;
            }
            closed = true;
            targets.values().stream()
                    .filter(state -> state.running != null)
                    .forEach(state -> running.add(state.running));
        }
        running.forEach(read -> read.abort(closedResult()));
        synchronized (lock) {
            targets.values().forEach(KnownTarget::closeSessions);
            targets.clear();
        }
        CompletableFuture<Void> freed =
                CompletableFuture.allOf(scraper.close(), timer.release(), memory.release());
        try {
            freed.get(CLOSE_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException e) {
            LOG.warn(
                    "Threads of the scraper still run {} ms after they were told to end", CLOSE_MS);
        } catch (ExecutionException e) {
            LOG.warn("Closing the scraper failed", e.getCause());
        }
    }

    /** The state that serves this specification, made or replaced where needed; null: no room. */
    private KnownTarget stateOf(TargetSpec spec) {
        KnownTarget state = targets.get(spec.target());
        if (state != null && (state.running != null || state.serves(spec))) {
            return state;
        }
        if (state != null) {
            remove(state, spec.target());
        } else if (targets.size() >= settings.maxTargets() && !evictLongestUnused()) {
            return null;
        }
        KnownTarget fresh = new KnownTarget(spec, clock);
        targets.put(spec.target(), fresh);
        return fresh;
    }

    private boolean evictLongestUnused() {
        Iterator<Map.Entry<TargetId, KnownTarget>> eldest = targets.entrySet().iterator();
        while (eldest.hasNext()) {
            KnownTarget state = eldest.next().getValue();
            if (state.running == null) {
                eldest.remove();
                close(state);
                return true;
            }
        }
        return false;
    }

    private void remove(KnownTarget state, TargetId target) {
        targets.remove(target, state);
        close(state);
    }

    private void close(KnownTarget state) {
        state.sources.forEach(source -> count(source.breaker.state(), BreakerState.CLOSED));
        state.closeSessions();
    }

    /** Position of the first source whose circuit lets the tick pass. */
    private int firstAdmitted(KnownTarget state, List<Transition> transitions) {
        for (int source = 0; source < state.sources.size(); source++) {
            if (admit(state.sources.get(source), transitions)) {
                return source;
            }
        }
        return Turns.NONE;
    }

    private boolean admit(KnownTarget.Source source, List<Transition> transitions) {
        BreakerState before = source.breaker.state();
        boolean admitted = source.breaker.admit();
        moved(before, source.breaker.state(), transitions);
        return admitted;
    }

    /** Gives free slots to waiting reads. One thread at a time, so that starts do not nest. */
    private void dispatch() {
        boolean mine = false;
        while (true) {
            TickRead next;
            synchronized (lock) {
                if (!mine && dispatching) {
                    return;
                }
                mine = inFlight < settings.maxConcurrent() && !waiting.isEmpty();
                dispatching = mine;
                if (!mine) {
                    return;
                }
                Iterator<TickRead> first = waiting.iterator();
                next = first.next();
                first.remove();
                next.holdsSlot = true;
                inFlight++;
            }
            next.begin();
        }
    }

    private void finish(TickRead read, AttemptResult result) {
        KnownTarget state = read.state;
        List<Transition> transitions = new ArrayList<>();
        BreakerState after;
        String detail;
        synchronized (lock) {
            for (int source = 0; source < read.admitted.length; source++) {
                if (read.admitted[source]) {
                    record(read, source, result, transitions);
                }
            }
            after = state.first().breaker.state();
            detail = detail(read, result);
            state.running = null;
            if (read.holdsSlot) {
                inFlight--;
            } else {
                waiting.remove(read);
            }
            if (state.forgotten) {
                remove(state, read.request.spec().target());
            }
        }
        TargetId target = read.request.spec().target();
        tellTransitions(target, transitions);
        ScrapeOutcome outcome = outcome(read, result, detail, after);
        tell(l -> l.outcome(target.cluster(), outcome));
        dispatch();
        read.outcome.complete(outcome);
    }

    /** Tells the circuit of a source what the tick says of it. */
    private void record(
            TickRead read, int position, AttemptResult result, List<Transition> transitions) {
        KnownTarget.Source source = read.state.sources.get(position);
        AttemptResult said = read.said(position);
        FailureReason reason = said == null ? result.reason() : said.reason();
        BreakerState before = source.breaker.state();
        source.breaker.record(reason, read.elapsedNanos());
        source.lastFailure = reason;
        moved(before, source.breaker.state(), transitions);
    }

    private static ScrapeOutcome outcome(
            TickRead read, AttemptResult result, String detail, BreakerState after) {
        var stats = read.stats(result.content());
        return result.observed()
                ? ScrapeOutcome.observed(
                        read.request,
                        detail,
                        stats,
                        after,
                        readings(read, result),
                        result.cluster(),
                        read.source())
                : ScrapeOutcome.unobserved(
                        read.request, OutcomeKind.FAILED, result.reason(), detail, stats, after);
    }

    /**
     * What a further source leaves out may be there all the same: its answer never says that a
     * series is gone.
     */
    private static Readings readings(TickRead read, AttemptResult result) {
        return read.source() == 0 ? result.readings() : result.readings().incomplete();
    }

    /** The result in a sentence, with what is known of the sources before it, or of all. */
    private static String detail(TickRead read, AttemptResult result) {
        int sources = result.observed() ? read.source() : read.admitted.length;
        if (sources == 1 && !result.observed()) {
            return result.detail();
        }
        StringBuilder detail = new StringBuilder(result.detail());
        for (int source = 0; source < sources; source++) {
            AttemptResult said = read.said(source);
            if (said != result) {
                detail.append(detail.isEmpty() ? "" : "; ");
                detail.append(read.request.spec().endpoint(source)).append(": ");
                detail.append(
                        said != null
                                ? said.described()
                                : read.state.sources.get(source).breaker.state()
                                                == BreakerState.OPEN
                                        ? "the circuit is open"
                                        : "not asked");
            }
        }
        return detail.toString();
    }

    private ScrapeOutcome noRoom(ScrapeRequest request) {
        AttemptResult result =
                closed
                        ? closedResult()
                        : AttemptResult.failed(
                                FailureReason.NO_SLOT,
                                "all "
                                        + settings.maxTargets()
                                        + " targets that are kept at most are being read");
        return ScrapeOutcome.unobserved(
                request,
                OutcomeKind.FAILED,
                result.reason(),
                result.detail(),
                null,
                BreakerState.CLOSED);
    }

    private static AttemptResult closedResult() {
        return AttemptResult.failed(FailureReason.INTERNAL, "closed");
    }

    private static ScrapeOutcome rejected(ScrapeRequest request, KnownTarget state) {
        FailureReason last = state.first().lastFailure;
        String circuit = state.sources.size() == 1 ? "the circuit is" : "all circuits are";
        String why = circuit + " open" + (last == null ? "" : ", the last read failed: " + last);
        return unread(request, OutcomeKind.REJECTED, why, state.first().breaker.state());
    }

    private static ScrapeOutcome unread(
            ScrapeRequest request, OutcomeKind kind, String detail, BreakerState breaker) {
        return ScrapeOutcome.unobserved(request, kind, null, detail, null, breaker);
    }

    private void count(BreakerState before, BreakerState after) {
        openCircuits +=
                (after == BreakerState.CLOSED ? 0 : 1) - (before == BreakerState.CLOSED ? 0 : 1);
    }

    /** A circuit that changed. */
    private record Transition(BreakerState from, BreakerState to) {}

    private void moved(BreakerState before, BreakerState after, List<Transition> transitions) {
        count(before, after);
        if (before != after) {
            transitions.add(new Transition(before, after));
        }
    }

    private void tellTransitions(TargetId target, List<Transition> transitions) {
        for (Transition transition : transitions) {
            tell(l -> l.breakerTransition(target, transition.from(), transition.to()));
        }
    }

    private void tell(Consumer<ScrapeListener> event) {
        try {
            event.accept(listener);
        } catch (RuntimeException e) {
            LOG.warn("A listener of the scraper failed", e);
        }
    }

    private final class Ticks implements TickRead.Host {

        @Override
        public boolean admit(TickRead read, int position) {
            List<Transition> transitions = new ArrayList<>();
            boolean admitted;
            synchronized (lock) {
                admitted =
                        read.state.running == read
                                && TargetReads.this.admit(
                                        read.state.sources.get(position), transitions);
                read.admitted[position] = admitted;
            }
            tellTransitions(read.request.spec().target(), transitions);
            return admitted;
        }

        @Override
        public Scraper.Session session(TickRead read, int position) {
            // One read of a target runs at a time, and the lock publishes what it opened.
            synchronized (lock) {
                if (closed) {
                    throw new IllegalArgumentException("closed");
                }
                KnownTarget.Source source = read.state.sources.get(position);
                if (source.session == null) {
                    source.session = scraper.open(source.spec);
                }
                return source.session;
            }
        }

        @Override
        public Future<?> after(long delayMs, Runnable task) {
            return timer.get().after(delayMs, task);
        }

        @Override
        public long now() {
            return clock.millis();
        }

        @Override
        public void retrying(TickRead read, int attempt, FailureReason reason, long delayMs) {
            tell(l -> l.retry(read.request.spec().target(), attempt, reason, delayMs));
        }

        @Override
        public void finished(TickRead read, AttemptResult result) {
            finish(read, result);
        }
    }

    private final class Levels implements ScrapeListener.Gauges {

        private final MemoryBudget budget;

        private Levels(MemoryBudget budget) {
            this.budget = budget;
        }

        @Override
        public int readsInFlight() {
            synchronized (lock) {
                return inFlight;
            }
        }

        @Override
        public int readsWaiting() {
            synchronized (lock) {
                return waiting.size();
            }
        }

        @Override
        public int targets() {
            synchronized (lock) {
                return targets.size();
            }
        }

        @Override
        public int openCircuits() {
            synchronized (lock) {
                return openCircuits;
            }
        }

        @Override
        public long memoryUsedBytes() {
            return budget.used();
        }
    }
}
