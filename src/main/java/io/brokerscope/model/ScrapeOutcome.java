package io.brokerscope.model;

import io.brokerscope.model.cluster.ClusterReading;

/**
 * The one outcome of one tick (or range of missed ticks), or a fact about an incarnation. Flows
 * from the scraper to the per-target operator and holds no credential.
 *
 * @param kind what it is
 * @param target whose; null for NOTICE
 * @param incarnation see {@link ScrapeRequest#incarnation}
 * @param dueAt see {@link ScrapeRequest#dueAt}
 * @param untilDueAt see {@link ScrapeRequest#untilDueAt}
 * @param reason why nothing was observed; null for OBSERVED and for facts
 * @param detail a sentence for a person, bounded; empty where there is nothing to say
 * @param stats what the read cost and found; null where nothing was read
 * @param breaker state of the target's circuit after this tick; null for facts and MISSED
 * @param readings what was read; null unless OBSERVED
 * @param spec the target's specification; only on ADDED, otherwise null
 * @param notice only on NOTICE, otherwise null
 * @param view what the cluster told of itself; null unless OBSERVED and the target is a cluster
 * @param source OBSERVED: which of the target's {@link TargetSpec#sources} answered; otherwise 0
 */
public record ScrapeOutcome(
        OutcomeKind kind,
        TargetId target,
        long incarnation,
        long dueAt,
        long untilDueAt,
        FailureReason reason,
        String detail,
        ReadStats stats,
        BreakerState breaker,
        Readings readings,
        TargetSpec spec,
        DiscoveryNotice notice,
        ClusterReading view,
        int source) {

    /** A fact about an incarnation or a notice, passed on as the reader told it. */
    public static ScrapeOutcome fact(ScrapeRequest request) {
        OutcomeKind kind =
                switch (request.kind()) {
                    case ADDED -> OutcomeKind.ADDED;
                    case RETIRED -> OutcomeKind.RETIRED;
                    case NOTICE -> OutcomeKind.NOTICE;
                    case READ, MISSED ->
                            throw new IllegalArgumentException(request.kind() + " is a tick");
                };
        return new ScrapeOutcome(
                kind,
                request.spec() == null ? null : request.spec().target(),
                request.incarnation(),
                request.dueAt(),
                request.untilDueAt(),
                null,
                "",
                null,
                null,
                null,
                kind == OutcomeKind.ADDED ? request.spec() : null,
                request.notice(),
                null,
                0);
    }

    /** This outcome without what was read. */
    public ScrapeOutcome withoutValues() {
        return readings == null && view == null
                ? this
                : new ScrapeOutcome(
                        kind,
                        target,
                        incarnation,
                        dueAt,
                        untilDueAt,
                        reason,
                        detail,
                        stats,
                        breaker,
                        null,
                        spec,
                        notice,
                        null,
                        source);
    }

    /** This outcome for the ticks from {@code from} to {@code until} only. */
    public ScrapeOutcome over(long from, long until) {
        return from == dueAt && until == untilDueAt
                ? this
                : new ScrapeOutcome(
                        kind,
                        target,
                        incarnation,
                        from,
                        until,
                        reason,
                        detail,
                        stats,
                        breaker,
                        readings,
                        spec,
                        notice,
                        view,
                        source);
    }

    /** The outcome of a tick at which nothing was observed. */
    public static ScrapeOutcome unobserved(
            ScrapeRequest request,
            OutcomeKind kind,
            FailureReason reason,
            String detail,
            ReadStats stats,
            BreakerState breaker) {
        return new ScrapeOutcome(
                kind,
                request.spec().target(),
                request.incarnation(),
                request.dueAt(),
                request.untilDueAt(),
                reason,
                detail,
                stats,
                breaker,
                null,
                null,
                null,
                null,
                0);
    }

    /** The outcome of a tick at which the target answered, in the way that is trusted most. */
    public static ScrapeOutcome observed(
            ScrapeRequest request,
            String detail,
            ReadStats stats,
            BreakerState breaker,
            Readings readings,
            ClusterReading view) {
        return observed(request, detail, stats, breaker, readings, view, 0);
    }

    /** The outcome of a tick at which one of the target's sources answered. */
    public static ScrapeOutcome observed(
            ScrapeRequest request,
            String detail,
            ReadStats stats,
            BreakerState breaker,
            Readings readings,
            ClusterReading view,
            int source) {
        return new ScrapeOutcome(
                OutcomeKind.OBSERVED,
                request.spec().target(),
                request.incarnation(),
                request.dueAt(),
                request.dueAt(),
                null,
                detail,
                stats,
                breaker,
                readings,
                null,
                null,
                view,
                source);
    }
}
