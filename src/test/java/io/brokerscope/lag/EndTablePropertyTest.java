package io.brokerscope.lag;

import static io.brokerscope.lag.Readings.DEFAULTS;
import static io.brokerscope.lag.Readings.START;
import static io.brokerscope.lag.Readings.TOPIC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.brokerscope.lag.TimeLag.Basis;
import io.brokerscope.model.settings.LagSettings;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** Lag in time against producers whose every record has a known time. */
class EndTablePropertyTest {

    private static final double SHORTEST_POLL = 10;
    private static final double LONGEST_POLL = 30;
    private static final double ROUNDING = 1e-6;

    @Property(tries = 300)
    void isRightToWithinOnePollOrItsShareOfTheLag(
            @ForAll long seed,
            @ForAll @IntRange(min = 2, max = 1_500) int polls,
            @ForAll @IntRange(min = 8, max = 100) int points) {
        LagSettings settings = Readings.with(new LagSettings.Times(points, 0.2));
        Watch watch = new Watch(new Random(seed), settings);
        for (int i = 0; i < polls; i++) {
            watch.poll();
            assertThat(watch.table.size()).isBetween(1, points);
            if (watch.random.nextInt(20) == 0 || i == polls - 1) {
                watch.check();
            }
        }
    }

    @Property(tries = 300)
    void isRightToWithinTheTwoReadingsAroundTheRecordWhileTheTableIsNotFull(
            @ForAll long seed, @ForAll @IntRange(min = 2, max = 60) int polls) {
        Watch watch = new Watch(new Random(seed), DEFAULTS);
        for (int i = 0; i < polls; i++) {
            watch.poll();
        }
        for (int record = watch.firstSeen(); record < watch.written; record++) {
            TimeLag lag = watch.lag(record);
            assertThat(lag.basis()).isEqualTo(Basis.INTERPOLATED);
            assertThat(lag.seconds())
                    .isCloseTo(watch.trueLag(record), within(LONGEST_POLL + ROUNDING));
            assertThat(lag.atMost() - lag.atLeast()).isLessThanOrEqualTo(LONGEST_POLL + ROUNDING);
        }
    }

    @Property(tries = 300)
    void neverFallsWithTheOffset(
            @ForAll long seed, @ForAll @IntRange(min = 2, max = 400) int polls) {
        Watch watch = new Watch(new Random(seed), DEFAULTS);
        for (int i = 0; i < polls; i++) {
            watch.poll();
        }
        double before = Double.POSITIVE_INFINITY;
        int first = (int) Math.max(watch.firstSeen(), watch.table.offsets()[0]);
        for (int record = first; record <= watch.written; record++) {
            double seconds = watch.lag(record).seconds();
            assertThat(seconds).isBetween(0.0, before);
            before = seconds;
        }
    }

    @Property
    void isExactForProducersWhoseRateChangesAtPolls(
            @ForAll long seed, @ForAll @IntRange(min = 2, max = 60) int polls) {
        Random random = new Random(seed);
        long[] offsets = new long[polls];
        long[] times = new long[polls];
        EndTable table = EndTable.empty(TOPIC);
        for (int i = 0; i < polls; i++) {
            boolean idle = random.nextInt(3) == 0;
            long written = idle ? 0 : 1L + random.nextInt(1_000_000);
            offsets[i] = i == 0 ? random.nextInt(1_000) : offsets[i - 1] + written;
            times[i] = i == 0 ? START : times[i - 1] + 10_000 + random.nextInt(20_001);
            table = table.add(new EndReading(TOPIC, offsets[i], 0, times[i]), DEFAULTS);
        }
        long now = times[polls - 1] + 5_000;
        for (int i = 0; i + 1 < polls; i++) {
            long written = offsets[i + 1] - offsets[i];
            for (int k = 0; k < 5 && written > 0; k++) {
                long ahead = (long) (random.nextDouble() * written);
                double writtenAt = times[i] + (double) ahead / written * (times[i + 1] - times[i]);
                CommitReading commit = CommitReading.of(TOPIC, offsets[i] + ahead, now);
                assertThat(table.lookup(commit, now, DEFAULTS).seconds())
                        .isCloseTo((now - writtenAt) / 1_000, within(ROUNDING));
            }
        }
    }

