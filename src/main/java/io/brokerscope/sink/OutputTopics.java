package io.brokerscope.sink;

import io.brokerscope.model.settings.OutputSettings;
import java.time.Duration;
import java.util.List;

/**
 * Makes sure, before a job is submitted, that the output cluster takes what the job will write:
 * that it can be reached, that the topics exist and keep records as they must, that transactions
 * may last as long as configured, and that the principal may do all this. A job that found out by
 * itself would restart in a loop.
 *
 * <p>Resolves references to secrets in the calling process. Blocks for at most the given deadline
 * and a few seconds to close its clients. May run at the same time in several processes.
 */
public final class OutputTopics {

    private OutputTopics() {}

    /**
     * Creates the topics that are missing, where the settings allow it, and checks everything. Does
     * nothing to topics that exist; the number of partitions is never changed.
     *
     * @throws OutputCheckException with every problem that was found
     */
    public static Report prepare(OutputSettings settings, Duration deadline)
            throws OutputCheckException {
        return new OutputCheck(settings, deadline, true).run();
    }

    /**
     * Checks everything and creates nothing, and no transactional id is registered. A missing topic
     * is a problem only where the settings do not allow to create it, or where the cluster would
     * refuse to. Where the brokers do not tell how long transactions may last, that is a warning.
     *
     * @throws OutputCheckException with every problem that was found
     */
    public static Report verify(OutputSettings settings, Duration deadline)
            throws OutputCheckException {
        return new OutputCheck(settings, deadline, false).run();
    }

    /**
     * What was found on a cluster that can be used.
     *
     * @param created names of topics that were created
     * @param existing names of topics that were there
     * @param missing names of topics that {@link #prepare} would create
     * @param warnings what a person should know, a sentence each
     */
    public record Report(
            List<String> created,
            List<String> existing,
            List<String> missing,
            List<String> warnings) {}
}
