package io.brokerscope.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class NodeIdsTest {

    @Test
    void aLabelComesFirst() throws Exception {
        NodeIds ids = NodeIds.byPattern(Clusters.STATEFUL_SET);
        assertThat(ids.of("kafka-2.kafka", Map.of("broker_id", "7"))).isEqualTo("7");
        assertThat(ids.of("kafka-2.kafka", Map.of("__meta_kafka_broker_id", "8"))).isEqualTo("8");
        assertThat(ids.of("kafka-2.kafka", Map.of("broker_id", "7", "__meta_kafka_broker_id", "8")))
                .isEqualTo("7");
        assertThat(ids.of("kafka-2.kafka", Map.of())).isEqualTo("2");
    }

    @Test
    void saysWhyThereIsNone() throws Exception {
        assertThatThrownBy(() -> NodeIds.byPattern(null).of("b1", Map.of()))
                .hasMessage(
                        "b1 has no node id: there is no label broker_id and no idPattern is set");
        assertThatThrownBy(() -> NodeIds.byPattern("-([0-9]+)$").of("b1", Map.of()))
                .hasMessageContaining("idPattern -([0-9]+)$ is not found in the host name");
        assertThatThrownBy(() -> NodeIds.byPattern("b1|(x)").of("b1", Map.of()))
                .hasMessageContaining("b1 has no node id");
    }

    @Test
    void refusesPatterns() {
        assertThatThrownBy(() -> NodeIds.byPattern("b[0-9]+")).hasMessageContaining("has no group");
        assertThatThrownBy(() -> NodeIds.byPattern("(b"))
                .hasMessageContaining("idPattern (b is not a regular expression");
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "3, 3", "007, 7", "2147483647, 2147483647"})
    void hasOneSpelling(String written, String id) {
        assertThat(NodeIds.canonical(written)).contains(id);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "-1", "+1", "1.0", "x", "٣", "2147483648", "99999999999"})
    void refusesIds(String written) {
        assertThat(NodeIds.canonical(written)).isEmpty();
    }
}