    @Property
    void staysSoundWhateverIsReadInWhateverOrder(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 300) int readings) {
        Random random = new Random(seed);
        EndTable table = EndTable.empty(TOPIC);
        for (int i = 0; i < readings; i++) {
            long offset = random.nextInt(4) == 0 ? random.nextInt(500) : 10L * i;
            String topic = random.nextInt(50) == 0 ? "another" : TOPIC;
            long at = START + 15_000L * i - random.nextInt(60_000);
            table = table.add(new EndReading(topic, offset, random.nextInt(300), at), DEFAULTS);
            assertThat(table.size()).isBetween(1, DEFAULTS.times().points());
            for (int k = 1; k < table.size(); k++) {
                assertThat(table.times()[k]).isGreaterThan(table.times()[k - 1]);
                assertThat(table.offsets()[k]).isGreaterThanOrEqualTo(table.offsets()[k - 1]);
                assertThat(table.errors()[k - 1])
                        .isBetween(0.0, (double) (table.times()[k] - table.times()[k - 1]));
            }
            CommitReading commit =
                    CommitReading.of(table.topicId(), random.nextInt(700), at - random.nextInt(99));
            long now = table.newest().readAt() + random.nextInt(150_000);
            sound(table.lookup(commit, now, DEFAULTS));
        }
    }

    @Property
    void doesNotOverflowAtTheLargestOffsets(
            @ForAll @LongRange(min = 0, max = Long.MAX_VALUE) long first,
            @ForAll @LongRange(min = 0, max = Long.MAX_VALUE) long second,
            @ForAll @LongRange(min = 0, max = Long.MAX_VALUE) long committed) {
        EndTable table = EndTable.empty(TOPIC);
        table = table.add(new EndReading(TOPIC, Math.min(first, second), 0, START), DEFAULTS);
        long later = START + 10_000;
        table = table.add(new EndReading(TOPIC, Math.max(first, second), 0, later), DEFAULTS);
        CommitReading commit = CommitReading.of(TOPIC, committed, later - 1);
        TimeLag lag = table.lookup(commit, later, DEFAULTS);
        sound(lag);
        if (lag.known()) {
            assertThat(lag.seconds()).isLessThanOrEqualTo(10);
        }
    }

    private static void sound(TimeLag lag) {
        assertThat(lag.atLeast()).isGreaterThanOrEqualTo(0);
        assertThat(lag.atMost()).isGreaterThanOrEqualTo(lag.atLeast());
        assertThat(lag.known()).isEqualTo(lag.unknown() == null);
        if (lag.known()) {
            assertThat(lag.seconds()).isBetween(lag.atLeast(), lag.atMost());
        } else {
            assertThat(lag.seconds()).isNaN();
        }
    }

    /** A producer that is idle, steady or bursts by turns, and a table that watches it. */
    private static final class Watch {

        final Random random;
        final LagSettings settings;
        EndTable table = EndTable.empty(TOPIC);
        long now = START;

        /** When each record was written; those up to {@link #written} were at the last poll. */
        private long[] times = new long[1_024];

        private int made;
        int written;
        private int firstPoll = -1;
        private long producedUntil = START;

        Watch(Random random, LagSettings settings) {
            this.random = random;
            this.settings = settings;
        }

        void poll() {
            now += (long) (1_000 * SHORTEST_POLL);
            now += random.nextInt((int) (1_000 * (LONGEST_POLL - SHORTEST_POLL)) + 1);
            while (producedUntil <= now) {
                phase();
            }
            while (written < made && times[written] <= now) {
                written++;
            }
            firstPoll = firstPoll < 0 ? written : firstPoll;
            table = table.add(new EndReading(TOPIC, written, 0, now), settings);
        }

        private void phase() {
            switch (random.nextInt(4)) {
                case 0 -> producedUntil += random.nextInt(1_200_000);
                case 1 -> burst(1 + random.nextInt(50));
                case 2 -> steady(1 + random.nextInt(60), 200 + random.nextInt(20_000));
                default -> steady(1 + random.nextInt(100), 50 + random.nextInt(500));
            }
        }

        private void burst(int records) {
            for (int i = 0; i < records; i++) {
                write();
            }
            producedUntil++;
        }

        private void steady(int records, int distance) {
            for (int i = 0; i < records; i++) {
                write();
                producedUntil += distance;
            }
        }

        private void write() {
            if (made == times.length) {
                times = Arrays.copyOf(times, 2 * made);
            }
            times[made++] = producedUntil;
        }

        /** The first record that was written after the first reading. */
        int firstSeen() {
            return firstPoll;
        }

        double trueLag(int record) {
            return (now - times[record]) / 1_000.0;
        }

        TimeLag lag(int record) {
            return table.lookup(CommitReading.of(TOPIC, record, now), now, settings);
        }

        void check() {
            for (int i = 0; i < 20 && written > 0; i++) {
                int record = random.nextInt(written);
                double truth = trueLag(record);
                TimeLag lag = lag(record);
                sound(lag);
                assertThat(truth).isBetween(lag.atLeast() - ROUNDING, lag.atMost() + ROUNDING);
                if (lag.known()) {
                    double share = settings.times().relativeError() * truth;
                    assertThat(lag.seconds())
                            .isCloseTo(truth, within(Math.max(LONGEST_POLL, share) + ROUNDING));
                } else {
                    assertThat(lag.unknown()).isEqualTo(UnknownReason.BELOW_TABLE);
                    assertThat((long) record).isLessThan(table.offsets()[0]);
                }
            }
        }
    }
}
