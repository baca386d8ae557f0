package io.brokerscope.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MeaningsTest {

    private final Meanings meanings = new Meanings();

    @BeforeEach
    void begin() {
        meanings.begin(new String[] {"name", "topic"});
    }

    @Test
    void onlyTheLabelsThatRulesLookAtCount() {
        learn(7, "topic", "orders", "partition", "0");
        assertThat(find("partition", "1", "topic", "orders")).isEqualTo(7);
        assertThat(find("TOPIC", "orders")).isEqualTo(7);
        assertThat(find("topic", "payments", "partition", "0")).isEqualTo(Meanings.NOT_KNOWN);
        assertThat(find("topic", "orders", "name", "Size")).isEqualTo(Meanings.NOT_KNOWN);
        assertThat(find("name", "orders")).isEqualTo(Meanings.NOT_KNOWN);
    }

    @Test
    void manyAreKeptApartAndOfTooManyTheFirst() {
        for (int i = 0; i < 20_000; i++) {
            learn(i, "topic", "t" + i);
        }
        for (int i = 0; i < 16_384; i++) {
            assertThat(find("topic", "t" + i)).isEqualTo(i);
        }
        assertThat(find("topic", "t19999")).isEqualTo(Meanings.NOT_KNOWN);
        assertThat(meanings.bytes()).isLessThan(1 << 20);
    }

    @Test
    void anotherNameKnowsNothingOfTheOneBefore() {
        for (int i = 0; i < 1_000; i++) {
            learn(i, "topic", "t" + i);
        }
        meanings.begin(new String[] {"topic"});
        assertThat(find("topic", "t1")).isEqualTo(Meanings.NOT_KNOWN);
        learn(3, "topic", "t1");
        assertThat(find("topic", "t1", "name", "Size")).isEqualTo(3);
    }

    private void learn(int handle, String... labels) {
        find(labels);
        meanings.put(handle);
    }

    private int find(String... labels) {
        return meanings.find(labels);
    }
}
