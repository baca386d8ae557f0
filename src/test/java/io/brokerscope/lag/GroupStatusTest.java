package io.brokerscope.lag;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GroupStatusTest {

    private static PartitionStatus partition(LagStatus status, double complete) {
        UnknownReason reason = status == LagStatus.UNKNOWN ? UnknownReason.NO_COMMIT : null;
        return new PartitionStatus(status, reason, complete, 5, 0);
    }

    private static PartitionStatus expired() {
        return new PartitionStatus(LagStatus.UNKNOWN, UnknownReason.EXPIRED, 1, 5, 0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "OK                   | OK      | OK",
                "OK WARN OK           | WARN    | WARN",
                "OK STOP WARN         | ERR     | STOP",
                "STALL OK             | ERR     | STALL",
                "STOP STALL REWIND OK | ERR     | REWIND",
                "UNKNOWN OK           | OK      | OK",
                "UNKNOWN STOP         | ERR     | STOP",
                "UNKNOWN UNKNOWN      | UNKNOWN | UNKNOWN"
            })
    void isThatOfItsWorstPartition(String partitions, LagStatus status, LagStatus worst) {
        List<PartitionStatus> all =
                Stream.of(partitions.split(" "))
                        .map(LagStatus::valueOf)
                        .map(each -> partition(each, 1))
                        .toList();
        GroupStatus group = GroupStatus.of(all);
        assertThat(group.status()).isEqualTo(status);
        assertThat(group.worst()).isEqualTo(worst);
        if (status == LagStatus.UNKNOWN) {
            assertThat(group.worstAt()).isEqualTo(-1);
        } else {
            assertThat(all.get(group.worstAt()).status()).isEqualTo(worst);
        }
    }

    @Test
    void isCompleteByTheShareOfPartitionsThatAre() {
        GroupStatus group =
                GroupStatus.of(
                        List.of(
                                partition(LagStatus.OK, 1),
                                partition(LagStatus.OK, 0.9),
                                partition(LagStatus.UNKNOWN, 0),
                                partition(LagStatus.WARN, 1)));
        assertThat(group.complete()).isEqualTo(0.5);
        assertThat(group.partitions()).isEqualTo(4);
        assertThat(group.unknown()).isEqualTo(1);
    }

    @Test
    void whatExpiredCountsNoMore() {
        GroupStatus group = GroupStatus.of(List.of(expired(), partition(LagStatus.OK, 1)));
        assertThat(group).isEqualTo(new GroupStatus(LagStatus.OK, LagStatus.OK, 1, 1, 1, 0, 1));
        assertThat(group.gone()).isFalse();
    }

    @Test
    void isGoneWhenEverythingExpired() {
        assertThat(GroupStatus.of(List.of(expired(), expired())).gone()).isTrue();
        assertThat(GroupStatus.of(List.of()).gone()).isFalse();
        assertThat(GroupStatus.of(List.of()).status()).isEqualTo(LagStatus.UNKNOWN);
    }
}
