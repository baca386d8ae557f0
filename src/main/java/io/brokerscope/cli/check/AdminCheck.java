package io.brokerscope.cli.check;

import io.brokerscope.model.TargetSpec;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** Looks at clusters that are read by the Admin protocol: a read as the job makes it, and ACLs. */
final class AdminCheck implements ProtocolCheck {

    /** Beyond what the probe bounds by itself. */
    private static final long MARGIN_MS = 500;

    private final JobReads reads;
    private final Executor blocking;

    /**
     * A check.
     *
     * @param blocking for asking about permissions
     */
    AdminCheck(JobReads reads, Executor blocking) {
        this.reads = reads;
        this.blocking = blocking;
    }

    @Override
    public CompletableFuture<List<Finding>> check(TargetSpec spec) {
        return reads.read(spec)
                .thenCompose(read -> acls(read).thenApply(acls -> AdminFindings.of(read, acls)));
    }

    /** Whoever did not answer the read would not answer this either. */
    private CompletableFuture<AclFacts> acls(TargetRead read) {
        if (read.outcome().view() == null) {
            return CompletableFuture.completedFuture(AclFacts.unknown("not reached"));
        }
        long timeoutMs = read.spec().cluster().scrape().attemptTimeoutMs();
        // The system may take any time to resolve a name, and no thread gets away from that.
        return CompletableFuture.supplyAsync(
                        () -> AclProbe.ask(read.spec().cluster(), timeoutMs), blocking)
                .completeOnTimeout(
                        AclFacts.unknown("no answer in time"),
                        timeoutMs + MARGIN_MS,
                        TimeUnit.MILLISECONDS);
    }
}
