package io.brokerscope.lag;

import static io.brokerscope.lag.Readings.DEFAULTS;
import static io.brokerscope.lag.Readings.START;
import static io.brokerscope.lag.Readings.TOPIC;
import static io.brokerscope.lag.Readings.at;
import static io.brokerscope.lag.Readings.commit;
import static io.brokerscope.lag.Readings.end;
import static io.brokerscope.lag.Readings.told;
import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.model.settings.LagSettings;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class CommitHistoryTest {

    private CommitHistory history = CommitHistory.empty(TOPIC);

    private void observe(long offset, long endOffset, double seconds) {
        observe(commit(offset, seconds), end(endOffset, seconds + 0.1));
    }

    private void observe(CommitReading commit, EndReading end) {
        history = history.observe(commit, end, DEFAULTS);
    }

    @Test
    void onlyAnOffsetThatMovedIsACommit() {
        observe(100, 150, 0);
        observe(100, 160, 10);
        observe(110, 160, 20);
        observe(110, 160, 30);
        assertThat(history.offsets()).containsExactly(100, 110);
        assertThat(history.times()).containsExactly(at(0), at(20));
        assertThat(history.lags()).containsExactly(50, 50);
        assertThat(history.readAt()).isEqualTo(at(30));
        assertThat(history.lag().offsets()).isEqualTo(50);
    }

    @Test
    void waitsAreTheTimeWithSomethingToRead() {
        observe(100, 150, 0);
        observe(100, 150, 10);
        observe(150, 150, 20);
        observe(150, 150, 30);
        observe(150, 150, 1_000);
        observe(150, 160, 1_010);
        observe(150, 160, 1_020);
        observe(160, 160, 1_030);
        // What came between 1,000 and 1,010 may have waited since 1,000.
        assertThat(history.waits()).containsExactly(0, 20_000, 20_000);
        observe(160, 160, 1_040);
        observe(170, 170, 1_050);
        assertThat(history.waits()).containsExactly(0, 20_000, 20_000, 10_000);
    }

    @Test
    void silenceIsWhatWasSeen() {
        observe(100, 100, 0);
        observe(100, 150, 10);
        assertThat(history.silentMs()).isZero();
        observe(100, 150, 20);
        observe(100, 160, 30);
        assertThat(history.silentMs()).isEqualTo(20_000);
        observe(100, 170, 3_600);
        assertThat(history.silentMs()).isEqualTo(20_000);
        observe(110, 170, 3_610);
        assertThat(history.silentMs()).isZero();
        observe(110, 170, 3_620);
        assertThat(history.silentMs()).isEqualTo(10_000);
        observe(170, 170, 3_630);
        observe(170, 170, 3_640);
        assertThat(history.silentMs()).isZero();
    }

    @Test
    void anEndThatIsNotReadLeavesTheLagOfTheCommitUnknown() {
        observe(100, 150, 0);
        observe(commit(110, 10), null);
        observe(commit(110, 20), null);
        assertThat(history.lags()).containsExactly(50, -1);
        assertThat(history.lag().offsets()).isEqualTo(40);
        observe(commit(170, 30), null);
        assertThat(history.lag().offsets()).isZero();
    }

    @Test
    void aGroupThatWasBehindStaysSilentWhileTheEndIsNotRead() {
        observe(100, 150, 0);
        observe(commit(100, 10), null);
        observe(commit(100, 20), null);
        assertThat(history.silentMs()).isEqualTo(20_000);
        assertThat(history.behind()).isTrue();
        observe(commit(140, 30), null);
        assertThat(history.behind()).isFalse();
    }

    @Test
    void aCommitThatFollowsTooCloselyTakesThePlaceOfTheOneBeforeAndItsTime() {
        observe(100, 150, 0);
        observe(110, 150, 10);
        observe(115, 150, 13);
        observe(118, 150, 14.9);
        assertThat(history.offsets()).containsExactly(100, 118);
        assertThat(history.times()).containsExactly(at(0), at(10));
        assertThat(history.lags()).containsExactly(50, 32);
        assertThat(history.waits()).containsExactly(0, 14_900);
        observe(120, 150, 15);
        assertThat(history.times()).containsExactly(at(0), at(10), at(15));
    }

    @Test
    void theWindowIsBounded() {
        for (int i = 0; i < 25; i++) {
            observe(100 + i, 1_000, 10 * i);
        }
        assertThat(history.offsets()).hasSize(10).startsWith(115).endsWith(124);
        assertThat(history.times()).startsWith(at(150));
    }

    @Test
    void withToldTimesEveryCommitCounts() {
        observe(told(100, 1, 2), end(150, 2));
        observe(told(100, 1, 12), end(150, 12));
        observe(told(100, 19, 22), end(150, 22));
        assertThat(history.offsets()).containsExactly(100, 100);
        assertThat(history.times()).containsExactly(at(1), at(19));
        observe(told(100, 22, 32), end(150, 32));
        observe(told(100, 22, 42), end(150, 42));
        assertThat(history.times()).containsExactly(at(1), at(19));
        assertThat(history.silentMs()).isEqualTo(10_000);
    }

    @Test
    void aSourceThatBeginsToTellTimesMakesNoCommit() {
        observe(100, 150, 0);
        observe(told(100, -500, 10), end(150, 10));
        observe(told(100, -500, 20), end(150, 20));
        assertThat(history.offsets()).containsExactly(100);
        assertThat(history.silentMs()).isEqualTo(20_000);
        observe(100, 150, 30);
        assertThat(history.toldAt()).isEqualTo(CommitReading.NONE);
    }

    @Test
    void aCommitTimeInTheFutureIsThatOfTheReading() {
        observe(told(100, 900, 10), end(150, 10));
        assertThat(history.times()).containsExactly(at(10));
    }

    @Test
    void anOlderCommitIsPutInItsPlaceWithItsLagUnknown() {
        for (int i = 1; i <= 4; i++) {
            observe(told(100 * i, 10 * i, 10 * i), end(1_000, 10 * i));
        }
        observe(told(250, 25, 50), end(1_000, 50));
        assertThat(history.offsets()).containsExactly(100, 200, 250, 300, 400);
        assertThat(history.lags()).containsExactly(900, 800, -1, 700, 600);
        assertThat(history.lag().offsets()).isEqualTo(600);
        observe(told(251, 26, 60), end(1_000, 60));
        assertThat(history.size()).isEqualTo(5);
        observe(told(50, 0, 70), end(1_000, 70));
        assertThat(history.offsets()).containsExactly(50, 100, 200, 250, 300, 400);
    }

    @Test
    void anOlderCommitThatAFullWindowHasNoRoomForIsIgnored() {
        for (int i = 1; i <= 12; i++) {
            observe(told(100 * i, 10 * i, 10 * i), end(9_000, 10 * i));
        }
        observe(told(5, 15, 130), end(9_000, 130));
        assertThat(history.offsets()).hasSize(10).startsWith(300);
        observe(told(1_150, 115, 140), end(9_000, 140));
        assertThat(history.offsets()).hasSize(10).startsWith(400).endsWith(1_100, 1_150, 1_200);
    }

    @Test
    void aLateReadingIsPutInItsPlaceToo() {
        observe(100, 900, 0);
        observe(300, 900, 20);
        observe(300, 900, 40);
        observe(200, 900, 10);
        assertThat(history.offsets()).containsExactly(100, 200, 300);
        assertThat(history.lags()).containsExactly(800, -1, 600);
        CommitHistory before = history;
        observe(300, 900, 35);
        observe(290, 900, 39);
        observe(-1, 900, 39);
        observe(CommitReading.of("another", 5, at(39)), end(900, 39));
        assertThat(history).isSameAs(before);
    }

    @Test
    void anotherTopicBeginsAnew() {
        observe(100, 150, 0);
        observe(CommitReading.of("another", 5, at(10)), new EndReading("another", 9, 0, at(10)));
        assertThat(history.topicId()).isEqualTo("another");
        assertThat(history.offsets()).containsExactly(5);
        assertThat(history.waits()).containsExactly(0);
        assertThat(history.lag().offsets()).isEqualTo(4);
    }

    @Test
    void theEndOfANamesakeIsNotItsEnd() {
        observe(100, 150, 0);
        observe(commit(110, 10), new EndReading("another", 900, 0, at(10)));
        assertThat(history.lags()).containsExactly(50, -1);
        assertThat(history.lag().offsets()).isEqualTo(40);
    }

    @Test
    void aCommitThatIsGoneIsForgotten() {
        observe(100, 150, 0);
        observe(-1, 150, 10);
        assertThat(history.size()).isZero();
        assertThat(history.lag().unknown()).isEqualTo(UnknownReason.NO_COMMIT);
        assertThat(history.lastCommitAt()).isEqualTo(CommitReading.NONE);
    }

    @Test
    void aClockThatWentBackBeginsAnew() {
        observe(100, 150, 10_000);
        observe(110, 150, 10_010);
        observe(120, 150, 0);
        assertThat(history.offsets()).containsExactly(120);
    }

    @Test
    void commitsExpireButTheLastOneStandsUntilAnotherComes() {
        double day = 86_400;
        observe(100, 900, 0);
        observe(110, 900, 10);
        observe(110, 900, 8 * day);
        assertThat(history.size()).isEqualTo(2);
        observe(120, 900, 8 * day + 10);
        assertThat(history.offsets()).containsExactly(120);
    }

    @Test
    void anOutageIsNoWait() {
        observe(100, 900, 0);
        observe(110, 900, 3_600);
        assertThat(history.waits()).containsExactly(0, DEFAULTS.maxGapMs());
    }

    @Test
    void whatIsRememberedIsNotChangedByWhatComesAfter() {
        observe(100, 900, 0);
        observe(110, 900, 10);
        CommitHistory before = history;
        observe(111, 900, 12);
        observe(120, 900, 20);
        assertThat(before.offsets()).containsExactly(100, 110);
        assertThat(before.lags()).containsExactly(800, 790);
    }

    @Property
    void staysSoundWhateverIsReadInWhateverOrder(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 200) int readings) {
        Random random = new Random(seed);
        LagSettings settings = DEFAULTS;
        CommitHistory any = CommitHistory.empty(TOPIC);
        for (int i = 0; i < readings; i++) {
            String topic = random.nextInt(40) == 0 ? "another" : TOPIC;
            long readAt = START + 7_000L * i - random.nextInt(30_000);
            long toldAt = random.nextInt(3) == 0 ? readAt - random.nextInt(60_000) : -1;
            CommitReading commit = new CommitReading(topic, random.nextInt(60) - 1, toldAt, readAt);
            EndReading end =
                    random.nextInt(4) == 0
                            ? null
                            : new EndReading(topic, random.nextInt(90), 0, readAt + 50);
            any = any.observe(commit, end, settings);
            int size = any.size();
            assertThat(size).isLessThanOrEqualTo(settings.commits().window());
            assertThat(any.times()).hasSize(size);
            assertThat(any.lags()).hasSize(size);
            assertThat(any.waits()).hasSize(size);
            for (int k = 1; k < size; k++) {
                assertThat(any.times()[k] - any.times()[k - 1]).isPositive();
            }
            assertThat(any.silentMs()).isNotNegative();
            PartitionStatus status =
                    PartitionStatus.judge(any, Ownership.UNOWNED, readAt + 100, settings);
            assertThat(status.complete()).isBetween(0.0, 1.0);
            assertThat(status.status()).isNotEqualTo(LagStatus.ERR);
            assertThat(status.unknown() != null).isEqualTo(status.status() == LagStatus.UNKNOWN);
        }
    }
}
