package io.brokerscope.testsupport;

import io.brokerscope.model.Readings;
import io.brokerscope.model.SeriesTable.SeriesKey;
import io.brokerscope.model.Stopgap;
import io.brokerscope.model.settings.ClusterSettings;
import java.util.Map;

/** Makes up the same of everything: 20 messages a second and 4 leaders, 5 a second, a lag of 3. */
public final class SteadyStopgap implements Stopgap {

    @Override
    public Readings broker(ClusterSettings cluster, String id, long at) {
        return Fixtures.readings(
                1,
                true,
                Map.of(new SeriesKey("broker.messages_in", null, null), at / 50),
                Map.of(new SeriesKey("broker.leaders.count", null, null), 4.0));
    }

    @Override
    public Map<String, Double> topic(ClusterSettings cluster, String topic, long at) {
        return Map.of("topic.messages.in.rate", 5.0);
    }

    @Override
    public Map<String, Double> group(ClusterSettings cluster, String group, long at) {
        return Map.of("consumerGroup.lag.total", 3.0);
    }
}
