package io.brokerscope.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DistributionTest {

    @Test
    void givesQuantilesByTheNearestRank() {
        Distribution values = new Distribution();
        for (int i = 10_000; i > 0; i--) {
            values.add(i);
        }
        assertThat(values.size()).isEqualTo(10_000);
        assertThat(values.quantiles()).isEqualTo(new Distribution.Quantiles(5_000, 9_900, 10_000));
    }

    @Test
    void hasNoneWithoutValues() {
        assertThat(new Distribution().quantiles()).isNull();
    }
}
