package io.brokerscope.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.cli.Installation;
import io.brokerscope.cli.Interruption;
import io.brokerscope.cli.Ports;
import io.brokerscope.cli.demo.BrokerSpec;
import io.brokerscope.cli.demo.DemoFleet;
import io.brokerscope.cli.demo.FleetSpec;
import io.brokerscope.model.EntityType;
import io.brokerscope.model.Quality;
import io.brokerscope.model.output.EventRecord;
import io.brokerscope.model.output.LedgerRecord;
import io.brokerscope.model.output.MetricsRecord;
import io.brokerscope.model.output.OutputJson;
import io.brokerscope.model.output.OutputTopic;
import io.brokerscope.testsupport.RunningJob;
import io.brokerscope.testsupport.TestBroker;
import io.brokerscope.testsupport.Verdict;
import io.brokerscope.testsupport.proxy.Fault;
import io.brokerscope.testsupport.proxy.FaultLink;
import io.brokerscope.testsupport.proxy.TcpFaultProxy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real broker that is written to, with jmx_exporter and remote JMX: the exporter goes and returns
 * while the job runs.
 */
@Timeout(300)
@Tag("alone")
class FallbackIT {

    private static final long INTERVAL_MS = 10_000;
    private static final String RATE = "broker.messages.in.rate";
    private static final int TICKS_EACH = 3;

    @TempDir private Path folder;

    @Test
    void remoteJmxStandsInForTheExporterAndNoRateJumps() throws Exception {
        BrokerSpec watched =
                new BrokerSpec(1, Ports.free(), Ports.free(), Ports.free(), Ports.free());
        FleetSpec spec =
                new FleetSpec(
                        "MkU3OEVBNTcwNTJENDM2Qg",
                        List.of(watched),
                        folder.resolve("fleet"),
                        Installation.current().jmxExporterAgent(),
                        Files.writeString(folder.resolve("rules.yaml"), "rules:\n- pattern: .*\n"),
                        "256m",
                        Map.of());
        try (TestBroker output = TestBroker.start();
                DemoFleet fleet = DemoFleet.start(spec, new Interruption(), progress -> {});
                TcpFaultProxy network = new TcpFaultProxy();
                Load load = Load.on(fleet.bootstrap())) {
            warm(watched.exporterPort());
            FaultLink exporter = network.link(watched.exporterPort());
            String yaml =
                    RunningJob.outputYaml(output.bootstrap(), "fallback-")
                            + """
                            clusters:
                            - name: real
                              scrape:
                                endpoint: "http://{host}:%d/metrics"
                                interval: %dms
                                timeout: 9s
                                attemptTimeout: 4s
                                fallback: [ "jmx://{host}:%d" ]
                              discovery: { static: [ { id: 1, host: 127.0.0.1 } ] }
                            """
                                    .formatted(exporter.port(), INTERVAL_MS, watched.jmxPort());
            try (RunningJob job = RunningJob.start(yaml, 1, folder, null)) {
                await(() -> count(job, Quality.MEASURED) >= TICKS_EACH);

                exporter.fault(Fault.REFUSE);
                long stopped = System.currentTimeMillis();
                await(() -> count(job, Quality.SECONDARY) >= TICKS_EACH);
                assertThat(first(job, Quality.SECONDARY).dueAt() - stopped)
                        .isLessThanOrEqualTo(2 * INTERVAL_MS);

                exporter.fault(Fault.PASS);
                long measured = count(job, Quality.MEASURED);
                await(() -> count(job, Quality.MEASURED) >= measured + TICKS_EACH);

                // The first read may still run when the second tick comes.
                List<MetricsRecord> all =
                        broker(job).stream()
                                .dropWhile(tick -> tick.quality() == Quality.UNKNOWN)
                                .toList();
                assertThat(all)
                        .extracting(MetricsRecord::quality)
                        .as("no tick was without an answer")
                        .containsOnly(Quality.MEASURED, Quality.SECONDARY);
                double[] errors = errors(all, load);
                System.out.printf(
                        "%d rates, %d of them by remote JMX: off by %.2f %% (mean), %.2f %%"
                                + " (most)%n",
                        errors.length, count(job, Quality.SECONDARY), mean(errors), max(errors));
                assertThat(mean(errors)).as("%s", Arrays.toString(errors)).isLessThanOrEqualTo(3);
                // By what a busy machine keeps an answer waiting; a jump would be a rate twice as
                // high.
                assertThat(max(errors)).as("%s", Arrays.toString(errors)).isLessThanOrEqualTo(10);
                assertSaid(job, watched);
                Verdict.assertLawsHold(job.output());
            }
        }
    }

