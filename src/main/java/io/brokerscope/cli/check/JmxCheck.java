package io.brokerscope.cli.check;

import io.brokerscope.model.TargetSpec;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Looks at targets that are read by remote JMX: a read as the job makes it tells all there is. */
final class JmxCheck implements ProtocolCheck {

    private final JobReads reads;
    private final MetricFindings metrics;

    JmxCheck(JobReads reads, MetricFindings metrics) {
        this.reads = reads;
        this.metrics = metrics;
    }

    @Override
    public CompletableFuture<List<Finding>> check(TargetSpec spec) {
        return reads.read(spec).thenApply(read -> JmxFindings.of(read, metrics));
    }
}
