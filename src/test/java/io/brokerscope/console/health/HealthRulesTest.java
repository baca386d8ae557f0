package io.brokerscope.console.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.console.fleet.Ticks;
import io.brokerscope.console.flink.FlinkFacts;
import io.brokerscope.console.follow.FollowerState;
import io.brokerscope.model.BreakerState;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HealthRulesTest {

    private static final long NOW = 1_764_000_000_000L;

    private int targets = 120;
    private int answering = 119;
    private int open = 1;
    private long newestDueAgo = 20_000;
    private long entityAgo = 12_000;
    private long contactAgo = 500;
    private long arrivedAgo = 4_000;
    private boolean everCaughtUp = true;
    private String error;
    private boolean watched = true;
    private long answeredAgo = 1_000;
    private String flinkError;
    private String jobState = "RUNNING";
    private long stateAgo = 600_000;
    private long checkpointAgo = 9_100;
    private int restarts = 1;
    private long watermarkAgo = 4_200;

    @Test
    void whatRunsAsItShouldIsHealthyAlthoughOneTargetOfManyDoesNotAnswer() {
        PlatformHealth health = judge();
        assertThat(health.status()).isEqualTo(Level.HEALTHY);
        assertThat(health.components().collector())
                .isEqualTo(
                        new PlatformHealth.Collector(
                                Level.HEALTHY, "2025-11-24T15:59:59.500Z", 120, 1, 2, List.of()));
        assertThat(health.components().transformer())
                .isEqualTo(
                        new PlatformHealth.Transformer(
                                Level.HEALTHY,
                                "2025-11-24T15:59:59Z",
                                BreakerState.CLOSED,
                                4_200L,
                                List.of()));
        assertThat(health.components().streamer())
                .isEqualTo(
                        new PlatformHealth.Streamer(
                                Level.HEALTHY,
                                "2025-11-24T15:59:59.500Z",
                                0,
                                9_100L,
                                1,
                                List.of()));
        assertThat(health.metrics())
                .isEqualTo(new PlatformHealth.Metrics("99.95%", "1000 entities/sec", "0.05%"));
        assertThat(health.console().ready()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "120, 120, 0, HEALTHY", "120, 108, 0, HEALTHY", "120, 107, 0, DEGRADED",
        "120, 60, 0, DEGRADED", "120, 59, 0, UNHEALTHY", "3, 0, 3, UNHEALTHY",
        "120, 120, 11, HEALTHY", "120, 120, 12, DEGRADED", "0, 0, 0, HEALTHY"
    })
    void theCollectorIsAsItsTargetsAnswer(int all, int answer, int circuits, Level level) {
        targets = all;
        answering = answer;
        open = circuits;
        PlatformHealth health = judge();
        assertThat(health.components().collector().status()).isEqualTo(level);
        assertThat(health.status()).as("the worst counts").isEqualTo(level);
        assertThat(health.components().transformer().status()).isEqualTo(Level.HEALTHY);
    }

    /** Two intervals of 15 s, two checkpoints of 10 s and 10 s more. */
    @ParameterizedTest
    @CsvSource({"60000, 60000, HEALTHY", "60001, 60000, UNHEALTHY", "60000, 60001, UNHEALTHY"})
    void whatIsStaleIsUnhealthy(long due, long entity, Level level) {
        newestDueAgo = due;
        entityAgo = entity;
        assertThat(judge().status()).isEqualTo(level);
    }

    @Test
    void nothingReadYetIsNoGoodNews() {
        newestDueAgo = -1;
        entityAgo = -1;
        contactAgo = -1;
        answeredAgo = -1;
        jobState = null;
        PlatformHealth health = judge();
        assertThat(health.components().collector().status()).isEqualTo(Level.UNHEALTHY);
        assertThat(health.components().transformer().status()).isEqualTo(Level.UNHEALTHY);
        assertThat(health.components().transformer().circuitBreaker()).isNull();
        assertThat(health.components().streamer().status()).isEqualTo(Level.UNHEALTHY);
        assertThat(health.components().streamer().restartsLastHour()).isNull();
        assertThat(health.console().ready()).isFalse();
    }

    @Test
    void untilEverythingIsReadNothingIsKnown() {
        everCaughtUp = false;
        assertThat(judge().components().streamer().reasons())
                .containsExactly(
                        "the console has not read everything yet: about 7 records are left");
        assertThat(judge().status()).isEqualTo(Level.UNHEALTHY);
    }

    @ParameterizedTest
    @CsvSource({"8000, HEALTHY", "8001, UNHEALTHY"})
    void anOutputClusterThatDoesNotAnswerMakesTheStreamerUnhealthy(long ago, Level level) {
        contactAgo = ago;
        error = ago > 8_000 ? "no broker answered" : null;
        assertThat(judge().components().streamer().status()).isEqualTo(level);
    }

    /** A job that is killed takes Flink with it, or not; both are seen within 15 s. */
    @ParameterizedTest
    @CsvSource({
        "8000, 20000, HEALTHY",
        "8001, 12000, DEGRADED",
        "8001, 12001, UNHEALTHY",
        "-1, 20000, DEGRADED",
        "-1, -1, DEGRADED"
    })
    void flinkThatFellSilentIsUnhealthyOnceNothingComesEither(
            long answered, long arrived, Level level) {
        answeredAgo = answered;
        arrivedAgo = arrived;
        flinkError = "Flink does not answer";
        if (answered < 0) {
            jobState = null;
        }
        assertThat(judge().components().transformer().status()).isEqualTo(level);
        assertThat(judge().components().streamer().status()).isEqualTo(level);
        assertThat(judge().components().collector().status()).isEqualTo(Level.HEALTHY);
    }

    @ParameterizedTest
    @CsvSource({
        "RUNNING, 600000, HEALTHY, CLOSED, 0",
        "RESTARTING, 1000, DEGRADED, HALF_OPEN, 1",
        "INITIALIZING, 60000, DEGRADED, HALF_OPEN, 1",
        "RESTARTING, 60001, UNHEALTHY, HALF_OPEN, 1",
        "FAILED, 1000, UNHEALTHY, OPEN, 0",
        "CANCELED, 1000, UNHEALTHY, OPEN, 0",
        "FINISHED, 1000, UNHEALTHY, OPEN, 0",
        ", -1, UNHEALTHY, OPEN, 0"
    })
    void theJobIsAsFlinkTells(
            String state, long since, Level level, BreakerState circuit, int recoveries) {
        jobState = state;
        stateAgo = since;
        PlatformHealth health = judge();
        assertThat(health.components().transformer().status()).isEqualTo(level);
        assertThat(health.components().transformer().circuitBreaker()).isEqualTo(circuit);
        assertThat(health.components().streamer().status()).isEqualTo(level);
        assertThat(health.components().streamer().activeRecoveries()).isEqualTo(recoveries);
    }

    @ParameterizedTest
    @CsvSource({
        "60000, HEALTHY",
        "60001, DEGRADED",
        "300000, DEGRADED",
        "300001, UNHEALTHY",
        "-1, HEALTHY"
    })
    void theTransformerIsAsFarBehindAsItsWatermark(long behind, Level level) {
        watermarkAgo = behind;
        assertThat(judge().components().transformer().status()).isEqualTo(level);
        assertThat(judge().components().streamer().status()).isEqualTo(Level.HEALTHY);
    }

    @ParameterizedTest
    @CsvSource({
        "60000, 600000, HEALTHY", "60001, 600000, DEGRADED", "300001, 600000, UNHEALTHY",
        "-1, 60000, HEALTHY", "-1, 60001, DEGRADED", "-1, 300001, UNHEALTHY"
    })
    void withoutCheckpointsNothingIsCommitted(long ago, long running, Level level) {
        checkpointAgo = ago;
        stateAgo = running;
        assertThat(judge().components().streamer().status()).isEqualTo(level);
    }

    @ParameterizedTest
    @CsvSource({"2, HEALTHY", "3, DEGRADED"})
    void manyRestartsAreNotGood(int count, Level level) {
        restarts = count;
        assertThat(judge().components().streamer().status()).isEqualTo(level);
    }

    @Test
    void withoutFlinkTheTopicsAloneTell() {
        watched = false;
        answeredAgo = -1;
        jobState = null;
        arrivedAgo = 50_000;
        assertThat(judge().status()).isEqualTo(Level.HEALTHY);
        newestDueAgo = 61_000;
        assertThat(judge().status()).isEqualTo(Level.UNHEALTHY);
    }

    @Test
    void oneMissedTickInAMillionIsNotAHundredPerCent() {
        PlatformHealth health =
                HealthRules.judge(facts(new Ticks(1_000_000, 999_999), new Ticks(0, 0)), NOW);
        assertThat(health.metrics().uptime()).isEqualTo("99.99%");
        assertThat(health.metrics().errorRate()).isNull();
    }

    private PlatformHealth judge() {
        return HealthRules.judge(facts(new Ticks(2_000, 1_999), new Ticks(2_000, 1_999)), NOW);
    }

    private HealthFacts facts(Ticks day, Ticks reads) {
        return new HealthFacts(
                targets,
                answering,
                open,
                2,
                15_000,
                at(newestDueAgo),
                at(entityAgo),
                day,
                reads,
                1_000.4,
                new FollowerState(
                        at(contactAgo),
                        everCaughtUp,
                        everCaughtUp,
                        everCaughtUp ? 0 : 7,
                        at(arrivedAgo),
                        List.of(),
                        0,
                        null,
                        error),
                new FlinkFacts(
                        watched,
                        at(answeredAgo),
                        flinkError,
                        "id",
                        jobState,
                        at(stateAgo),
                        at(checkpointAgo),
                        10_000,
                        restarts,
                        at(watermarkAgo)),
                null);
    }

    private static long at(long ago) {
        return ago < 0 ? -1 : NOW - ago;
    }
}
