package io.brokerscope.cli.check;

import io.brokerscope.catalog.Catalog;
import io.brokerscope.config.BrokerscopeConfig;
import io.brokerscope.job.BrokerscopeJob;
import io.brokerscope.model.FleetDiscovery;
import io.brokerscope.model.TargetSpec;
import io.brokerscope.model.Texts;
import io.brokerscope.scrape.BlockingThreads;
import io.brokerscope.sink.OutputCheckException;
import io.brokerscope.sink.OutputTopics;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Looks at everything that the job will need: the output cluster, what discovery finds, every
 * target. Clusters and targets are looked at side by side, none waits for another one that hangs,
 * and nothing anywhere is created or changed. Used once.
 */
final class FleetCheck implements AutoCloseable {

    /**
     * Targets that are looked at at once: the job spreads its reads over the interval, and a read
     * must not seem slow because of the others.
     */
    private static final int TARGETS_WORKING = 16;

    /** With those that have kept silent for {@link #PATIENCE}. */
    private static final int TARGETS_AT_ONCE = 512;

    private static final Duration PATIENCE = Duration.ofMillis(500);

    /** Clusters that are asked for their brokers at once; each takes a thread. */
    private static final int ROUNDS_AT_ONCE = 64;

    /** For what blocks, discovery rounds and probes; they begin when they are needed. */
    private static final int THREADS = 2 * ROUNDS_AT_ONCE;

    private static final int MAX_WAITING = 1_000_000;

    /** Beyond what is bounded by itself, for answers to arrive. */
    private static final long MARGIN_MS = 1_000;

    private final BrokerscopeConfig config;
    private final Duration atMost;
    private final Set<String> only;
    private final CheckProgress progress;
    private final FleetDiscovery.Session session;
    private final BlockingThreads threads =
            new BlockingThreads("brokerscope-check", THREADS, MAX_WAITING);

    /** A thread of its own: who hangs in discovery must not keep the output from being seen. */
    private final BlockingThreads outputThread =
            new BlockingThreads("brokerscope-check-output", 1, 1);

    private final ScheduledThreadPoolExecutor timer =
            new ScheduledThreadPoolExecutor(
                    1, new DefaultThreadFactory("brokerscope-check-timer", true));
    private final Pacer pacer = new Pacer(TARGETS_WORKING, TARGETS_AT_ONCE, PATIENCE, timer);
    private final Pacer rounds = new Pacer(ROUNDS_AT_ONCE, ROUNDS_AT_ONCE, PATIENCE, timer);
    private final JobReads reads;
    private final ProtocolCheck http;
    private final ProtocolCheck kafka;
    private final ProtocolCheck jmx;

    /**
     * Nothing is looked at yet.
     *
     * @param catalog the canonical metrics and dialects, those of the configuration included
     * @param atMost bounds the time of each target, discovery round and of the output cluster
     * @param only the names of the clusters to look at; empty for all
     */
    FleetCheck(
            BrokerscopeConfig config,
            Catalog catalog,
            Duration atMost,
            Set<String> only,
            CheckProgress progress) {
        this.config = config;
        this.atMost = atMost;
        this.only = only;
        this.progress = progress;
        this.session = BrokerscopeJob.fleet(config).open();
        this.reads = new JobReads(catalog, TARGETS_AT_ONCE, atMost);
        MetricFindings metrics = new MetricFindings(catalog);
        timer.setRemoveOnCancelPolicy(true);
        this.http = new HttpCheck(reads, new HttpProbe(timer), threads, metrics);
        this.kafka = new AdminCheck(reads, threads);
        this.jmx = new JmxCheck(reads, metrics);
    }

    /** Looks at everything; does not block. Completes with the findings in no order. */
    CompletableFuture<List<Finding>> run() {
        return joined(List.of(output(), fleet()));
    }

    private CompletableFuture<List<Finding>> output() {
        return bounded(
                        CompletableFuture.supplyAsync(this::checkOutput, outputThread),
                        // It closes its clients after the deadline.
                        atMost.toMillis() + 5 * MARGIN_MS)
                .exceptionally(
                        failure ->
                                List.of(
                                        Finding.fail(
                                                Subject.OUTPUT,
                                                Check.OUTPUT,
                                                why(failure),
                                                "Check output.bootstrap and the network.")));
    }

    private List<Finding> checkOutput() {
        try {
            return OutputFindings.of(config.output(), OutputTopics.verify(config.output(), atMost));
        } catch (OutputCheckException e) {
            return OutputFindings.of(config.output(), e.found());
        }
    }

    private CompletableFuture<List<Finding>> fleet() {
        return bounded(supply(session::fleet), atMost.toMillis() + MARGIN_MS)
                .thenCompose(this::clusters)
                .exceptionally(
                        failure ->
                                List.of(
                                        Finding.fail(
                                                Subject.FLEET,
                                                Check.FLEET,
                                                "the clusters could not be read: " + why(failure),
                                                "Look at what clustersFrom names.")));
    }

