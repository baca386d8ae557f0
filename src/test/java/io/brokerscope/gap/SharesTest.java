package io.brokerscope.gap;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class SharesTest {

    @Property
    void sharesSumToTheTotalAndDifferByAtMostOne(
            @ForAll @LongRange(min = 0, max = Long.MAX_VALUE) long total,
            @ForAll @IntRange(min = 1, max = 200) int parts) {
        long sum = 0;
        for (int i = 0; i < parts; i++) {
            long share = Shares.of(total, parts, i);
            assertThat(share - total / parts).isBetween(0L, 1L);
            sum += share;
        }
        assertThat(sum).isEqualTo(total);
    }
}
