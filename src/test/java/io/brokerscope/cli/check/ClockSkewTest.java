package io.brokerscope.cli.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClockSkewTest {

    /** Asked at 10.5 s, answered at 11.2 s; a header tells whole seconds. */
    @ParameterizedTest
    @CsvSource({
        "10, 0", // 10.999 there may be 10.6 here
        "11, 0",
        "12, 800", // at least 12.0 there when it was at most 11.2 here
        "20, 8800",
        "9, -501", // at most 9.999 there when it was at least 10.5 here
        "1, -8501"
    })
    void onlyWhatTheHeaderProvesCounts(long date, long proven) {
        assertThat(
                        ClockSkew.proven(
                                Instant.ofEpochSecond(date),
                                Instant.ofEpochMilli(10_500),
                                Instant.ofEpochMilli(11_200)))
                .isEqualTo(Duration.ofMillis(proven));
    }
}
