package io.brokerscope.scrape.jmx;

import static io.brokerscope.scrape.jmx.Rows.broker;
import static io.brokerscope.scrape.jmx.Rows.topic;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.brokerscope.catalog.Catalog;
import io.brokerscope.cli.Ports;
import io.brokerscope.config.ConfigLoader;
import io.brokerscope.discovery.ConfiguredFleet;
import io.brokerscope.model.FailureReason;
import io.brokerscope.model.FleetDiscovery;
import io.brokerscope.model.OutcomeKind;
import io.brokerscope.model.ScrapeOutcome;
import io.brokerscope.model.ScrapeRequest;
import io.brokerscope.model.SeriesTable.SeriesKey;
import io.brokerscope.model.TargetSpec;
import io.brokerscope.model.settings.AuthSettings;
import io.brokerscope.model.settings.ProcessSettings;
import io.brokerscope.model.settings.SecretText;
import io.brokerscope.scrape.ScrapeListener;
import io.brokerscope.scrape.TargetReads;
import io.brokerscope.testsupport.MisbehavingServer;
import io.brokerscope.testsupport.ScrapeTargets;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real JVMs in processes of their own, read by remote JMX. */
@Timeout(120)
class JmxScraperIT {

    private static final String PASSWORD = "hunter2-very-secret";

    @TempDir private Path folder;

    private final TargetReads reads =
            new TargetReads(
                    Catalog.builtIn(),
                    new ProcessSettings(100, 20, 64L << 20),
                    ScrapeListener.NONE,
                    Clock.systemUTC());

    @AfterEach
    void close() {
        reads.close();
        await().untilAsserted(() -> assertThat(scraperThreads()).isEmpty());
    }

    @Test
    void valuesAreReadAsTheCatalogNamesThem() throws Exception {
        try (JmxJvm jvm = JmxJvm.start(folder, Ports.free())) {
            long before = System.currentTimeMillis();
            ScrapeOutcome outcome = observed(jvm);

            Map<SeriesKey, Double> rows = Rows.of(outcome.readings());
            assertThat(rows)
                    .containsEntry(broker("broker.bytes_in"), 1_000.0)
                    .containsEntry(topic("topic.bytes_in", "orders"), 600.0)
                    .containsEntry(topic("topic.size_bytes", "orders"), 600.0)
                    .containsEntry(topic("topic.replicas.hosted", "orders"), 3.0)
                    .containsEntry(broker("broker.state"), 3.0)
                    .containsEntry(broker("broker.partitions.under_replicated"), 2.0)
                    .containsEntry(broker("quorum.state"), 6.0)
                    .containsEntry(broker("quorum.epoch"), 7.0)
                    .containsKeys(
                            broker("jvm.heap.used"), broker("jvm.threads"), broker("jvm.uptime"))
                    .doesNotContainKeys(
                            broker("broker.partitions.count"),
                            broker("quorum.commit_ms.avg"),
                            broker("quorum.commit_ms.max"));
            assertThat(rows.keySet())
                    .noneMatch(key -> key.metric().equals("broker.request_errors"));
            assertThat(outcome.readings().dialect()).isEqualTo("jmx");
            assertThat(outcome.readings().complete()).isTrue();
            assertThat(outcome.readings().processStartAt()).isBetween(before - 60_000, before);
            assertThat(outcome.stats().observedAt()).isBetween(before, System.currentTimeMillis());
            assertThat(outcome.stats().bytes()).isPositive();
            assertThat(outcome.stats().truncated()).isZero();
            assertThat(outcome.stats().known()).isGreaterThan(rows.size());
        }
    }

    @Test
    void aFleetFileLeadsToReadings() throws Exception {
        try (JmxJvm jvm = JmxJvm.start(folder, Ports.free())) {
            String file =
                    """
                    output: { bootstrap: "o:9092" }
                    clusters:
                      - name: a
                        scrape: { endpoint: "jmx://{host}:%d" }
                        discovery: { static: [{ id: 1, host: 127.0.0.1 }] }
                    """
                            .formatted(jvm.port());
            ConfiguredFleet fleet =
                    new ConfiguredFleet(
                            ConfigLoader.parse("fleet.yaml", file).clusters(),
                            null,
                            path -> List.of(),
                            settings -> "");
            try (FleetDiscovery.Session session = fleet.open()) {
                TargetSpec spec = session.discover("a").targets().get(0);
                ScrapeOutcome outcome =
                        reads.read(
                                        new ScrapeRequest(
                                                ScrapeRequest.Kind.READ,
                                                spec,
                                                1,
                                                15_000,
                                                15_000,
                                                null,
                                                new ScrapeRequest.Origin("test", 0)))
                                .join();
                assertThat(outcome.kind()).as(outcome.detail()).isEqualTo(OutcomeKind.OBSERVED);
                assertThat(Rows.of(outcome.readings()))
                        .containsEntry(broker("broker.bytes_in"), 1_000.0);
            }
        }
    }