    /** The first answers of an exporter are seconds older than their first byte. */
    private static void warm(int port) throws Exception {
        HttpRequest page =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics")).build();
        for (int i = 0; i < 10; i++) {
            assertThat(
                            HttpClient.newHttpClient()
                                    .send(page, HttpResponse.BodyHandlers.discarding())
                                    .statusCode())
                    .isEqualTo(200);
        }
    }

    private static void assertSaid(RunningJob job, BrokerSpec watched) {
        assertThat(job.committed(OutputTopic.EVENTS, OutputJson::readEvent))
                .filteredOn(e -> e.type() == EventRecord.Type.SOURCE_CHANGED)
                .extracting(EventRecord::severity)
                .containsExactly(EventRecord.Severity.WARNING, EventRecord.Severity.INFO);
        assertThat(job.ledger())
                .filteredOn(line -> line.source() != null)
                .extracting(LedgerRecord::source)
                .containsOnly("jmx://127.0.0.1:" + watched.jmxPort());
        assertThat(job.committed(OutputTopic.METRICS, OutputJson::readMetrics))
                .filteredOn(m -> m.entityType() == EntityType.MESSAGE_QUEUE_CLUSTER)
                .filteredOn(m -> m.coverage().secondary() == 1)
                .allSatisfy(m -> assertThat(m.quality()).isEqualTo(Quality.SECONDARY))
                .hasSizeGreaterThanOrEqualTo(TICKS_EACH);
    }

    /** By how many percent the rates are off; the first tick has none. */
    private static double[] errors(List<MetricsRecord> ticks, Load load) {
        return ticks.stream()
                .filter(tick -> tick.metrics().containsKey(RATE))
                .mapToDouble(
                        tick -> {
                            double truth =
                                    load.rate(
                                            tick.observedAt() - tick.elapsedMs(),
                                            tick.observedAt());
                            return 100 * Math.abs(tick.metrics().get(RATE) / truth - 1);
                        })
                .toArray();
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }

    private static double max(double[] values) {
        return Arrays.stream(values).max().orElseThrow();
    }

    private static List<MetricsRecord> broker(RunningJob job) {
        return job.committed(OutputTopic.METRICS, OutputJson::readMetrics).stream()
                .filter(m -> m.entityType() == EntityType.MESSAGE_QUEUE_BROKER)
                .toList();
    }

    private static long count(RunningJob job, Quality quality) {
        return broker(job).stream().filter(m -> m.quality() == quality).count();
    }

    private static MetricsRecord first(RunningJob job, Quality quality) {
        return broker(job).stream().filter(m -> m.quality() == quality).findFirst().orElseThrow();
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(500))
                .until(condition);
    }

    /** Writes steadily and remembers how much it had written when. */
    private static final class Load implements AutoCloseable {

        private static final long EVERY_MS = 10;
        private static final int RECORDS = 5;

        private final AtomicLong acknowledged = new AtomicLong();
        private final NavigableMap<Long, Long> history = new ConcurrentSkipListMap<>();
        private final KafkaProducer<byte[], byte[]> producer;
        private final ScheduledExecutorService writer =
                Executors.newSingleThreadScheduledExecutor();

        private Load(KafkaProducer<byte[], byte[]> producer) {
            this.producer = producer;
        }

        static Load on(String bootstrap) throws Exception {
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
                admin.createTopics(List.of(new NewTopic("orders", 1, (short) 1)))
                        .all()
                        .get(30, TimeUnit.SECONDS);
            }
            Load load =
                    new Load(
                            new KafkaProducer<>(
                                    Map.of("bootstrap.servers", bootstrap, "linger.ms", "0"),
                                    new ByteArraySerializer(),
                                    new ByteArraySerializer()));
            load.writer.scheduleAtFixedRate(load::write, 0, EVERY_MS, TimeUnit.MILLISECONDS);
            return load;
        }

        private void write() {
            for (int i = 0; i < RECORDS; i++) {
                producer.send(
                        new ProducerRecord<>("orders", new byte[100]),
                        (metadata, failure) -> {
                            if (failure == null) {
                                acknowledged.incrementAndGet();
                            }
                        });
            }
            history.put(System.currentTimeMillis(), acknowledged.get());
        }

        /** Records a second that were written between two times. */
        double rate(long from, long until) {
            return 1000.0 * (written(until) - written(from)) / (until - from);
        }

        private long written(long at) {
            return history.floorEntry(at).getValue();
        }

        @Override
        public void close() throws Exception {
            writer.shutdown();
            assertThat(writer.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
            producer.close(Duration.ofSeconds(10));
        }
    }
}
