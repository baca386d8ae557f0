package io.brokerscope.console;

import io.brokerscope.console.web.ServerSettings;
import io.brokerscope.model.settings.KafkaSettings;
import java.net.URI;

/**
 * What a console works with.
 *
 * @param kafka the output cluster
 * @param topicPrefix what the names of the topics begin with
 * @param flink where Flink's REST interface is; null where it is not to be asked
 * @param flinkJob what the name of the job begins with
 * @param maxValues values of recent points that are kept at most, eight bytes each
 * @param server how it is served
 */
public record ConsoleSettings(
        KafkaSettings kafka,
        String topicPrefix,
        URI flink,
        String flinkJob,
        long maxValues,
        ServerSettings server) {

    /** What the names of Brokerscope's jobs begin with unless somebody says otherwise. */
    public static final String USUAL_FLINK_JOB = "Brokerscope";
}
