package io.brokerscope.scrape.jmx;

import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.catalog.Catalog;
import io.brokerscope.cli.Installation;
import io.brokerscope.cli.Interruption;
import io.brokerscope.cli.Ports;
import io.brokerscope.cli.demo.BrokerSpec;
import io.brokerscope.cli.demo.DemoFleet;
import io.brokerscope.cli.demo.FleetSpec;
import io.brokerscope.model.OutcomeKind;
import io.brokerscope.model.ReadStats;
import io.brokerscope.model.Readings;
import io.brokerscope.model.ScrapeOutcome;
import io.brokerscope.model.SeriesTable.SeriesKey;
import io.brokerscope.model.settings.ProcessSettings;
import io.brokerscope.scrape.ScrapeListener;
import io.brokerscope.scrape.TargetReads;
import io.brokerscope.testsupport.ScrapeTargets;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real broker by remote JMX and by jmx_exporter: the same rows with the same values. Values move
 * while one answer follows the other, so the exporter is asked between two reads by JMX and has to
 * lie between them.
 */
@Timeout(300)
class JmxAgainstExporterIT {

    /**
     * Gauges that go up and down within milliseconds: what lies between two reads tells nothing.
     */
    private static final Set<String> RESTLESS =
            Set.of(
                    "jvm.heap.used",
                    "jvm.threads",
                    "process.fds.open",
                    "broker.metadata.applied_lag_ms",
                    "controller.applied_lag_ms");

    /** A text: rules of an exporter have to be made for it, and without rules it is left out. */
    private static final String NOT_EXPORTED = "quorum.state";

    /**
     * What one broker that is well does not have: failures, followers, quotas, tiers; what others
     * tell; and what is no row. Partitions are told as their topics.
     */
    private static final Set<String> NOT_HERE =
            Set.of(
                    "broker.client.throttle_ms",
                    "broker.log.recovery_remaining",
                    "broker.tier.copy_errors",
                    "broker.tier.copy_lag_bytes",
                    "topic.failed_fetch",
                    "topic.failed_produce",
                    "topic.follower_lag.max",
                    "topic.records.end",
                    "host.cpu.busy",
                    "host.disk.free",
                    "exporter.scrape_error",
                    "process.start_at");

    /** Moving averages and percentiles: both sides are near each other. */
    private static final double NEAR = 0.25;

    @TempDir private Path folder;

    @Test
    void bothTellTheSame() throws Exception {
        BrokerSpec broker =
                new BrokerSpec(1, Ports.free(), Ports.free(), Ports.free(), Ports.free());
        FleetSpec spec =
                new FleetSpec(
                        "MkU3OEVBNTcwNTJENDM2Qg",
                        List.of(broker),
                        folder.resolve("fleet"),
                        Installation.current().jmxExporterAgent(),
                        Files.writeString(folder.resolve("rules.yaml"), "rules:\n- pattern: .*\n"),
                        "256m",
                        Map.of());
        try (DemoFleet fleet = DemoFleet.start(spec, new Interruption(), progress -> {});
                TargetReads reads =
                        new TargetReads(
                                Catalog.builtIn(),
                                new ProcessSettings(10, 10, 64L << 20),
                                ScrapeListener.NONE,
                                Clock.systemUTC())) {
            writeTo(fleet.bootstrap());
            ScrapeTargets jmx =
                    ScrapeTargets.at("jmx://127.0.0.1:" + broker.jmxPort())
                            .timeouts(30_000, 29_000);
            ScrapeTargets exporter =
                    jmx.endpoint("http://127.0.0.1:" + broker.exporterPort() + "/metrics");
            // Warm: both know what there is.
            readings(reads, jmx);
            readings(reads, exporter);
            // Nothing but what the catalog knows is asked for.
            ReadStats asked = observed(reads, jmx).stats();
            assertThat(asked.unknown()).isZero();
            assertThat(asked.bytes()).isLessThan(observed(reads, exporter).stats().bytes());
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .untilAsserted(
                            () -> {
                                Readings before = readings(reads, jmx);
                                Readings between = readings(reads, exporter);
                                Readings after = readings(reads, jmx);
                                assertThat(differences(before, between, after)).isEmpty();
                            });
        }
    }

