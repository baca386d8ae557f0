package io.brokerscope.cli.check;

import io.brokerscope.model.TargetSpec;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What is looked at in a target that is read by one protocol. Thread-safe. */
interface ProtocolCheck {

    /**
     * Looks at a target, within the time that its own settings and the command line give it; does
     * not block.
     *
     * @param spec the target as discovery made it
     * @return what was found, a line for each thing that was looked at
     */
    CompletableFuture<List<Finding>> check(TargetSpec spec);
}
