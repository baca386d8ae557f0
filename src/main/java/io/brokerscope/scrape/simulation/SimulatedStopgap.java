package io.brokerscope.scrape.simulation;

import io.brokerscope.model.Readings;
import io.brokerscope.model.Stopgap;
import io.brokerscope.model.settings.ClusterSettings;
import java.util.Map;

/** Makes up what is missing of hybrid clusters. Keeps nothing from one question to the next. */
public final class SimulatedStopgap implements Stopgap {

    @Override
    public Readings broker(ClusterSettings cluster, String id, long at) {
        return ClusterStopgap.of(cluster).broker(id, at);
    }

    @Override
    public Map<String, Double> topic(ClusterSettings cluster, String topic, long at) {
        return ClusterStopgap.of(cluster).topic(topic, at - cluster.scrape().intervalMs(), at);
    }

    @Override
    public Map<String, Double> group(ClusterSettings cluster, String group, long at) {
        return ClusterStopgap.of(cluster).group(group, at);
    }
}
