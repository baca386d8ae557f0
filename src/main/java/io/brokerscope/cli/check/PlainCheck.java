package io.brokerscope.cli.check;

import io.brokerscope.cli.check.ReadFindings.Step;
import io.brokerscope.model.TargetSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Looks at targets of which nothing is known but how the job reads them. */
final class PlainCheck implements ProtocolCheck {

    private final JobReads reads;
    private final MetricFindings metrics;

    PlainCheck(JobReads reads, MetricFindings metrics) {
        this.reads = reads;
        this.metrics = metrics;
    }

    @Override
    public CompletableFuture<List<Finding>> check(TargetSpec spec) {
        return reads.read(spec).thenApply(this::findings);
    }

    private List<Finding> findings(TargetRead read) {
        Check failed = read.observed() ? null : Check.ANSWER;
        List<Finding> findings =
                new ArrayList<>(
                        ReadFindings.steps(
                                read,
                                List.of(new Step(Check.ANSWER, "it is read")),
                                failed,
                                "docs/scraping.md says what to look at."));
        if (failed == null) {
            findings.addAll(
                    metrics.of(
                            read.subject(),
                            read.outcome().readings(),
                            read.outcome().stats().known()));
            findings.add(ReadFindings.time(read));
        }
        return findings;
    }
}
