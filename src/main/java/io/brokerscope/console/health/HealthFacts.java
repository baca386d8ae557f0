package io.brokerscope.console.health;

import io.brokerscope.console.fleet.Ticks;
import io.brokerscope.console.flink.FlinkFacts;
import io.brokerscope.console.follow.FollowerState;

/**
 * What the health of the platform is judged by. Times are epoch milliseconds, -1 where something is
 * not known.
 *
 * @param targets targets that there are
 * @param answering those whose last tick was observed
 * @param openCircuits those whose circuit is open
 * @param activeRecoveries those whose circuit is half open or whose last read was repeated
 * @param shortestIntervalMs the shortest distance between two ticks of a target
 * @param newestDueAt the last tick that anything is told of
 * @param newestEntityAt when the newest record of an entity was made
 * @param day the ticks of all targets over a day
 * @param reads the reads of all targets over five minutes
 * @param entitiesPerSecond records of entities over the last minute
 * @param follower how the reading of the output topics goes
 * @param flink what Flink tells
 * @param flinkUi where Flink's web UI is; null where that is not known
 */
public record HealthFacts(
        int targets,
        int answering,
        int openCircuits,
        int activeRecoveries,
        long shortestIntervalMs,
        long newestDueAt,
        long newestEntityAt,
        Ticks day,
        Ticks reads,
        double entitiesPerSecond,
        FollowerState follower,
        FlinkFacts flink,
        String flinkUi) {}
