package io.brokerscope.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.model.JmxQuery;
import io.brokerscope.model.SeriesCollector;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import org.junit.jupiter.api.Test;

class JmxQueriesTest {

    private static final Catalog CATALOG = Catalog.builtIn();

    @Test
    void queriesAreObjectNamePatternsWithTheAttributesWanted() throws Exception {
        Map<String, JmxQuery> queries =
                CATALOG.jmxQueries().stream()
                        .collect(Collectors.toMap(JmxQuery::objectName, query -> query));
        for (String pattern : queries.keySet()) {
            assertThat(new ObjectName(pattern).isPattern()).isTrue();
        }
        assertThat(queries.get("kafka.server:type=raft-metrics,*").attributes())
                .contains("current-state", "current-leader", "commit-latency-avg");
        assertThat(queries.get("kafka.network:type=RequestMetrics,name=TotalTimeMs,*").attributes())
                .containsExactly("99thPercentile", "Count", "Mean");
        assertThat(queries.get("java.lang:type=Memory,*").attributes())
                .containsExactly("HeapMemoryUsage.max", "HeapMemoryUsage.used");
    }

    @Test
    void thisVeryProcessCanBeReadByThem() throws Exception {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        SeriesCollector collector = CATALOG.collector(Catalog.JMX, Target.limit(100), Target.ALL);
        collector.begin();
        for (JmxQuery query : CATALOG.jmxQueries()) {
            for (ObjectName bean : server.queryNames(new ObjectName(query.objectName()), null)) {
                for (String attribute : query.attributes()) {
                    int dot = attribute.indexOf('.');
                    Object value =
                            dot < 0
                                    ? server.getAttribute(bean, attribute)
                                    : ((CompositeData)
                                                    server.getAttribute(
                                                            bean, attribute.substring(0, dot)))
                                            .get(attribute.substring(dot + 1));
                    List<String> labels = new ArrayList<>();
                    bean.getKeyPropertyList()
                            .forEach(
                                    (key, text) -> {
                                        labels.add(key);
                                        labels.add(text);
                                    });
                    int handle =
                            collector.series(
                                    bean.getDomain() + ":" + attribute,
                                    labels.toArray(String[]::new));
                    collector.sample(handle, ((Number) value).doubleValue());
                }
            }
        }
        var readings = collector.end(true).readings();
        assertThat(readings.processStartAt())
                .isEqualTo(ManagementFactory.getRuntimeMXBean().getStartTime());
        assertThat(Target.rows(readings))
                .containsKeys("jvm.heap.used", "jvm.heap.max", "jvm.threads", "process.cpu");
    }
}
