package io.brokerscope.model.settings;

import java.io.Serializable;
import java.util.List;

/**
 * The topology a person expects.
 *
 * @param brokers number of brokers; null where nothing is said
 * @param topics names of topics that must exist; never null
 * @param groups names of consumer groups that must exist; never null
 */
public record ExpectSettings(Integer brokers, List<String> topics, List<String> groups)
        implements Serializable {}
