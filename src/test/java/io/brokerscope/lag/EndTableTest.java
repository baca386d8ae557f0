package io.brokerscope.lag;

import static io.brokerscope.lag.Readings.DEFAULTS;
import static io.brokerscope.lag.Readings.TOPIC;
import static io.brokerscope.lag.Readings.at;
import static io.brokerscope.lag.Readings.commit;
import static io.brokerscope.lag.Readings.end;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.brokerscope.lag.TimeLag.Basis;
import io.brokerscope.model.settings.LagSettings;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndTableTest {

    private EndTable table = EndTable.empty(TOPIC);

    private void add(EndReading... readings) {
        for (EndReading reading : readings) {
            table = table.add(reading, DEFAULTS);
        }
    }

    private TimeLag lookup(long offset, double seconds) {
        return table.lookup(commit(offset, seconds - 1), at(seconds), DEFAULTS);
    }

    private static WriteSpan writes(long offset, double from, double until) {
        return new WriteSpan(offset, at(from), at(until));
    }

    /**
     * Silent from 10 s to 25 s, 400 records until 29 s, and silent again: read at 10 s and 40 s.
     */
    @ParameterizedTest
    @CsvSource({"1000, 25", "1200, 23", "1399, 21.01", "1400, 0"})
    void whenItWasWrittenToIsKnownBetweenTwoReadings(long offset, double seconds) {
        add(end(1_000, 10));
        table = table.add(end(1_400, 40), writes(1_000, 25, 29), DEFAULTS);
        assertThat(lookup(offset, 50).seconds()).isCloseTo(seconds, within(1e-6));
    }

    /** One record, and all of a batch that has one timestamp. */
    @Test
    void whatWasWrittenAtOnceIsOfOneTime() {
        add(end(1_000, 10));
        table = table.add(end(6_000, 40), writes(1_000, 25, 25), DEFAULTS);
        assertThat(lookup(1_000, 50).seconds()).isEqualTo(25);
        assertThat(lookup(5_999, 50).seconds()).isCloseTo(25, within(0.002));
        table = table.add(end(6_001, 60), writes(6_000, 55, 55), DEFAULTS);
        assertThat(lookup(6_000, 70).seconds()).isEqualTo(15);
    }

    /** Clocks of producers may say anything. */
    @ParameterizedTest
    @CsvSource({
        "1000, 9, 29",
        "1000, 10, 29",
        "1000, 40, 41",
        "1000, 1e6, 1e6",
        "999, 25, 29",
        "1400, 25, 29",
        "5000, 25, 29"
    })
    void timesThatDoNotFitBetweenTheReadingsChangeNothing(long offset, double from, double until) {
        add(end(1_000, 10));
        EndTable without = table.add(end(1_400, 40), DEFAULTS);
        EndTable with = table.add(end(1_400, 40), writes(offset, from, until), DEFAULTS);
        assertThat(with.offsets()).isEqualTo(without.offsets());
        assertThat(with.times()).isEqualTo(without.times());
    }

    /** The last record seems to be of the future: until when it was written to is not known. */
    @Test
    void anEndOfWritingThatDoesNotFitIsLeftOut() {
        add(end(1_000, 10));
        table = table.add(end(1_400, 40), writes(1_000, 25, 1e6), DEFAULTS);
        assertThat(lookup(1_000, 50).seconds()).isEqualTo(25);
        assertThat(lookup(1_200, 50).seconds()).isCloseTo(17.5, within(1e-6));
    }

    @Test
    void anotherTopicOfTheSameNameSharesNoTimes() {
        add(end(1_000, 10));
        table =
                table.add(
                        new EndReading("another", 1_400, 0, at(40)),
                        writes(1_000, 25, 29),
                        DEFAULTS);
        assertThat(table.offsets()).containsExactly(1_400);
    }

    @ParameterizedTest
    @CsvSource({
        // The line from 1,000 at 10 s to 2,000 at 20 s to 2,200 at 30 s, seen at 40 s.
        "1000, 30",
        "1001, 29.99",
        "1500, 25",
        "2000, 20",
        "2100, 15",
        "2199, 10.05",
        "2200, 0"
    })
    void placesARecordOnTheLineBetweenTwoReadings(long offset, double seconds) {
        add(end(1_000, 10), end(2_000, 20), end(2_200, 30));
        TimeLag lag = lookup(offset, 40);
        assertThat(lag.seconds()).isCloseTo(seconds, within(1e-6));
        assertThat(lag.basis()).isEqualTo(offset == 2_200 ? Basis.AT_END : Basis.INTERPOLATED);
        assertThat(lag.unknown()).isNull();
    }

    @Test
    void saysWhatIsCertainBesideWhatIsLikely() {
        add(end(1_000, 10), end(2_000, 20));
        TimeLag lag = lookup(1_500, 40);
        assertThat(lag.atLeast()).isEqualTo(20);
        assertThat(lag.seconds()).isEqualTo(25);
        assertThat(lag.atMost()).isEqualTo(30);
        assertThat(lookup(2_000, 23).atMost()).isEqualTo(3);
    }

    @Test
    void aRecordAfterALongSilenceIsNotOld() {
        add(end(100, 0));
        for (int second = 10; second <= 600; second += 10) {
            add(end(100, second));
        }
        add(end(5_000, 610));
        TimeLag lag = lookup(101, 611);
        assertThat(lag.seconds()).isBetween(1.0, 11.0);
        assertThat(table.times()).containsExactly(at(0), at(600), at(610));
        assertThat(table.errors()).containsExactly(0, 10_000, 0);
    }

    @Test
    void aRecordBeforeALongSilenceIsAsOldAsItIs() {
        add(end(100, 0), end(200, 10));
        for (int second = 20; second <= 600; second += 10) {
            add(end(200, second));
        }
        assertThat(lookup(150, 605).seconds()).isCloseTo(600, within(1e-6));
        add(end(300, 610));
        assertThat(lookup(150, 615).seconds()).isCloseTo(610, within(1e-6));
    }

    @Test
    void nothingIsToldBelowTheTableButWhatIsCertain() {
        add(end(1_000, 10), end(2_000, 20));
        TimeLag lag = lookup(999, 40);
        assertThat(lag.basis()).isEqualTo(Basis.UNKNOWN);
        assertThat(lag.unknown()).isEqualTo(UnknownReason.BELOW_TABLE);
        assertThat(lag.seconds()).isNaN();
        assertThat(lag.atLeast()).isEqualTo(30);
        assertThat(lag.atMost()).isEqualTo(Double.POSITIVE_INFINITY);
    }

    @Test
    void aFlatTableWithACommitBelowItIsUnknownNotInfinite() {
        add(end(1_000, 10), end(1_000, 20), end(1_000, 30));
        TimeLag lag = lookup(400, 40);
        assertThat(lag.unknown()).isEqualTo(UnknownReason.BELOW_TABLE);
        assertThat(lag.atLeast()).isEqualTo(30);
        assertThat(lookup(1_000, 40).seconds()).isZero();
    }

    @Test
    void oneReadingTellsTheEndAndNothingElse() {
        add(end(1_000, 10));
        assertThat(lookup(1_000, 15).basis()).isEqualTo(Basis.AT_END);
        assertThat(lookup(10, 15).unknown()).isEqualTo(UnknownReason.BELOW_TABLE);
    }

    @Test
    void aGapBetweenReadingsIsToldByBoundsUntilTheLagIsLongAgainstIt() {
        add(end(1_000, 0), end(2_000, 600));
        TimeLag soon = lookup(1_500, 660);
        assertThat(soon.unknown()).isEqualTo(UnknownReason.TOO_COARSE);
        assertThat(soon.atLeast()).isEqualTo(60);
        assertThat(soon.atMost()).isEqualTo(660);
        assertThat(lookup(1_500, 3_600).basis()).isEqualTo(Basis.INTERPOLATED);
    }

    @Test
    void whatIsDeletedIsNotWaitedFor() {
        add(end(1_000, 0, 10), end(2_000, 1_600, 20), end(2_100, 1_600, 30));
        assertThat(lookup(400, 40).seconds()).isEqualTo(lookup(1_600, 40).seconds()).isEqualTo(24);
        add(end(2_100, 2_100, 41));
        assertThat(lookup(400, 42).basis()).isEqualTo(Basis.AT_END);
        add(end(9_000, 2_500, 50));
        assertThat(lookup(400, 51).seconds()).isBetween(1.0, 10.0);
    }

    @Test
    void withoutACommitNothingIsKnown() {
        add(end(1_000, 10), end(2_000, 20));
        assertThat(lookup(CommitReading.NONE, 40).unknown()).isEqualTo(UnknownReason.NO_COMMIT);
        TimeLag unread = table.lookup(null, at(40), DEFAULTS);
        assertThat(unread.unknown()).isEqualTo(UnknownReason.COMMIT_NOT_READ);
        assertThat(unread.atLeast()).isZero();
        assertThat(unread.atMost()).isEqualTo(Double.POSITIVE_INFINITY);
    }

    @Test
    void withoutAnEndNothingIsKnown() {
        assertThat(lookup(5, 40).unknown()).isEqualTo(UnknownReason.END_NOT_READ);
    }

    @Test
    void anOldCommitTellsNothingOfNow() {
        add(end(1_000, 10), end(2_000, 20));
        TimeLag lag = table.lookup(commit(1_500, 20), at(141), DEFAULTS);
        assertThat(lag.unknown()).isEqualTo(UnknownReason.STALE);
        assertThat(table.lookup(commit(1_500, 20), at(140), DEFAULTS).known()).isTrue();
    }

    @Test
    void anOldEndTellsNothingOfAGroupThatWasThereButOfOneBehindIt() {
        add(end(1_000, 10), end(2_000, 20));
        assertThat(lookup(2_000, 140).seconds()).isZero();
        TimeLag there = lookup(2_000, 141);
        assertThat(there.unknown()).isEqualTo(UnknownReason.STALE);
        assertThat(there.atMost()).isEqualTo(121);
        assertThat(lookup(1_500, 141).seconds()).isCloseTo(126, within(1e-6));
    }

    @Test
    void aCommitReadAfterTheEndMayBeAheadOfIt() {
        add(end(1_000, 10), end(2_000, 20));
        TimeLag lag = table.lookup(commit(2_005, 22), at(25), DEFAULTS);
        assertThat(lag.seconds()).isZero();
        assertThat(lag.atMost()).isEqualTo(5);
    }

    @Test
    void aCommitReadBeforeTheEndMayNot() {
        add(end(1_000, 10), end(2_000, 20));
        TimeLag lag = table.lookup(commit(2_005, 19), at(25), DEFAULTS);
        assertThat(lag.unknown()).isEqualTo(UnknownReason.BEYOND_END);
        assertThat(lag.seconds()).isNaN();
    }

    @Test
    void lostRecordsBeginTheTableAnew() {
        add(end(1_000, 10), end(2_000, 20), end(1_500, 30), end(1_600, 40));
        assertThat(table.offsets()).containsExactly(1_500, 1_600);
        assertThat(table.restartedAt()).isEqualTo(at(30));
        assertThat(lookup(1_550, 45).seconds()).isEqualTo(10);
        assertThat(lookup(1_200, 45).unknown()).isEqualTo(UnknownReason.BELOW_TABLE);
    }

    @Test
    void aTopicCreatedAnewBeginsTheTableAnew() {
        add(end(1_000, 10), end(2_000, 20));
        add(
                new EndReading("another", 5_000, 0, at(30)),
                new EndReading("another", 6_000, 0, at(40)));
        assertThat(table.topicId()).isEqualTo("another");
        assertThat(table.offsets()).containsExactly(5_000, 6_000);
        assertThat(table.restartedAt()).isEqualTo(-1);
        assertThat(lookup(1_500, 45).unknown()).isEqualTo(UnknownReason.OTHER_TOPIC);
        CommitReading its = CommitReading.of("another", 400, at(44));
        assertThat(table.lookup(its, at(45), DEFAULTS).unknown())
                .isEqualTo(UnknownReason.BELOW_TABLE);
    }

    @Test
    void aTopicWithoutAnIdIsTheSameTopic() {
        EndTable old = EndTable.empty(null);
        old = old.add(new EndReading(null, 10, 0, at(0)), DEFAULTS);
        old = old.add(new EndReading(null, 20, 0, at(10)), DEFAULTS);
        CommitReading commit = CommitReading.of(null, 15, at(11));
        assertThat(old.lookup(commit, at(12), DEFAULTS).seconds()).isEqualTo(7);
    }

    @Test
    void aLateReadingChangesNothing() {
        add(end(1_000, 10), end(2_000, 20));
        EndTable before = table;
        add(end(1_500, 15), end(2_000, 20), end(10, 20));
        assertThat(table).isSameAs(before);
    }

    @Test
    void aClockThatWentBackBeginsTheTableAnew() {
        add(end(1_000, 10_000), end(2_000, 10_010), end(2_100, 0), end(2_200, 10));
        assertThat(table.offsets()).containsExactly(2_100, 2_200);
    }

    @Test
    void aFullTableKeepsTheFirstPointOfASteadyProducer() {
        for (int i = 0; i < 2_000; i++) {
            add(end(1_000L * i, 10 * i));
        }
        assertThat(table.size()).isEqualTo(60);
        assertThat(table.offsets()[0]).isZero();
        TimeLag lag = lookup(12_345, 20_000);
        assertThat(lag.seconds()).isCloseTo(20_000 - 123.45, within(1e-3));
        // The points that went lay on the line: that is remembered.
        assertThat(lag.atMost() - lag.atLeast()).isCloseTo(20, within(1e-3));
    }

    @Test
    void aWeekOfBurstsFitsIntoTheTable() {
        Random random = new Random(7);
        long written = 0;
        for (int i = 0; i <= 7 * 8_640; i++) {
            written += random.nextInt(12) == 0 ? random.nextInt(100_000) : 0;
            add(end(written, 10 * i));
        }
        assertThat(table.size()).isEqualTo(60);
        assertThat(table.times()[0]).isEqualTo(at(0));
    }

    @Test
    void aFullTableThatCannotBeThinnedDropsItsOldestPoint() {
        LagSettings strict = Readings.with(new LagSettings.Times(8, 0.01));
        for (int i = 0; i < 20; i++) {
            table = table.add(end((long) i * i * 100, 10 * i), strict);
        }
        assertThat(table.size()).isEqualTo(8);
        assertThat(table.offsets()[0]).isEqualTo(14_400);
        assertThat(table.lookup(commit(100, 190), at(191), strict).unknown())
                .isEqualTo(UnknownReason.BELOW_TABLE);
    }

    @Test
    void aTableShrinksWhenFewerPointsAreAllowed() {
        for (int i = 0; i < 60; i++) {
            add(end(1_000L * i, 10 * i));
        }
        table = table.add(end(60_000, 600), Readings.with(new LagSettings.Times(10, 0.2)));
        assertThat(table.size()).isEqualTo(10);
    }

    @Test
    void whatIsRememberedIsNotChangedByWhatComesAfter() {
        add(end(1_000, 10), end(2_000, 20), end(2_000, 30));
        EndTable before = table;
        long[] times = before.times().clone();
        add(end(2_000, 40), end(3_000, 50));
        assertThat(before.times()).isEqualTo(times);
        assertThat(before.size()).isEqualTo(3);
    }
}