    @Test
    void oneConnectionServesEveryRead() throws Exception {
        try (JmxJvm jvm = JmxJvm.start(folder, Ports.free())) {
            long firstBytes = observed(jvm).stats().bytes();
            Set<String> first = connectionsTo(jvm.port());
            assertThat(first).hasSize(1);
            for (int i = 0; i < 5; i++) {
                ScrapeOutcome outcome = observed(jvm);
                // Names are not asked for again, nor is what nobody wants to hear of.
                assertThat(outcome.stats().bytes()).isLessThan(firstBytes);
                assertThat(outcome.stats().unknown()).isZero();
            }
            assertThat(connectionsTo(jvm.port())).isEqualTo(first);
        }
    }

    @Test
    void mbeansComeAndGo() throws Exception {
        String mbean = "kafka.server:type=BrokerTopicMetrics,name=BytesInPerSec,topic=payments";
        SeriesKey payments = topic("topic.bytes_in", "payments");
        try (JmxJvm jvm = JmxJvm.start(folder, Ports.free())) {
            assertThat(Rows.of(observed(jvm).readings())).doesNotContainKey(payments);
            jvm.put(mbean, "Count", 5L);
            assertThat(Rows.of(observed(jvm).readings())).containsEntry(payments, 5.0);
            jvm.put(mbean, "Count", 6L);
            assertThat(Rows.of(observed(jvm).readings())).containsEntry(payments, 6.0);
            jvm.remove(mbean);
            ScrapeOutcome without = observed(jvm);
            assertThat(Rows.of(without.readings())).doesNotContainKey(payments);
            assertThat(without.readings().complete()).isTrue();
            // As many as before, but others.
            jvm.put(mbean, "Count", 7L);
            observed(jvm);
            jvm.remove(mbean);
            jvm.put(mbean.replace("payments", "audit"), "Count", 8L);
            observed(jvm);
            assertThat(Rows.of(observed(jvm).readings()))
                    .containsEntry(topic("topic.bytes_in", "audit"), 8.0)
                    .doesNotContainKey(payments);
        }
    }

    @Test
    void aStateIsToldAsItsNumberAndAnotherTextNotAtAll() throws Exception {
        SeriesKey state = broker("quorum.state");
        try (JmxJvm jvm = JmxJvm.start(folder, Ports.free())) {
            for (String text : List.of("leader", "follower", "leader", "asleep", "x".repeat(200))) {
                jvm.put("kafka.server:type=raft-metrics", "current-state", text);
                Double told = Rows.of(observed(jvm).readings()).get(state);
                assertThat(told)
                        .as(text)
                        .isEqualTo(Map.of("leader", 6.0, "follower", 2.0).get(text));
            }
        }
    }

    @Test
    void anMBeanThatCannotBeReadCostsItselfAndIsTold() throws Exception {
        try (JmxJvm jvm = JmxJvm.start(folder, Ports.free())) {
            jvm.put("kafka.server:type=ReplicaManager,name=LeaderCount", "throws", 1);
            ScrapeOutcome outcome = observed(jvm);
            assertThat(Rows.of(outcome.readings())).containsKey(broker("broker.bytes_in"));
            assertThat(outcome.readings().complete()).isFalse();
            assertThat(outcome.stats().malformed()).isEqualTo(1);
            assertThat(outcome.stats().excerpt()).contains("name=LeaderCount");
        }
    }

