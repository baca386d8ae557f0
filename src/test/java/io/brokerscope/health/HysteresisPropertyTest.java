package io.brokerscope.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.model.EntityType;
import io.brokerscope.model.HealthJudge.Facts;
import io.brokerscope.model.HealthJudge.Verdict;
import io.brokerscope.model.HealthMemory;
import io.brokerscope.model.Quality;
import io.brokerscope.model.Status;
import io.brokerscope.model.settings.HealthSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class HysteresisPropertyTest {

    private static final long BEGIN = 1_764_000_000_000L;
    private static final int TICKS = 400;

    private record Change(long at, Status from, Status to) {

        boolean isBetter() {
            return to.compareTo(from) < 0;
        }
    }

    private final HealthScore health = new HealthScore();

    /** A recovery takes its time, so that what is worse again stays so at least as long. */
    @Property(tries = 300)
    void aNoisyScoreChangesItsStatusAtMostOncePerTimeOfRecovery(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int intervalSeconds) {
        Random random = new Random(seed);
        long interval = intervalSeconds * 1000L;
        long recovery = Math.max(30_000, 2 * interval);
        double share = random.nextDouble();
        List<Change> changes = new ArrayList<>();
        HealthMemory memory = HealthMemory.NONE;
        long lastBad = Long.MIN_VALUE;
        for (int tick = 0; tick < TICKS; tick++) {
            long now = BEGIN + tick * interval;
            boolean bad = random.nextDouble() < share;
            boolean worse = bad && random.nextBoolean();
            Status before = memory.status();
            Verdict verdict = health.judge(facts(bad, worse, interval, now), memory);
            memory = verdict.memory();
            if (worse) {
                assertThat(verdict.status()).as("worse at once").isEqualTo(Status.UNHEALTHY);
            } else if (bad) {
                assertThat(verdict.status()).isNotEqualTo(Status.HEALTHY);
            }
            lastBad = bad ? now : lastBad;
            if (lastBad == Long.MIN_VALUE || now - lastBad >= 2 * recovery + 2 * interval) {
                assertThat(verdict.status()).as("well in the end").isEqualTo(Status.HEALTHY);
            }
            if (before != null && before != verdict.status()) {
                changes.add(new Change(now, before, verdict.status()));
            }
        }
        for (int i = 1; i < changes.size(); i++) {
            if (changes.get(i).isBetter()) {
                assertThat(changes.get(i).at() - changes.get(i - 1).at())
                        .as("%s", changes)
                        .isGreaterThanOrEqualTo(recovery);
            }
        }
    }

    /** Noise that stays within the band of a threshold is one change, if any. */
    @Property(tries = 200)
    void aNoisyValueWithinTheBandChangesTheStatusOnce(@ForAll long seed) {
        Random random = new Random(seed);
        HealthMemory memory = HealthMemory.NONE;
        int changes = 0;
        for (int tick = 0; tick < TICKS; tick++) {
            Status before = memory.status();
            Verdict verdict =
                    health.judge(
                            new Facts(
                                    EntityType.MESSAGE_QUEUE_BROKER,
                                    Map.of(),
                                    Map.of("broker.memory.usage", 0.82 + random.nextDouble() * 0.1),
                                    Quality.MEASURED,
                                    null,
                                    null,
                                    HealthSettings.DEFAULTS,
                                    15_000,
                                    BEGIN + tick * 15_000L),
                            memory);
            memory = verdict.memory();
            changes += before != null && before != verdict.status() ? 1 : 0;
        }
        assertThat(changes).isEqualTo(1);
    }

    private static Facts facts(boolean bad, boolean worse, long interval, long now) {
        return new Facts(
                EntityType.MESSAGE_QUEUE_TOPIC,
                Map.of(),
                Map.of(
                        "topic.partitions.underMinIsr", bad ? 1.0 : 0.0,
                        "topic.partitions.offline", worse ? 1.0 : 0.0),
                Quality.MEASURED,
                null,
                null,
                HealthSettings.DEFAULTS,
                interval,
                now);
    }
}
