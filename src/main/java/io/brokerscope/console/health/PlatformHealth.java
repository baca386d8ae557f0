package io.brokerscope.console.health;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.brokerscope.model.BreakerState;
import java.util.List;
import java.util.stream.Stream;

/**
 * How Brokerscope itself is.
 *
 * @param status the worst of its components
 * @param components its parts
 * @param metrics how much it does
 * @param console how the console knows this
 */
public record PlatformHealth(
        Level status, Components components, Metrics metrics, ConsoleState console) {

    /**
     * The parts.
     *
     * @param collector reads the targets
     * @param transformer makes entities of what was read
     * @param streamer writes them
     */
    public record Components(Collector collector, Transformer transformer, Streamer streamer) {

        Level worst() {
            return Stream.of(collector.status(), transformer.status(), streamer.status())
                    .max(Level::compareTo)
                    .orElseThrow();
        }
    }

    /**
     * What reads the targets.
     *
     * @param status how it is
     * @param lastCheck when that was found out, ISO 8601; null where it never was
     * @param targets targets that there are
     * @param openCircuits those whose circuit is open
     * @param activeRecoveries those that are being retried or half open
     * @param reasons why it is not healthy, a sentence each
     */
    public record Collector(
            Level status,
            String lastCheck,
            int targets,
            int openCircuits,
            int activeRecoveries,
            List<String> reasons) {}

    /**
     * What makes entities.
     *
     * @param status how it is
     * @param lastCheck when that was found out, ISO 8601; null where it never was
     * @param circuitBreaker the job itself: CLOSED while it runs, HALF_OPEN while it starts, OPEN
     *     while it does not run; null where that is not known
     * @param watermarkLagMs how far its event time is behind; null where that is not known
     * @param reasons why it is not healthy, a sentence each
     */
    public record Transformer(
            Level status,
            String lastCheck,
            BreakerState circuitBreaker,
            Long watermarkLagMs,
            List<String> reasons) {}

    /**
     * What writes.
     *
     * @param status how it is
     * @param lastCheck when that was found out, ISO 8601; null where it never was
     * @param activeRecoveries 1 while the job restarts, otherwise 0
     * @param lastCheckpointAgeMs how long ago the last checkpoint was completed; null where that is
     *     not known
     * @param restartsLastHour restarts of the job within the last hour; null where that is not
     *     known
     * @param reasons why it is not healthy, a sentence each
     */
    public record Streamer(
            Level status,
            String lastCheck,
            int activeRecoveries,
            Long lastCheckpointAgeMs,
            Integer restartsLastHour,
            List<String> reasons) {}

    /**
     * How much it does. What is not known is null.
     *
     * @param uptime share of the ticks of all targets that were observed over a day
     * @param throughput records of entities per second
     * @param errorRate share of the reads that failed over five minutes
     */
    public record Metrics(String uptime, String throughput, String errorRate) {}

    /**
     * How the console knows.
     *
     * @param ready whether everything was read once and the output cluster still answers
     * @param caughtUp whether everything that is committed was read
     * @param behind records that are still to be read, about
     * @param newestRecordAgeMs how old the newest tick is; null where there is none
     * @param badRecords records that could not be read and were left out
     * @param lastBadRecord the last of them; null for none
     * @param missingTopics topics that do not exist
     * @param error what keeps it from reading; null where nothing does
     * @param flink why Flink was not heard; null where it was
     * @param flinkUi where Flink's web UI is, a URL; null where Flink is not asked
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ConsoleState(
            boolean ready,
            boolean caughtUp,
            long behind,
            Long newestRecordAgeMs,
            long badRecords,
            String lastBadRecord,
            List<String> missingTopics,
            String error,
            String flink,
            String flinkUi) {}
}