    private static List<String> differences(Readings before, Readings between, Readings after) {
        List<String> differences = new ArrayList<>();
        if (Math.abs(before.processStartAt() - between.processStartAt()) > 1) {
            differences.add(
                    "process.start_at " + before.processStartAt() + " " + between.processStartAt());
        }
        Map<SeriesKey, Double> first = Rows.of(before);
        Map<SeriesKey, Double> exporter = Rows.of(between);
        Map<SeriesKey, Double> second = Rows.of(after);
        Set<SeriesKey> all = new HashSet<>(first.keySet());
        all.addAll(exporter.keySet());
        assertThat(all).hasSizeGreaterThan(500);
        assertThat(all)
                .extracting(SeriesKey::metric)
                .containsAll(
                        Catalog.builtIn().metrics().keySet().stream()
                                .filter(metric -> !metric.startsWith("partition."))
                                .filter(metric -> !NOT_HERE.contains(metric))
                                .toList());
        for (SeriesKey key : all) {
            Double low = first.get(key);
            Double value = exporter.get(key);
            Double high = second.get(key);
            if (before.counters().index().containsKey(key)
                    && between.gauges().index().containsKey(key)) {
                differences.add(key + " counter by jmx, gauge by exporter");
            }
            if (before.gauges().index().containsKey(key)
                    && between.counters().index().containsKey(key)) {
                differences.add(key + " gauge by jmx, counter by exporter");
            }
            if (low == null || value == null || high == null) {
                if (!appearing(low, high) && !key.metric().equals(NOT_EXPORTED)) {
                    differences.add(key + " jmx " + low + " exporter " + value + " jmx " + high);
                }
            } else if (!RESTLESS.contains(key.metric()) && !between(low, value, high)) {
                differences.add(key + " jmx " + low + " exporter " + value + " jmx " + high);
            }
        }
        return differences;
    }

    /** A request of a kind that there was none of before. */
    private static boolean appearing(Double low, Double high) {
        return low == null && high != null;
    }

    private static boolean between(double low, double value, double high) {
        double least = Math.min(low, high);
        double most = Math.max(low, high);
        double near = NEAR * Math.max(1, Math.abs(most));
        boolean gauge = Math.rint(value) != value || Math.rint(low) != low;
        return value >= least - (gauge ? near : 0) && value <= most + (gauge ? near : 0);
    }

    private static Readings readings(TargetReads reads, ScrapeTargets target) {
        return observed(reads, target).readings();
    }

    private static ScrapeOutcome observed(TargetReads reads, ScrapeTargets target) {
        ScrapeOutcome outcome = reads.read(target.read(target.endpoint())).join();
        assertThat(outcome.kind()).as(outcome.detail()).isEqualTo(OutcomeKind.OBSERVED);
        return outcome;
    }

    private static void writeTo(String bootstrap) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            admin.createTopics(
                            List.of(
                                    new NewTopic("orders", 3, (short) 1),
                                    new NewTopic("audit.log_2", 2, (short) 1)))
                    .all()
                    .get(30, TimeUnit.SECONDS);
        }
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", bootstrap),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            byte[] value = "a record".getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < 1_000; i++) {
                producer.send(new ProducerRecord<>(i % 2 == 0 ? "orders" : "audit.log_2", value));
            }
            producer.flush();
        }
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        Map.of(
                                "bootstrap.servers", bootstrap,
                                "group.id", "readers",
                                "auto.offset.reset", "earliest"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            consumer.subscribe(List.of("orders"));
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> !consumer.poll(Duration.ofMillis(200)).isEmpty());
        }
    }
}