    @Test
    void limitsCutOffAndAreReported() throws Exception {
        try (JmxJvm jvm = JmxJvm.start(folder, Ports.free())) {
            long whole = read(at(jvm), "whole").stats().bytes();
            ScrapeOutcome bytes = read(at(jvm).maxBytes(whole - 1_000), "bytes");
            assertThat(bytes.kind()).as(bytes.detail()).isEqualTo(OutcomeKind.OBSERVED);
            assertThat(bytes.stats().bytesCut()).isTrue();
            assertThat(bytes.readings().complete()).isFalse();

            ScrapeOutcome tooLarge = read(at(jvm).maxBytes(2_000), "too large");
            assertThat(tooLarge.reason()).isEqualTo(FailureReason.TOO_LARGE);

            ScrapeOutcome series = read(at(jvm).maxSeries(5), "series");
            assertThat(series.kind()).as(series.detail()).isEqualTo(OutcomeKind.OBSERVED);
            assertThat(series.stats().truncated()).isPositive();
            assertThat(series.readings().complete()).isFalse();
            // What is cut off is Kafka's: without the start of the process nobody knew of resets.
            ScrapeOutcome few = read(at(jvm).maxSeries(12), "few");
            assertThat(few.readings().processStartAt()).isPositive();
            assertThat(few.stats().truncated()).isPositive();
        }
    }

    @Test
    void aRestartOfTheJvmIsSeenByTheNextRead() throws Exception {
        int port = Ports.free();
        long firstStart;
        try (JmxJvm jvm = JmxJvm.start(folder, port)) {
            firstStart = observed(jvm).readings().processStartAt();
            jvm.process().kill();
            ScrapeOutcome away = read(at(jvm), "1");
            assertThat(away.reason()).as(away.detail()).isEqualTo(FailureReason.REFUSED);
            assertThat(away.detail()).contains("127.0.0.1:" + port);
        }
        try (JmxJvm again = JmxJvm.start(folder, port)) {
            ScrapeOutcome outcome = observed(again);
            assertThat(outcome.readings().processStartAt()).isGreaterThan(firstStart);
            again.process().kill();
        }
        // While the connection is kept: it is replaced within the attempt.
        try (JmxJvm third = JmxJvm.start(folder, port)) {
            assertThat(observed(third).stats().attempts()).isEqualTo(1);
        }
    }

    @Test
    void aConnectionThatTheServerGaveUpIsReplacedWithinTheAttempt() throws Exception {
        int port = Ports.free();
        try (JmxJvm jvm = JmxJvm.start(folder, port)) {
            observed(jvm);
            jvm.process().kill();
            try (JmxJvm again = JmxJvm.start(folder, port)) {
                assertThat(observed(again).stats().attempts()).isEqualTo(1);
            }
        }
    }

    /** The connection itself ends. */
    @Test
    void aServerThatClosesIdleConnectionsCostsNothing() throws Exception {
        try (JmxJvm jvm =
                JmxJvm.start(
                        folder,
                        Ports.free(),
                        "-Dsun.rmi.transport.tcp.readTimeout=1000",
                        "-Djava.rmi.server.hostname=127.0.0.1",
                        "-Dcom.sun.management.jmxremote.authenticate=false",
                        "-Dcom.sun.management.jmxremote.ssl=false")) {
            observed(jvm);
            await().until(() -> connectionsTo(jvm.port()).isEmpty());
            assertThat(observed(jvm).stats().attempts()).isEqualTo(1);
        }
    }

    /** The connection is open, but what it leads to is gone: after two minutes by default. */
    @Test
    void aServerThatGivesUpIdleSessionsCostsNothing() throws Exception {
        int port = Ports.free();
        try (JmxJvm jvm =
                JmxJvm.start(
                        folder,
                        Ports.free(),
                        "-D" + JmxJvm.SERVER_PORT + "=" + port,
                        "-Djava.rmi.server.hostname=127.0.0.1",
                        "-Dcom.sun.management.jmxremote.authenticate=false",
                        "-Dcom.sun.management.jmxremote.ssl=false")) {
            ScrapeTargets target =
                    ScrapeTargets.at("jmx://127.0.0.1:" + port).timeouts(8_000, 7_000);
            assertThat(read(target, "1").kind()).isEqualTo(OutcomeKind.OBSERVED);
            await().atMost(Duration.ofSeconds(30)).until(() -> jvm.connections() == 0);
            assertThat(connectionsTo(port)).hasSize(1);
            ScrapeOutcome outcome = read(target, "1");
            assertThat(outcome.kind()).as(outcome.detail()).isEqualTo(OutcomeKind.OBSERVED);
            assertThat(outcome.stats().attempts()).isEqualTo(1);
        }
    }

