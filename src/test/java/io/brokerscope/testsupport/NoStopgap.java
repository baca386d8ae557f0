package io.brokerscope.testsupport;

import io.brokerscope.model.Readings;
import io.brokerscope.model.Stopgap;
import io.brokerscope.model.settings.ClusterSettings;
import java.util.Map;

/** For clusters of which nothing may be made up: whoever tries is wrong. */
public final class NoStopgap implements Stopgap {

    @Override
    public Readings broker(ClusterSettings cluster, String id, long at) {
        throw new AssertionError("broker " + id + " is made up");
    }

    @Override
    public Map<String, Double> topic(ClusterSettings cluster, String topic, long at) {
        throw new AssertionError("topic " + topic + " is made up");
    }

    @Override
    public Map<String, Double> group(ClusterSettings cluster, String group, long at) {
        throw new AssertionError("group " + group + " is made up");
    }
}
