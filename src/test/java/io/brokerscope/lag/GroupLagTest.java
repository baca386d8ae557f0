package io.brokerscope.lag;

import static io.brokerscope.lag.Readings.TOPIC;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class GroupLagTest {

    private static OffsetLag of(long offsets) {
        return new OffsetLag(offsets, null);
    }

    private static OffsetLag unknown(UnknownReason reason) {
        return new OffsetLag(OffsetLag.UNKNOWN, reason);
    }

    @Test
    void sumsAndFindsTheLargest() {
        GroupLag lag =
                new GroupLag.Builder()
                        .add("a", 0, of(5))
                        .add("b", 3, of(70))
                        .add("a", 1, of(0))
                        .build();
        assertThat(lag.sum()).isEqualTo(75);
        assertThat(lag.max()).isEqualTo(70);
        assertThat(lag.maxTopicId()).isEqualTo("b");
        assertThat(lag.maxPartition()).isEqualTo(3);
        assertThat(lag.known()).isEqualTo(3);
        assertThat(lag.unknown()).isZero();
        assertThat(lag.reasons()).isEmpty();
    }

    @Test
    void countsWhatIsNotKnownInsteadOfAddingZero() {
        GroupLag lag =
                new GroupLag.Builder()
                        .add(TOPIC, 0, of(5))
                        .add(TOPIC, 1, unknown(UnknownReason.NO_COMMIT))
                        .add(TOPIC, 2, unknown(UnknownReason.NO_COMMIT))
                        .add(TOPIC, 3, unknown(UnknownReason.STALE))
                        .build();
        assertThat(lag.sum()).isEqualTo(5);
        assertThat(lag.known()).isEqualTo(1);
        assertThat(lag.unknown()).isEqualTo(3);
        assertThat(lag.reasons())
                .isEqualTo(Map.of(UnknownReason.NO_COMMIT, 2, UnknownReason.STALE, 1));
    }

    @Test
    void ofNothingKnownIsUnknownNotZero() {
        GroupLag lag =
                new GroupLag.Builder().add(TOPIC, 0, unknown(UnknownReason.END_NOT_READ)).build();
        assertThat(lag.sum()).isEqualTo(OffsetLag.UNKNOWN);
        assertThat(lag.max()).isEqualTo(OffsetLag.UNKNOWN);
        assertThat(lag.maxPartition()).isEqualTo(-1);
        assertThat(new GroupLag.Builder().build().sum()).isEqualTo(OffsetLag.UNKNOWN);
    }

    @Test
    void aGroupAtTheEndHasALagOfZero() {
        GroupLag lag = new GroupLag.Builder().add(TOPIC, 4, of(0)).build();
        assertThat(lag.sum()).isZero();
        assertThat(lag.max()).isZero();
        assertThat(lag.maxPartition()).isEqualTo(4);
    }

    @Test
    void doesNotOverflow() {
        GroupLag lag =
                new GroupLag.Builder()
                        .add(TOPIC, 0, of(Long.MAX_VALUE - 1))
                        .add(TOPIC, 1, of(Long.MAX_VALUE - 1))
                        .build();
        assertThat(lag.sum()).isEqualTo(Long.MAX_VALUE);
    }

    @Property
    void theFingerprintIsOfTheKnownPartitionsInAnyOrder(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 200) int partitions) {
        Random random = new Random(seed);
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < partitions; i++) {
            order.add(i);
        }
        long whole = fingerprint(order, random);
        Collections.shuffle(order, random);
        assertThat(fingerprint(order, random)).isEqualTo(whole);
        Set<Long> others = new HashSet<>();
        for (int left = 0; left < partitions; left++) {
            List<Integer> rest = new ArrayList<>(order);
            rest.remove(left);
            others.add(fingerprint(rest, random));
        }
        assertThat(others).hasSize(partitions).doesNotContain(whole);
    }

    private static long fingerprint(List<Integer> partitions, Random random) {
        GroupLag.Builder builder = new GroupLag.Builder();
        builder.add("another", 0, unknown(UnknownReason.STALE));
        for (int partition : partitions) {
            builder.add(partition % 2 == 0 ? TOPIC : "another", partition, of(random.nextInt(9)));
        }
        return builder.build().knownSet();
    }

    @Test
    void theLargestLagInTimeIsThatOfTheGroup() {
        GroupTimeLag lag =
                GroupTimeLag.of(
                        List.of(
                                TimeLag.interpolated(4_000, 3_000, 5_000),
                                TimeLag.interpolated(9_000, 9_000, 9_000),
                                TimeLag.atEnd(500)));
        assertThat(lag).isEqualTo(new GroupTimeLag(9, 9, 3, 0));
    }

    @Test
    void whatIsCertainOfUnknownPartitionsCountsForTheGroup() {
        TimeLag below = TimeLag.unknown(UnknownReason.BELOW_TABLE, 60_000, 1e9);
        GroupTimeLag lag = GroupTimeLag.of(List.of(TimeLag.atEnd(500), below));
        assertThat(lag).isEqualTo(new GroupTimeLag(0, 60, 1, 1));
        assertThat(GroupTimeLag.of(List.of(below)).seconds()).isNaN();
        assertThat(GroupTimeLag.of(List.of()).seconds()).isNaN();
    }
}
