package io.brokerscope.incident;

import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.model.cluster.ClusterReading;
import io.brokerscope.testsupport.ClusterReadings;
import io.brokerscope.testsupport.ClusterReadings.Partition;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LayoutTest {

    private static final long AT = 1_764_000_000_000L;
    private static final long FRESH = 45_000;

    private final ClusterReading reading =
            ClusterReadings.at(AT)
                    .topic(
                            "clicks",
                            new Partition(1, 2, 7, -1, 1, 3),
                            new Partition(3, 2, 7, -1, 3, 1))
                    .topic("orders", new Partition(2, 1, 7, -1, 2))
                    .topic("payments", new Partition(4, 1, 7, -1, 4))
                    .group("billing")
                    .commit("clicks", 0, 5)
                    .commit("clicks", 1, 5)
                    .commit("orders", 0, 5)
                    .group("empty")
                    .group("reporting")
                    .commit("orders", 0, 5)
                    .build();

    @Test
    void saysWhoHostsAndReadsWhat() {
        Relations relations = Layout.of(reading, AT).relations(FRESH, AT);
        assertThat(relations.hosts("1", "clicks")).isTrue();
        assertThat(relations.hosts("3", "clicks")).isTrue();
        assertThat(relations.hosts("2", "clicks")).isFalse();
        assertThat(relations.hosts("2", "orders")).isTrue();
        assertThat(relations.hosts("1", "payments")).isFalse();
        assertThat(relations.reads("billing")).isEqualTo(Set.of("clicks", "orders"));
        assertThat(relations.reads("empty")).isEmpty();
        assertThat(relations.reads("reporting")).isEqualTo(Set.of("orders"));
    }

    @Test
    void ofWhatTheClusterDidNotTellNothingIsKnown() {
        Relations relations = Layout.of(reading, AT).relations(FRESH, AT);
        assertThat(relations.hosts("1", "young")).isTrue();
        assertThat(relations.reads("young")).isEmpty();
    }

    @Test
    void aBrokerIsAliveWhereTheClusterSeesIt() {
        Layout layout = Layout.of(reading, AT);
        Relations relations = layout.relations(FRESH, AT + FRESH);
        assertThat(relations.alive("1")).isTrue();
        assertThat(relations.alive("2")).as("fenced").isFalse();
        assertThat(relations.alive("3")).as("not registered").isFalse();
        Relations old = layout.relations(FRESH, AT + FRESH + 1);
        assertThat(old.alive("1")).isNull();
        assertThat(old.alive("2")).isNull();
        assertThat(old.hosts("2", "clicks")).isFalse();
    }

    @Test
    void whatIsBeyondTheLimitIsNotKnown() {
        Layout layout = Layout.of(reading, AT, 2);
        assertThat(layout.topics()).containsExactly("clicks");
        assertThat(layout.hosts()).containsExactlyInAnyOrder(1, 3);
        assertThat(layout.reads()).containsExactly("clicks", "orders");
        Relations relations = layout.relations(FRESH, AT);
        assertThat(relations.hosts("1", "payments")).isTrue();
        assertThat(relations.reads("reporting")).isEmpty();
    }
}
