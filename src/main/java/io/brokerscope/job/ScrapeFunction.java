package io.brokerscope.job;

import io.brokerscope.catalog.Catalog;
import io.brokerscope.model.FailureReason;
import io.brokerscope.model.OutcomeKind;
import io.brokerscope.model.ScrapeOutcome;
import io.brokerscope.model.ScrapeRequest;
import io.brokerscope.model.ScrapeRequest.Origin;
import io.brokerscope.model.settings.ProcessSettings;
import io.brokerscope.scrape.TargetReads;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;

/**
 * Reads a target for every tick that is due and passes facts on. Retry, deadlines and circuit
 * breaking happen inside; every request completes with exactly one outcome, never exceptionally.
 *
 * <p>A request that was in flight when a checkpoint was taken comes back after a restart. It is not
 * read again, because the source goes on with the next tick at the same time: its tick is MISSED.
 */
final class ScrapeFunction extends RichAsyncFunction<ScrapeRequest, ScrapeOutcome> {

    private static final long serialVersionUID = 1L;

    private final int maxTargets;
    private final int maxConcurrent;
    private final Long memoryBytes;
    private final LinkedHashMap<String, String> extraDialects;

    private transient TargetReads reads;
    private transient Origin opened;

    /**
     * @param settings bounds
     * @param extraDialects content of the user's dialect files by name: read where the job is
     *     submitted, because TaskManagers may not have them
     */
    ScrapeFunction(ProcessSettings settings, Map<String, String> extraDialects) {
        this.maxTargets = settings.maxTargets();
        this.maxConcurrent = settings.maxConcurrent();
        this.memoryBytes = settings.memoryBytes();
        this.extraDialects = new LinkedHashMap<>(extraDialects);
    }

    @Override
    public void open(OpenContext context) {
        List<Catalog.Source> sources = new ArrayList<>();
        extraDialects.forEach((name, text) -> sources.add(new Catalog.Source(name, text)));
        reads =
                new TargetReads(
                        Catalog.of(sources),
                        new ProcessSettings(maxTargets, maxConcurrent, memoryBytes),
                        new ScrapeMetrics(getRuntimeContext().getMetricGroup()),
                        Clock.systemUTC());
        opened = Origin.here();
    }

    @Override
    public void asyncInvoke(ScrapeRequest request, ResultFuture<ScrapeOutcome> result) {
        switch (request.kind()) {
            case READ -> {
                if (restored(request)) {
                    complete(result, missed(request, FailureReason.RESTART));
                } else {
                    reads.read(request).thenAccept(outcome -> complete(result, outcome));
                }
            }
            case MISSED -> complete(result, missed(request, FailureReason.DOWNTIME));
            case RETIRED -> {
                reads.forget(request.spec().target());
                complete(result, ScrapeOutcome.fact(request));
            }
            case ADDED, NOTICE -> complete(result, ScrapeOutcome.fact(request));
        }
    }

    /** The last resort, above every budget: an outcome all the same. */
    @Override
    public void timeout(ScrapeRequest request, ResultFuture<ScrapeOutcome> result) {
        complete(
                result,
                ScrapeOutcome.unobserved(
                        request,
                        OutcomeKind.FAILED,
                        FailureReason.DEADLINE,
                        "the read did not end within its budget",
                        null,
                        null));
    }

    @Override
    public void close() {
        if (reads != null) {
            reads.close();
        }
    }

    /** Emitted before this function was opened, or in another process: from a checkpoint. */
    private boolean restored(ScrapeRequest request) {
        return !request.origin().process().equals(opened.process())
                || request.origin().nanos() - opened.nanos() < 0;
    }

    private static ScrapeOutcome missed(ScrapeRequest request, FailureReason reason) {
        return ScrapeOutcome.unobserved(request, OutcomeKind.MISSED, reason, "", null, null);
    }

    private static void complete(ResultFuture<ScrapeOutcome> result, ScrapeOutcome outcome) {
        result.complete(List.of(outcome));
    }
}
