package io.brokerscope.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class SeriesValuesTest {

    @Property(tries = 200)
    void isAMap(@ForAll long seed) {
        Random random = new Random(seed);
        SeriesValues values = new SeriesValues();
        Map<Integer, Long> expected = new HashMap<>();
        for (int i = 0; i < 2_000; i++) {
            int key = random.nextInt(300);
            int slot = values.find(key);
            assertThat(slot >= 0).isEqualTo(expected.containsKey(key));
            if (slot >= 0 && random.nextBoolean()) {
                assertThat(values.raw(slot)).isEqualTo(expected.remove(key));
                assertThat(values.due(slot)).isEqualTo(key);
                values.remove(slot);
            } else if (slot >= 0) {
                values.set(slot, i, key);
                expected.put(key, (long) i);
            } else {
                values.add(key, i, key);
                expected.put(key, (long) i);
            }
            assertThat(values.size()).isEqualTo(expected.size());
        }
        values.clear();
        assertThat(values.find(1)).isNegative();
    }
}