    private CompletableFuture<List<Finding>> clusters(FleetDiscovery.Fleet fleet) {
        List<Finding> findings = new ArrayList<>();
        fleet.notices().stream().map(DiscoveryFindings::invalid).forEach(findings::add);
        Set<String> known = fleet.discoveryIntervalsMs().keySet();
        List<String> names = known.stream().filter(this::isAsked).toList();
        only.stream()
                .filter(name -> !known.contains(name))
                .map(DiscoveryFindings::unknown)
                .forEach(findings::add);
        List<CompletableFuture<List<Finding>>> parts = new ArrayList<>();
        parts.add(CompletableFuture.completedFuture(findings));
        progress.clusters(names.size());
        List<TargetSpec> themselves =
                fleet.targets().stream().filter(spec -> isAsked(spec.target().cluster())).toList();
        parts.add(targets(themselves));
        AtomicInteger found = new AtomicInteger(themselves.size());
        names.forEach(name -> parts.add(cluster(name, found)));
        return joined(parts)
                .thenApply(
                        all -> {
                            DiscoveryFindings.tooMany(found.get(), config.process().maxTargets())
                                    .ifPresent(all::add);
                            return all;
                        });
    }

    private boolean isAsked(String cluster) {
        return only.isEmpty() || only.contains(cluster);
    }

    /** Looks who is there, then at them. */
    private CompletableFuture<List<Finding>> cluster(String name, AtomicInteger found) {
        return rounds.submit(
                        () ->
                                bounded(
                                        supply(() -> session.discover(name)),
                                        atMost.toMillis() + MARGIN_MS))
                .handle(
                        (round, failure) -> {
                            progress.discovered();
                            if (round == null) {
                                return CompletableFuture.completedFuture(
                                        List.of(DiscoveryFindings.failed(name, why(failure))));
                            }
                            found.addAndGet(round.targets().size());
                            return joined(
                                    List.of(
                                            CompletableFuture.completedFuture(
                                                    DiscoveryFindings.of(name, round)),
                                            targets(round.targets())));
                        })
                .thenCompose(Function.identity());
    }

    private CompletableFuture<List<Finding>> targets(List<TargetSpec> specs) {
        progress.targets(specs.size());
        return joined(specs.stream().map(this::target).toList());
    }

    private CompletableFuture<List<Finding>> target(TargetSpec spec) {
        return pacer.submit(() -> sources(spec.sources(), 0))
                .exceptionally(failure -> List.of(defect(spec, failure)))
                .thenApply(
                        findings -> {
                            progress.checked(findings);
                            return findings;
                        });
    }

    /** A target's ways to be read, one after the other: the job asks one at a time, too. */
    private CompletableFuture<List<Finding>> sources(List<TargetSpec> sources, int from) {
        TargetSpec source = sources.get(from);
        CompletableFuture<List<Finding>> found =
                check(source)
                        .exceptionally(failure -> List.of(defect(source, failure)))
                        .thenApply(
                                findings ->
                                        from == 0
                                                ? findings
                                                : findings.stream()
                                                        .map(f -> f.of(source.endpoint()))
                                                        .toList());
        return from + 1 == sources.size()
                ? found
                : joined(List.of(found, found.thenCompose(done -> sources(sources, from + 1))));
    }

    /** By the protocol that the job takes. */
    private CompletableFuture<List<Finding>> check(TargetSpec source) {
        if (source.simulated()) {
            return CompletableFuture.completedFuture(List.of());
        }
        ProtocolCheck protocol = source.speaksKafka() ? kafka : source.speaksJmx() ? jmx : http;
        try {
            return protocol.check(source);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static Finding defect(TargetSpec spec, Throwable failure) {
        Throwable cause = cause(failure);
        return Finding.fail(
                Subject.of(spec.target()),
                Check.ANSWER,
                "it could not be checked: "
                        // Says what is wrong with the endpoint; others may quote anything.
                        + (cause instanceof IllegalArgumentException
                                ? why(cause)
                                : cause.getClass().getSimpleName()),
                "Check scrape.endpoint; otherwise this is a fault of the check itself.");
    }

    private <T> CompletableFuture<T> supply(Callable<T> call) {
        CompletableFuture<T> result = new CompletableFuture<>();
        try {
            threads.execute(
                    () -> {
                        try {
                            result.complete(call.call());
                        } catch (Exception e) {
                            result.completeExceptionally(e);
                        }
                    });
        } catch (RejectedExecutionException e) {
            result.completeExceptionally(e);
        }
        return result;
    }

    private static <T> CompletableFuture<T> bounded(CompletableFuture<T> result, long timeoutMs) {
        return result.orTimeout(timeoutMs, TimeUnit.MILLISECONDS);
    }

    private static CompletableFuture<List<Finding>> joined(
            List<CompletableFuture<List<Finding>>> parts) {
        return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new))
                .thenApply(
                        done -> {
                            List<Finding> all = new ArrayList<>();
                            parts.forEach(part -> all.addAll(part.join()));
                            return all;
                        });
    }

    private static Throwable cause(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    /** Messages of discovery are made for persons and hold no credential. */
    private static String why(Throwable failure) {
        Throwable cause = cause(failure);
        if (cause instanceof TimeoutException) {
            return "no answer in time (--timeout)";
        }
        return cause.getMessage() == null
                ? cause.getClass().getSimpleName()
                : Texts.shown(cause.getMessage());
    }

    /** Ends whatever still runs, within a few seconds. */
    @Override
    public void close() {
        session.close();
        threads.shutdownNow();
        outputThread.shutdownNow();
        timer.shutdownNow();
        reads.close();
    }
}
