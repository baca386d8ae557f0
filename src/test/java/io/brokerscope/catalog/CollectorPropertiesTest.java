package io.brokerscope.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.model.Readings;
import io.brokerscope.model.SeriesCollector.Collected;
import io.brokerscope.model.settings.LimitSettings;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class CollectorPropertiesTest {

    private static final Catalog CATALOG = Catalog.builtIn();
    private static final List<String> ROUTINE =
            List.of(
                    "kafka_server_brokertopicmetrics_bytesin_total",
                    "kafka_server_brokertopicmetrics_bytesout_total");

    record Part(String request, int version, long value) {}

    @Provide
    Arbitrary<List<Part>> parts() {
        return Combinators.combine(
                        Arbitraries.of("Produce", "Fetch", "Metadata"),
                        Arbitraries.integers().between(0, 6),
                        Arbitraries.longs().between(0, 1L << 50))
                .as(Part::new)
                .list()
                .uniqueElements(part -> part.request() + part.version())
                .ofMaxSize(21);
    }

    /** Whatever the order of the answer, a sum is the sum of what was read in this very read. */
    @Property(tries = 200)
    void sumsAreExactInAnyOrder(@ForAll("parts") List<Part> parts, @ForAll long seed) {
        Target target = Target.of(CATALOG, "jmx_exporter-2_0_0");
        Map<String, Long> expected = new TreeMap<>();
        List<String> lines = new ArrayList<>();
        for (Part part : parts) {
            expected.merge("broker.requests{" + part.request() + "}", part.value(), Long::sum);
            lines.add(
                    "kafka_network_requestmetrics_requests_total{request=\""
                            + part.request()
                            + "\",version=\""
                            + part.version()
                            + "\"} "
                            + part.value());
        }
        Random random = new Random(seed);
        for (int read = 0; read < 3; read++) {
            Collections.shuffle(lines, random);
            Readings readings = target.read(lines, true).readings();
            assertThat(new TreeMap<>(Target.counters(readings))).isEqualTo(expected);
        }
    }

    /**
     * What a series means does not depend on what stands around it: one after the other, where it
     * may be taken over from the one before, and each behind a name that nobody knows.
     */
    @Property(tries = 200)
    void neighboursChangeNothing(
            @ForAll @Size(max = 60) List<@IntRange(min = 0, max = 2_000) Integer> numbers,
            @ForAll boolean recognised) {
        List<String> lines = numbers.stream().distinct().map(this::line).sorted().toList();
        Target together = Target.of(CATALOG, recognised ? null : "jmx_exporter-2_0_0");
        Target apart = Target.of(CATALOG, recognised ? null : "jmx_exporter-2_0_0");
        List<String> spread = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            spread.add("nobody_knows{number=\"" + i + "\"} 1");
            spread.add(lines.get(i));
        }
        for (int read = 0; read < 3; read++) {
            Collected one = together.read(lines, true);
            Collected other = apart.read(spread, true);
            assertThat(Target.rows(one.readings())).isEqualTo(Target.rows(other.readings()));
            assertThat(one.readings().dialect()).isEqualTo(other.readings().dialect());
            assertThat(one.truncated()).isEqualTo(other.truncated());
        }
    }

    /** A series of one of several names, some with labels that change what it means. */
    private String line(int number) {
        int topic = number % 7;
        int partition = number / 7 % 5;
        String topicLabel = topic == 6 ? "" : "topic=\"t" + topic + "\",";
        return switch (number / 35 % 6) {
            case 0 ->
                    "kafka_log_log_size{%spartition=\"%d\"} %d"
                            .formatted(topicLabel, partition, number);
            case 1 -> ROUTINE.get(0) + "{%sx=\"%d\"} %d".formatted(topicLabel, partition, number);
            case 2 ->
                    "kafka_cluster_partition_underreplicated{partition=\"%d\",%s} %d"
                            .formatted(partition, topicLabel, number % 2);
            case 3 ->
                    "kafka_network_requestmetrics_requests_total{request=\"R%d\",version=\"%d\"} %d"
                            .formatted(topic, partition, number);
            case 4 ->
                    "jvm_memory_used_bytes{area=\"%s\",pool=\"%d\"} %d"
                            .formatted(topic < 3 ? "heap" : "nonheap", partition, number);
            default ->
                    "kafka_server_replicafetchermanager_maxlag{clientId=\"%s\",n=\"%d\"} %d"
                            .formatted(topic < 3 ? "Replica" : "other", partition, number);
        };
    }

    /** Kept and cut series add up, rows stay below the limit, and the broker's own come first. */
    @Property(tries = 200)
    void theLimitHoldsAndWhatItCutsIsCounted(
            @ForAll @IntRange(min = 1, max = 12) int limit,
            @ForAll @IntRange(min = 0, max = 15) int topics,
            @ForAll long seed) {
        List<String> lines = new ArrayList<>(List.of(ROUTINE.get(0) + " 1", ROUTINE.get(1) + " 2"));
        for (int i = 0; i < topics; i++) {
            lines.add(ROUTINE.get(0) + "{topic=\"t" + i + "\"} " + i);
        }
        Collections.shuffle(lines, new Random(seed));
        Target target =
                new Target(
                        CATALOG.collector("jmx_exporter-2_0_0", Target.limit(limit), Target.ALL));
        for (int read = 0; read < 3; read++) {
            Collected collected = target.read(lines, true);
            int rows = collected.readings().counters().rows();
            assertThat(rows).isEqualTo(Math.min(limit, topics + 2));
            assertThat(rows + collected.truncated()).isEqualTo(topics + 2);
            assertThat(collected.readings().complete()).isEqualTo(collected.truncated() == 0);
            if (limit >= 2) {
                assertThat(Target.rows(collected.readings()))
                        .containsKeys("broker.bytes_in", "broker.bytes_out");
            }
        }
    }

    /**
     * No more topics are kept than allowed, each of them with all its series; what is cut is
     * counted, and topics that come and go never keep others out for long.
     */
    @Property(tries = 200)
    void theLimitOfTopicsHoldsAndWhatItCutsIsCounted(
            @ForAll @IntRange(min = 1, max = 6) int limit,
            @ForAll @Size(max = 8) List<@IntRange(min = 0, max = 255) Integer> masks,
            @ForAll boolean known,
            @ForAll long seed) {
        Random random = new Random(seed);
        Target target =
                new Target(
                        CATALOG.collector(
                                known ? "jmx_exporter-2_0_0" : null,
                                new LimitSettings(64 << 20, 1_000, limit),
                                Target.ALL));
        for (int mask : masks) {
            List<String> lines = new ArrayList<>();
            for (String metric : ROUTINE) {
                lines.add(metric + " 1");
                for (int topic = 0; topic < 8; topic++) {
                    if ((mask & 1 << topic) != 0) {
                        lines.add(metric + "{topic=\"t" + topic + "\"} " + topic);
                    }
                }
            }
            int present = Integer.bitCount(mask);
            for (int read = 0; read < 3; read++) {
                Collections.shuffle(lines, random);
                Collected collected = target.read(lines, true);
                Map<String, Number> rows = Target.rows(collected.readings());
                int topics = (rows.size() - 2) / 2;
                assertThat(rows).containsKeys("broker.bytes_in", "broker.bytes_out");
                assertThat(rows.size() + collected.truncated()).isEqualTo(lines.size());
                assertThat(topics).isLessThanOrEqualTo(limit);
                assertThat(collected.readings().complete()).isEqualTo(topics == present);
                for (int topic = 0; topic < 8; topic++) {
                    assertThat(rows.containsKey("topic.bytes_in[t" + topic + "]"))
                            .isEqualTo(rows.containsKey("topic.bytes_out[t" + topic + "]"));
                }
                if (read == 2) {
                    assertThat(topics).isEqualTo(Math.min(limit, present));
                }
            }
        }
    }

    /** Readings hold what the answer holds, whatever was in the answers before. */
    @Property(tries = 200)
    void absentIsAbsent(@ForAll List<@IntRange(min = 0, max = 31) Integer> masks) {
        Target target = Target.of(CATALOG, "jmx_exporter-2_0_0");
        for (int mask : masks) {
            List<String> lines = new ArrayList<>();
            Map<String, Long> expected = new LinkedHashMap<>();
            for (int i = 0; i < 5; i++) {
                if ((mask & 1 << i) != 0) {
                    lines.add(ROUTINE.get(0) + "{topic=\"t" + i + "\"} " + i);
                    expected.put("topic.bytes_in[t" + i + "]", (long) i);
                }
            }
            Readings readings = target.read(lines, true).readings();
            assertThat(Target.counters(readings)).isEqualTo(expected);
            assertThat(readings.counterValues()).hasSize(readings.counters().rows());
        }
    }

    /** Hostile names and labels make no exception and no second row of one key. */
    @Property(tries = 300)
    void anythingMayStandInLabels(
            @ForAll List<String> topics, @ForAll List<String> requests, @ForAll boolean known) {
        var collector =
                CATALOG.collector(known ? "jmx_exporter-2_0_0" : null, Target.limit(8), Target.ALL);
        for (int read = 0; read < 2; read++) {
            collector.begin();
            for (String topic : topics) {
                collector.sample(
                        collector.series(ROUTINE.get(0), new String[] {"topic", topic}), 1);
            }
            for (String request : requests) {
                collector.sample(
                        collector.series(
                                "kafka_network_requestmetrics_requests_total",
                                new String[] {"request", request, "_objectname", request}),
                        1);
            }
            Readings readings = collector.end(true).readings();
            Set<Object> keys = new LinkedHashSet<>();
            for (int row = 0; row < readings.counters().rows(); row++) {
                assertThat(keys.add(readings.counters().keyOf(row))).isTrue();
            }
            assertThat(keys.size()).isLessThanOrEqualTo(8);
        }
    }
}