    @Test
    void passwordsAreAskedForAndNeverShown() throws Exception {
        Path passwords = secret("passwords", "monitor " + PASSWORD + "\n");
        Path access = secret("access", "monitor readonly\n");
        Path ours = secret("ours", PASSWORD + "\n");
        try (JmxJvm jvm =
                JmxJvm.start(
                        folder,
                        Ports.free(),
                        "-Djava.rmi.server.hostname=127.0.0.1",
                        "-Dcom.sun.management.jmxremote.ssl=false",
                        "-Dcom.sun.management.jmxremote.authenticate=true",
                        "-Dcom.sun.management.jmxremote.password.file=" + passwords,
                        "-Dcom.sun.management.jmxremote.access.file=" + access)) {
            ScrapeTargets target = at(jvm).auth(auth("${file:" + ours + "}"));
            ScrapeOutcome right = read(target, "right");
            assertThat(right.kind()).as(right.detail()).isEqualTo(OutcomeKind.OBSERVED);

            ScrapeOutcome wrong = read(at(jvm).auth(auth("wrong-" + PASSWORD)), "wrong");
            assertThat(wrong.reason()).as(wrong.detail()).isEqualTo(FailureReason.UNAUTHORIZED);
            assertThat(wrong.detail()).doesNotContain("hunter2").contains("Authentication failed");

            ScrapeOutcome without = read(at(jvm), "without");
            assertThat(without.reason()).isEqualTo(FailureReason.UNAUTHORIZED);

            ScrapeOutcome missing = read(at(jvm).auth(auth("${file:/no/such/file}")), "missing");
            assertThat(missing.reason()).isEqualTo(FailureReason.CREDENTIALS);
            assertThat(missing.detail()).contains("auth.basic.password", "/no/such/file");

            // A server may tell it to whoever asks.
            jvm.put("kafka.server:type=ReplicaManager,name=LeaderCount", "throws", PASSWORD);
            ScrapeOutcome told = read(target, "right");
            assertThat(told.stats().excerpt())
                    .contains("this MBean cannot be read")
                    .doesNotContain("hunter2");

            // A rotated secret is used by the next read.
            Files.writeString(ours, "rotated");
            assertThat(read(target, "right").reason()).isEqualTo(FailureReason.UNAUTHORIZED);
            Files.writeString(ours, PASSWORD);
            assertThat(read(target, "right").kind()).isEqualTo(OutcomeKind.OBSERVED);
        }
    }

    @Test
    void aReadThatIsNotAllowedKeepsNoConnection() throws Exception {
        int port = Ports.free();
        Path access = secret("access", "somebody readonly\n");
        try (JmxJvm jvm =
                JmxJvm.start(
                        folder,
                        Ports.free(),
                        "-D" + JmxJvm.SERVER_PORT + "=" + port,
                        "-D" + JmxJvm.SERVER_ACCESS + "=" + access,
                        "-Djava.rmi.server.hostname=127.0.0.1",
                        "-Dcom.sun.management.jmxremote.authenticate=false",
                        "-Dcom.sun.management.jmxremote.ssl=false")) {
            ScrapeTargets target =
                    ScrapeTargets.at("jmx://127.0.0.1:" + port).timeouts(8_000, 7_000);
            ScrapeOutcome outcome = read(target, "1");
            assertThat(outcome.reason()).as(outcome.detail()).isEqualTo(FailureReason.FORBIDDEN);
            assertThat(outcome.detail()).contains("Access denied");
            assertThat(connectionsTo(port)).isEmpty();
        }
    }

    @Test
    void aFrozenJvmCostsItsOwnTargetOnly() throws Exception {
        try (JmxJvm frozen = JmxJvm.start(folder, Ports.free());
                JmxJvm other = JmxJvm.start(folder, Ports.free())) {
            ScrapeTargets target = at(frozen).timeouts(1_500, 400).attempts(3);
            // The first answers of a JVM take their time.
            awaitObserved(target);
            frozen.process().freeze();
            hangsAlone(target, other, FailureReason.READ_TIMEOUT, "127.0.0.1:" + frozen.port());
            // Nobody waits in there any more, and no socket is left.
            await().until(() -> connectionsTo(frozen.port()).isEmpty());
            frozen.process().thaw();
            awaitObserved(target);
        }
    }

