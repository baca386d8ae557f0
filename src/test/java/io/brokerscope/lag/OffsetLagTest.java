package io.brokerscope.lag;

import static io.brokerscope.lag.Readings.DEFAULTS;
import static io.brokerscope.lag.Readings.at;
import static io.brokerscope.lag.Readings.commit;
import static io.brokerscope.lag.Readings.end;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OffsetLagTest {

    private static OffsetLag lag(CommitReading commit, EndReading end, double seconds) {
        return OffsetLag.of(commit, end, at(seconds), DEFAULTS);
    }

    private static void assertUnknown(OffsetLag lag, UnknownReason reason) {
        assertThat(lag).isEqualTo(new OffsetLag(OffsetLag.UNKNOWN, reason));
    }

    @Test
    void isTheDistanceToTheEnd() {
        assertThat(lag(commit(400, 1), end(1_000, 2), 3)).isEqualTo(new OffsetLag(600, null));
        assertThat(lag(commit(1_000, 1), end(1_000, 2), 3).offsets()).isZero();
    }

    @Test
    void withoutACommitIsNeitherZeroNorTheWholeLog() {
        assertUnknown(lag(commit(-1, 1), end(1_000, 2), 3), UnknownReason.NO_COMMIT);
        assertUnknown(lag(null, end(1_000, 2), 3), UnknownReason.COMMIT_NOT_READ);
        assertUnknown(lag(commit(400, 1), null, 3), UnknownReason.END_NOT_READ);
    }

    @Test
    void isZeroBeyondTheEndOnlyWhereThatWasReadFirst() {
        assertThat(lag(commit(1_005, 3), end(1_000, 2), 4)).isEqualTo(new OffsetLag(0, null));
        assertUnknown(lag(commit(1_005, 1), end(1_000, 2), 3), UnknownReason.BEYOND_END);
        assertUnknown(lag(commit(1_005, 2), end(1_000, 2), 3), UnknownReason.BEYOND_END);
    }

    @Test
    void isOfOneTopic() {
        EndReading namesake = new EndReading("another", 1_000, 0, at(2));
        assertUnknown(lag(commit(400, 1), namesake, 3), UnknownReason.OTHER_TOPIC);
    }

    @Test
    void isOfNow() {
        assertThat(lag(commit(400, 1), end(1_000, 2), 121).known()).isTrue();
        assertUnknown(lag(commit(400, 1), end(1_000, 100), 122), UnknownReason.STALE);
        assertUnknown(lag(commit(400, 100), end(1_000, 1), 122), UnknownReason.STALE);
    }
}
