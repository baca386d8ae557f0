package io.brokerscope.model.settings;

import java.io.Serializable;
import java.util.List;

/**
 * The topology a person expects.
 *
 * @param brokers number of brokers; null where nothing is said
 * @param topics names of topics that must exist; never null
 * @param groups names of consumer groups that must exist; never null
 * @param shapes of some of the topics, how they must be; empty where null is given, as older state
 *     does
 */
public record ExpectSettings(
        Integer brokers, List<String> topics, List<String> groups, List<TopicShape> shapes)
        implements Serializable {

    public ExpectSettings {
        shapes = shapes == null ? List.of() : List.copyOf(shapes);
    }

    /** Topics of which nothing but the names is said. */
    public ExpectSettings(Integer brokers, List<String> topics, List<String> groups) {
        this(brokers, topics, groups, List.of());
    }
}
