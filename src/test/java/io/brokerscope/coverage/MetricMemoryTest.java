package io.brokerscope.coverage;

import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.catalog.Catalog;
import io.brokerscope.coverage.Sighting.Metrics;
import io.brokerscope.model.Readings;
import io.brokerscope.model.ScrapeOutcome;
import io.brokerscope.model.SeriesTable.SeriesKey;
import io.brokerscope.model.TargetSpec;
import io.brokerscope.testsupport.Fixtures;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class MetricMemoryTest {

    /** Stale is what was told by this process and dialect, and lacks in its last two answers. */
    @Property(tries = 300)
    void whatIsStaleIsFoundAndNothingElse(@ForAll Random random) {
        MetricMemory memory = null;
        List<Long> answers = new ArrayList<>();
        long started = 1;
        String dialect = "a";
        for (int tick = 0; tick < 40; tick++) {
            if (random.nextInt(15) == 0) {
                if (random.nextBoolean()) {
                    started += 60_000;
                } else {
                    dialect += "a";
                }
                answers.clear();
            }
            long answer = random.nextLong() & random.nextLong() & 0b1111;
            answers.add(answer);
            memory = MetricMemory.after(memory, dialect, new Metrics(answer, started), tick);
            assertThat(memory.stale()).isEqualTo(stale(answers));
            if (memory.stale() != 0) {
                assertThat(memory.staleSince()).isEqualTo(tick - longestAbsent(answers));
            }
        }
    }

    private static long stale(List<Long> answers) {
        long stale = 0;
        for (int bit = 0; bit < 4; bit++) {
            int absent = absent(answers, bit);
            stale |= absent >= 2 && absent < answers.size() ? 1L << bit : 0;
        }
        return stale;
    }

    private static int longestAbsent(List<Long> answers) {
        int longest = 0;
        for (int bit = 0; bit < 4; bit++) {
            int absent = absent(answers, bit);
            longest = absent < answers.size() ? Math.max(longest, absent) : longest;
        }
        return longest;
    }

    /** How many of the last answers lack it. */
    private static int absent(List<Long> answers, int bit) {
        int absent = 0;
        while (absent < answers.size()
                && (answers.get(answers.size() - 1 - absent) & 1L << bit) == 0) {
            absent++;
        }
        return absent;
    }

    @Test
    void onlyAWholeAnswerOfTheFirstSourceSaysWhatIsAbsent() {
        TargetSpec spec = Fixtures.spec(Fixtures.cluster("c"), "1");
        Map<SeriesKey, Long> counters =
                Map.of(
                        new SeriesKey("broker.messages_in", null, null), 1L,
                        new SeriesKey("topic.messages_in", "orders", null), 1L);
        Map<SeriesKey, Double> gauges =
                Map.of(
                        new SeriesKey("broker.request.total_ms.p99", null, "Fetch"), 1.0,
                        new SeriesKey("broker.state", null, null), 3.0);
        Readings whole = Fixtures.readings(7, true, counters, gauges);
        Metrics told = Sighting.of(Fixtures.observed(spec, 1, 0, 5, whole)).metrics();
        assertThat(WatchedMetrics.named(told.told()))
                .containsExactly("broker.messages_in", "broker.state");
        assertThat(told.startedAt()).isEqualTo(7);
        ScrapeOutcome part = Fixtures.observed(spec, 1, 0, 5, whole.incomplete());
        assertThat(Sighting.of(part).metrics()).isNull();
        ScrapeOutcome fallback = Fixtures.observed(spec, 1, 0, 5, whole, 1, "");
        assertThat(Sighting.of(fallback).metrics()).isNull();
    }

    @Test
    void theMetricsAreThoseOfTheCatalog() {
        assertThat(Catalog.builtIn().metrics().keySet()).containsAll(WatchedMetrics.named(-1));
        assertThat(WatchedMetrics.count()).isLessThan(64);
    }
}
