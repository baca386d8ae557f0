package io.brokerscope.scrape.jmx;

import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.catalog.Catalog;
import io.brokerscope.model.JmxQuery;
import java.util.List;
import java.util.TreeSet;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

class MBeanQueriesTest {

    private static final MBeanQueries CATALOG = new MBeanQueries(Catalog.builtIn().jmxQueries());

    @Test
    void aTypeIsAskedForOnce() throws Exception {
        assertThat(CATALOG.patterns())
                .doesNotHaveDuplicates()
                .contains(
                        new ObjectName("kafka.server:type=BrokerTopicMetrics,*"),
                        new ObjectName("java.lang:type=Memory,*"))
                .hasSizeLessThan(Catalog.builtIn().jmxQueries().size() / 2);
        assertThat(CATALOG.patterns()).allMatch(ObjectName::isPattern);
    }

    @Test
    void whatRatesAreMadeOfComesEarlyAndWhatThereIsMostOfLast() {
        List<String> types =
                CATALOG.patterns().stream()
                        .map(pattern -> pattern.getDomain() + " " + pattern.getKeyProperty("type"))
                        .toList();
        assertThat(types.get(0)).startsWith("java.lang");
        int traffic = types.indexOf("kafka.server BrokerTopicMetrics");
        assertThat(types.subList(0, traffic)).allMatch(type -> type.startsWith("java.lang"));
        assertThat(types.subList(types.size() - 2, types.size()))
                .containsExactlyInAnyOrder("kafka.log Log", "kafka.cluster Partition");
    }

    @Test
    void whatIsWantedOfAnMBean() throws Exception {
        assertThat(wanted("kafka.network:type=RequestMetrics,name=TotalTimeMs,request=Fetch"))
                .containsExactly("99thPercentile", "Count", "Mean");
        assertThat(wanted("java.lang:type=Memory")).containsExactly("HeapMemoryUsage");
        assertThat(CATALOG.wanted(new ObjectName("java.lang:type=Memory")).names())
                .containsExactly("HeapMemoryUsage.max", "HeapMemoryUsage.used");
        assertThat(CATALOG.wanted(new ObjectName("java.lang:type=Memory")).texts())
                .containsOnly(false);
        WantedAttributes raft = CATALOG.wanted(new ObjectName("kafka.server:type=raft-metrics"));
        for (int i = 0; i < raft.names().length; i++) {
            assertThat(raft.texts()[i]).isEqualTo(raft.names()[i].equals("current-state"));
        }
        assertThat(CATALOG.wanted(new ObjectName("kafka.log:type=Log,name=NumLogSegments")))
                .isNull();
        assertThat(CATALOG.wanted(new ObjectName("other:type=Log,name=Size"))).isNull();
        assertThat(CATALOG.wanted(new ObjectName("other:name=Size"))).isNull();
    }

    @Test
    void severalQueriesMayWantTheSameMBean() throws Exception {
        MBeanQueries queries =
                new MBeanQueries(
                        List.of(
                                new JmxQuery(
                                        "d:type=T,name=*,*",
                                        new TreeSet<>(List.of("a.b")),
                                        new TreeSet<>()),
                                new JmxQuery(
                                        "d:type=T,name=N,*",
                                        new TreeSet<>(List.of("c")),
                                        new TreeSet<>()),
                                new JmxQuery("d:*", new TreeSet<>(List.of("e")), new TreeSet<>())));
        assertThat(queries.patterns())
                .containsExactlyInAnyOrder(new ObjectName("d:type=T,*"), new ObjectName("d:*"));
        assertThat(queries.wanted(new ObjectName("d:type=T,name=N")).asked())
                .containsExactly("a", "c");
        assertThat(queries.wanted(new ObjectName("d:name=N")).asked()).containsExactly("e");
    }

    private static String[] wanted(String mbean) throws Exception {
        return CATALOG.wanted(new ObjectName(mbean)).asked();
    }
}
