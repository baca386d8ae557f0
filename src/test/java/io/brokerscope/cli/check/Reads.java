package io.brokerscope.cli.check;

import io.brokerscope.model.FailureReason;
import io.brokerscope.model.OutcomeKind;
import io.brokerscope.model.ReadStats;
import io.brokerscope.model.Readings;
import io.brokerscope.model.ScrapeOutcome;
import io.brokerscope.model.ScrapeRequest;
import io.brokerscope.model.SeriesTable;
import io.brokerscope.model.SeriesTable.SeriesKey;
import io.brokerscope.model.TargetSpec;
import io.brokerscope.model.cluster.ClusterReading;
import io.brokerscope.testsupport.ScrapeTargets;
import java.util.Arrays;

/** Made-up reads, and what came of them. */
final class Reads {

    /** A read of 10,000 bytes that took 0.1 s. */
    static final ReadStats STATS =
            new ReadStats(1, 0, 1, 100_000, 10_000, 250, 200, 50, 0, false, 0, 0, "");

    private Reads() {}

    /** A target of the cluster {@code test} with a budget of an attempt of one second. */
    static ScrapeTargets at(String endpoint) {
        return ScrapeTargets.at(endpoint);
    }

    static TargetRead failed(ScrapeTargets target, FailureReason reason, String detail) {
        return failed(target, reason, detail, "");
    }

    static TargetRead failed(
            ScrapeTargets target, FailureReason reason, String detail, String excerpt) {
        TargetSpec spec = target.spec("7");
        ReadStats stats = new ReadStats(1, 0, -1, 1_000, 0, 0, 0, 0, 0, false, 0, 0, excerpt);
        return new TargetRead(
                spec,
                ScrapeOutcome.unobserved(
                        request(spec), OutcomeKind.FAILED, reason, detail, stats, null),
                null);
    }

    static TargetRead observed(ScrapeTargets target, ReadStats stats, Readings readings) {
        return observed(target, stats, readings, null);
    }

    static TargetRead observed(
            ScrapeTargets target, ReadStats stats, Readings readings, FailureReason firstFailure) {
        TargetSpec spec = target.spec("7");
        return new TargetRead(
                spec,
                ScrapeOutcome.observed(request(spec), "", stats, null, readings, null),
                firstFailure);
    }

    /** A read of a cluster. */
    static TargetRead ofCluster(TargetSpec spec, ClusterReading reading) {
        return new TargetRead(
                spec,
                ScrapeOutcome.observed(request(spec), "", STATS, null, readings("none"), reading),
                null);
    }

    static TargetRead ofCluster(TargetSpec spec, FailureReason reason, String detail) {
        return new TargetRead(
                spec,
                ScrapeOutcome.unobserved(
                        request(spec), OutcomeKind.FAILED, reason, detail, null, null),
                null);
    }

    /** Readings of gauges; a name with {@code #} is a counter, {@code name/qualifier} has one. */
    static Readings readings(String dialect, String... metrics) {
        SeriesTable.Builder counters = new SeriesTable.Builder();
        SeriesTable.Builder gauges = new SeriesTable.Builder();
        for (String metric : metrics) {
            String[] parts = metric.replace("#", "").split("/");
            (metric.contains("#") ? counters : gauges)
                    .row(new SeriesKey(parts[0], null, parts.length > 1 ? parts[1] : null));
        }
        double[] values = new double[gauges.rows()];
        Arrays.fill(values, 1);
        return new Readings(
                dialect,
                -1,
                true,
                counters.build(),
                new long[counters.rows()],
                gauges.build(),
                values);
    }

    private static ScrapeRequest request(TargetSpec spec) {
        return new ScrapeRequest(
                ScrapeRequest.Kind.READ, spec, 1, 1, 1, null, ScrapeRequest.Origin.here());
    }
}
