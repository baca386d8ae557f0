package io.brokerscope.catalog;

import java.util.List;
import java.util.Map;

/**
 * A canonical metric.
 *
 * @param name canonical name, for example {@code broker.bytes_in}
 * @param kind what its values are
 * @param unit canonical unit; counters are whole numbers of it
 * @param entity whose it is
 * @param fold how several series of one row become one value
 * @param qualifier in words, what tells several rows of one entity apart; null where there is one
 * @param minimum values below it mean "not known" and are absent
 * @param states number of each state by its name, for metrics that are exported as text; else empty
 * @param into names of the topic's metrics that a partition's series are folded into; else empty
 * @param meaning a sentence for a person
 */
public record Metric(
        String name,
        MetricKind kind,
        String unit,
        MetricEntity entity,
        Fold fold,
        String qualifier,
        double minimum,
        Map<String, Integer> states,
        List<String> into,
        String meaning) {}