    private void awaitObserved(ScrapeTargets target) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () ->
                                assertThat(read(target, "hanging").kind())
                                        .isEqualTo(OutcomeKind.OBSERVED));
    }

    @Test
    void aRegistryThatHangsCostsItsOwnTargetOnly() throws Exception {
        try (JmxJvm other = JmxJvm.start(folder, Ports.free());
                MisbehavingServer.DeafPort deaf = new MisbehavingServer.DeafPort();
                RmiLikeServer silent = RmiLikeServer.silent()) {
            for (String endpoint : List.of(jmx(deaf.url()), silent.endpoint())) {
                hangsAlone(
                        ScrapeTargets.at(endpoint).timeouts(1_500, 400).attempts(3),
                        other,
                        FailureReason.READ_TIMEOUT,
                        "no answer within");
                int port = URI.create(endpoint).getPort();
                await().until(() -> connectionsTo(port).isEmpty());
            }
        }
    }

    /** A thread that waits for a file cannot be ended from here, nor can one for a name server. */
    @Test
    void aThreadThatCannotBeEndedIsWaitedForAndGetsNoSecond() throws Exception {
        Path file = folder.resolve("password");
        Process mkfifo = new ProcessBuilder("mkfifo", file.toString()).start();
        assertThat(mkfifo.waitFor(10, TimeUnit.SECONDS)).isTrue();
        try (JmxJvm other = JmxJvm.start(folder, Ports.free());
                JmxJvm jvm = JmxJvm.start(folder, Ports.free())) {
            ScrapeTargets target =
                    at(jvm).timeouts(1_500, 400).attempts(3).auth(auth("${file:" + file + "}"));
            hangsAlone(target, other, FailureReason.CREDENTIALS, "were not loaded within");
            assertThat(read(target, "hanging").detail()).contains("the attempt before still hangs");
            // Whoever writes ends the wait; after that there is a file that lets nobody wait.
            try (OutputStream writer = Files.newOutputStream(file)) {
                Files.delete(file);
                Files.writeString(file, PASSWORD);
            }
            await().until(() -> read(target, "hanging").kind() == OutcomeKind.OBSERVED);
        }
    }

    /** Nothing of others is late, no thread is begun in vain, and deadlines hold. */
    private void hangsAlone(
            ScrapeTargets target, JmxJvm other, FailureReason reason, String detail) {
        observed(other);
        for (int i = 0; i < 3; i++) {
            long begun = System.nanoTime();
            CompletableFuture<ScrapeOutcome> reading = reads.read(target.read("hanging"));
            CompletableFuture<Long> ended = reading.thenApply(outcome -> System.nanoTime());
            ScrapeOutcome good = observed(other);
            assertThat(good.stats().attempts()).isEqualTo(1);
            ScrapeOutcome outcome = reading.join();
            assertThat(outcome.kind()).isEqualTo(OutcomeKind.FAILED);
            assertThat(outcome.reason()).as(outcome.detail()).isEqualTo(reason);
            assertThat(outcome.detail()).contains(detail, "within");
            assertThat(TimeUnit.NANOSECONDS.toMillis(ended.join() - begun)).isLessThan(3_000);
            // One for each target, and those that have just ended.
            assertThat(scraperThreads().size()).isLessThanOrEqualTo(4);
        }
    }

    @Test
    void whoeverIsNoJvmIsToldAsWhatItIs() throws Exception {
        try (MisbehavingServer.DeafPort deaf = new MisbehavingServer.DeafPort();
                MisbehavingServer.FullPort full = new MisbehavingServer.FullPort();
                MisbehavingServer.RefusingPort refusing = MisbehavingServer.refusing()) {
            assertThat(read(ScrapeTargets.at(jmx(deaf.url())), "2").reason())
                    .isEqualTo(FailureReason.READ_TIMEOUT);
            assertThat(read(ScrapeTargets.at(jmx(full.url())), "3").reason())
                    .isEqualTo(FailureReason.CONNECT_TIMEOUT);
            assertThat(read(ScrapeTargets.at(jmx(refusing.url())), "4").reason())
                    .isEqualTo(FailureReason.REFUSED);
            ScrapeOutcome unknown = read(ScrapeTargets.at("jmx://no-such-host.invalid:9999"), "5");
            assertThat(unknown.reason()).isEqualTo(FailureReason.DNS);
            assertThat(unknown.detail()).contains("no-such-host.invalid:9999");
        }
        try (RmiLikeServer server = RmiLikeServer.answering("HTTP/1.1 400 Bad Request\r\n\r\n")) {
            ScrapeOutcome outcome = read(ScrapeTargets.at(server.endpoint()), "6");
            assertThat(outcome.reason()).isEqualTo(FailureReason.PROTOCOL);
            assertThat(outcome.stats().excerpt()).startsWith("HTTP/1.1 400");
        }
        try (RmiLikeServer server = RmiLikeServer.returning(new Hostile())) {
            ScrapeOutcome outcome = read(ScrapeTargets.at(server.endpoint()), "8");
            assertThat(outcome.reason()).isEqualTo(FailureReason.PROTOCOL);
            assertThat(outcome.detail()).contains("no stub of a remote object");
            assertThat(Hostile.ran).isFalse();
        }
        try (RmiLikeServer server = RmiLikeServer.closing()) {
            assertThat(read(ScrapeTargets.at(server.endpoint()), "7").reason())
                    .isEqualTo(FailureReason.RESET);
        }
    }

    @Test
    void anAddressThatTheRegistryNamesAndNobodyReachesIsTold() throws Exception {
        try (JmxJvm jvm =
                JmxJvm.start(
                        folder,
                        Ports.free(),
                        "-Djava.rmi.server.hostname=127.0.0.3",
                        "-Dcom.sun.management.jmxremote.authenticate=false",
                        "-Dcom.sun.management.jmxremote.ssl=false")) {
            ScrapeOutcome outcome = read(at(jvm), "1");
            assertThat(outcome.reason()).as(outcome.detail()).isEqualTo(FailureReason.REFUSED);
            assertThat(outcome.detail())
                    .contains("127.0.0.3:" + jvm.port())
                    .contains("named by 127.0.0.1:" + jvm.port());
        }
    }

    /** Does something when it is deserialized. */
    private static final class Hostile implements Serializable {

        private static final long serialVersionUID = 1;
        private static boolean ran;

        private void readObject(ObjectInputStream in) {
            ran = true;
        }
    }

    private ScrapeOutcome observed(JmxJvm jvm) {
        ScrapeOutcome outcome = read(at(jvm), "jvm-" + jvm.port());
        assertThat(outcome.kind()).as(outcome.detail()).isEqualTo(OutcomeKind.OBSERVED);
        return outcome;
    }

    private ScrapeOutcome read(ScrapeTargets target, String id) {
        return reads.read(target.read(id)).join();
    }

    private static ScrapeTargets at(JmxJvm jvm) {
        return ScrapeTargets.at(jvm.endpoint()).timeouts(8_000, 7_000);
    }

    private static String jmx(String url) {
        return "jmx://127.0.0.1:" + URI.create(url).getPort();
    }

    private static AuthSettings auth(String password) {
        return new AuthSettings(new SecretText("monitor"), new SecretText(password), null);
    }

    private Path secret(String name, String text) throws IOException {
        Path file = Files.writeString(folder.resolve(name), text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private static Set<String> scraperThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("brokerscope-scrape-jmx"))
                .collect(Collectors.toSet());
    }

    /** Local ends of this process's established connections to a port, as the system tells them. */
    private static Set<String> connectionsTo(int port) throws IOException {
        Set<String> own = ownSockets();
        String remote = String.format(":%04X", port);
        Set<String> local = new TreeSet<>();
        for (String table : new String[] {"/proc/self/net/tcp", "/proc/self/net/tcp6"}) {
            for (String line : Files.readAllLines(Path.of(table))) {
                String[] columns = line.strip().split("\\s+");
                if (columns[2].endsWith(remote)
                        && columns[3].equals("01")
                        && own.contains("socket:[" + columns[9] + "]")) {
                    local.add(columns[1]);
                }
            }
        }
        return local;
    }

    private static Set<String> ownSockets() throws IOException {
        Set<String> sockets = new TreeSet<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path file : files) {
                try {
                    sockets.add(Files.readSymbolicLink(file).toString());
                } catch (NoSuchFileException e) {
                    // It was closed since.
                }
            }
        }
        return sockets;
    }
}
