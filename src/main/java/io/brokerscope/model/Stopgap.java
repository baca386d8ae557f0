package io.brokerscope.model;

import io.brokerscope.model.settings.ClusterSettings;
import java.util.Map;

/**
 * Makes up what is expected of a hybrid cluster and missing. The same question gives the same
 * answer, whenever and wherever it is asked; for one thread at a time.
 */
public interface Stopgap {

    /**
     * What a broker could have told, as far as it is about itself and not about topics. Its tables
     * are the same at all times.
     *
     * @param id its node id
     * @param at epoch milliseconds
     */
    Readings broker(ClusterSettings cluster, String id, long at);

    /**
     * What could be known of a topic.
     *
     * @param at epoch milliseconds
     * @return golden metrics by full name
     */
    Map<String, Double> topic(ClusterSettings cluster, String topic, long at);

    /**
     * What could be known of a consumer group.
     *
     * @param at epoch milliseconds
     * @return golden metrics by full name
     */
    Map<String, Double> group(ClusterSettings cluster, String group, long at);
}
