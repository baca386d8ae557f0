package io.brokerscope.entity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LaidMetricsTest {

    private static final long OVERDUE_FROM = 100;

    @Test
    void aFigureOfAllBrokersStands() {
        LaidMetrics laid =
                LaidMetrics.of(
                        Map.of("topic.partitions.underReplicated", 2.0),
                        view(Map.of("topic.partitions.underReplicated", 0.0)),
                        true,
                        50);
        assertThat(laid.metrics()).containsEntry("topic.partitions.underReplicated", 2.0);
        assertThat(laid.sources()).isNull();
    }

    @Test
    void whatBrokersDoNotTellTheClusterTells() {
        LaidMetrics laid =
                LaidMetrics.of(
                        Map.of("topic.bytes.in.rate", 2.0),
                        view(Map.of("topic.partitions.offline", 1.0)),
                        true,
                        OVERDUE_FROM + 1);
        assertThat(laid.metrics())
                .containsEntry("topic.bytes.in.rate", 2.0)
                .containsEntry("topic.partitions.offline", 1.0);
        assertThat(laid.sources()).containsExactly(Map.entry("topic.partitions.offline", "admin"));
    }

    @Test
    void whatSomeBrokersTellInPartTheClusterTellsWhileItAnswers() {
        Map<String, Double> brokers = Map.of("topic.messages.in.rate", 1.0);
        View view = view(Map.of("topic.messages.in.rate", 3.0));
        assertThat(LaidMetrics.of(brokers, view, false, OVERDUE_FROM).metrics())
                .containsEntry("topic.messages.in.rate", 3.0);
        assertThat(LaidMetrics.of(brokers, view, false, OVERDUE_FROM + 1).metrics())
                .containsEntry("topic.messages.in.rate", 1.0);
    }

    @Test
    void ofTwoFiguresThatCoverAPartTheGreaterCounts() {
        Map<String, Double> brokers =
                Map.of("cluster.partitions.offline", 4.0, "cluster.partitions.underMinIsr", 0.0);
        View view =
                view(
                        Map.of(
                                "cluster.partitions.offline", 1.0,
                                "cluster.partitions.underMinIsr", 2.0));
        LaidMetrics laid = LaidMetrics.of(brokers, view, false, 50);
        assertThat(laid.metrics())
                .containsEntry("cluster.partitions.offline", 4.0)
                .containsEntry("cluster.partitions.underMinIsr", 2.0);
        assertThat(laid.sources()).containsOnlyKeys("cluster.partitions.underMinIsr");
    }

    @Test
    void someThingsTheClusterKnowsBetterThanAllBrokers() {
        LaidMetrics laid =
                LaidMetrics.of(
                        Map.of("topic.partition.count", 2.0),
                        view(Map.of("topic.partition.count", 3.0)),
                        true,
                        50);
        assertThat(laid.metrics()).containsEntry("topic.partition.count", 3.0);
    }

    private static View view(Map<String, Double> metrics) {
        return new View(10, OVERDUE_FROM, metrics, Map.of(), List.of(), 0);
    }
}
