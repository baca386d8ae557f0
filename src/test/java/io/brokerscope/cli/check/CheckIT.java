package io.brokerscope.cli.check;

import static io.brokerscope.testsupport.MisbehavingServer.hangs;
import static io.brokerscope.testsupport.MisbehavingServer.ok;
import static io.brokerscope.testsupport.MisbehavingServer.status;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.brokerscope.cli.ExitCode;
import io.brokerscope.cli.TestCommandLine;
import io.brokerscope.testsupport.MisbehavingServer;
import io.brokerscope.testsupport.MisbehavingServer.Script;
import io.brokerscope.testsupport.RunningJob;
import io.brokerscope.testsupport.TestBroker;
import io.brokerscope.testsupport.TestCertificates;
import io.brokerscope.testsupport.TestCertificates.Identity;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command against real servers that do what servers do, and a real broker as output. */
@Timeout(120)
class CheckIT {

    /** What a broker answered through jmx_exporter with rules that tell everything. */
    private static final String PAGE = page();

    @TempDir private static Path folder;
    private static TestBroker broker;
    private static MisbehavingServer server;

    private final TestCommandLine line = new TestCommandLine();

    @BeforeAll
    static void start() throws Exception {
        broker = TestBroker.start();
        server =
                MisbehavingServer.start()
                        .on("/0", metrics(Duration.ZERO))
                        .on("/1", metrics(Duration.ZERO))
                        .on("/2", metrics(Duration.ofMinutes(-5)))
                        .on("/3", hangs())
                        .on("/4", status("500 Internal Server Error", "disk on fire"))
                        .on("/5", ok("text/html", "<html>please log in</html>"))
                        .on("/6", ok("# no sample\nsome_other_thing 1\n"))
                        .on("/7", basic("monitor:right"))
                        .on("/8", status("404 Not Found", "no such page"));
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
        broker.close();
    }

    private static String page() {
        try (InputStream in =
                CheckIT.class.getResourceAsStream("/catalog/kafka-4.2.0-kraft-3_0_0.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A server whose clock is off. */
    private static Script metrics(Duration off) {
        return x ->
                x.answer(
                        "200 OK",
                        "text/plain",
                        PAGE.getBytes(StandardCharsets.UTF_8),
                        "Date: "
                                + DateTimeFormatter.RFC_1123_DATE_TIME.format(
                                        Instant.now().plus(off).atOffset(ZoneOffset.UTC)));
    }

    private static Script basic(String login) {
        String wanted =
                "Basic "
                        + Base64.getEncoder()
                                .encodeToString(login.getBytes(StandardCharsets.UTF_8));
        return x ->
                (wanted.equals(x.header("authorization"))
                                ? metrics(Duration.ZERO)
                                : status("401 Unauthorized", "who are you?"))
                        .serve(x);
    }

    private static String brokers(int... ids) {
        StringBuilder lines = new StringBuilder("    discovery:\n      static:\n");
        for (int id : ids) {
            lines.append("        - { id: ")
                    .append(id)
                    .append(", host: localhost, port: ")
                    .append(server.port())
                    .append(" }\n");
        }
        return lines.toString();
    }

    private static String cluster(String name, String scrape, String discovery) {
        return "  - name: "
                + name
                + "\n    scrape:\n      endpoint: \"http://{host}:{port}/{id}\"\n"
                + "      timeout: 2s\n      attemptTimeout: 2s\n"
                + scrape.indent(6)
                + discovery;
    }

    private static Path config(String prefix, String... clusters) throws IOException {
        return Files.writeString(
                folder.resolve(prefix + ".yaml"),
                RunningJob.outputYaml(broker.bootstrap(), prefix)
                        + "clusters:\n"
                        + String.join("", clusters));
    }

    private static Set<String> topics() throws Exception {
        try (Admin admin = broker.admin()) {
            return admin.listTopics().names().get();
        }
    }

    private JsonNode json() throws IOException {
        return new ObjectMapper().readTree(line.out());
    }

    /** The findings of a target by check, as one text: {@code tcp FAIL REFUSED: .. -> ..}. */
    private static String findings(JsonNode json, String cluster, String target) {
        StringBuilder told = new StringBuilder();
        for (JsonNode finding : json.at("/findings")) {
            if (finding.at("/cluster").asText("").equals(cluster)
                    && finding.at("/target").asText("").equals(target)) {
                told.append(finding.at("/check").asText())
                        .append(' ')
                        .append(finding.at("/verdict").asText())
                        .append(' ')
                        .append(finding.at("/found").asText())
                        .append(" -> ")
                        .append(finding.at("/remedy").asText())
                        .append('\n');
            }
        }
        return told.toString();
    }

    @Test
    void aFleetThatIsWellIsReadyAndNothingIsLeftBehind() throws Exception {
        Set<String> before = topics();
        Path config =
                config(
                        "well",
                        cluster("prod", "", brokers(0, 1)) + "    expect: { brokers: 2 }\n",
                        "  - name: own\n    kafka: { bootstrap: \""
                                + broker.bootstrap()
                                + "\" }\n    scrape: { endpoint: \"http://localhost:"
                                + server.port()
                                + "/{id}\" }\n    groups: { include: none }\n");

        assertThat(line.run("check", "--config", config.toString()))
                .as(line.out() + line.err())
                .isEqualTo(ExitCode.OK);

        assertThat(line.out().lines())
                .anyMatch(l -> l.matches("OK +- +- +topics +7 will be created at the start: .*"))
                .anyMatch(l -> l.matches("OK +- +- +transactions +they may be begun .*"))
                .anyMatch(l -> l.matches("OK +prod +- +discovery +2 brokers"))
                .anyMatch(l -> l.matches("OK +prod +- +expected +all 2 brokers"))
                .anyMatch(l -> l.matches("OK +prod +- +all +2 targets are wholly well"))
                .anyMatch(l -> l.matches("OK +own +- +all +2 targets are wholly well"))
                .last()
                .asString()
                .startsWith("READY. 4 of 4 targets can be read; checked in ");
        assertThat(line.err()).isEmpty();
        assertThat(topics()).isEqualTo(before);
        try (Admin admin = broker.admin()) {
            assertThat(admin.listTransactions().all().get()).isEmpty();
        }
    }

    @Test
    void everyCheckOfEveryTargetIsShownWhereThatIsAsked() throws Exception {
        Path config = config("verbose", cluster("prod", "", brokers(1)));
        assertThat(line.run("check", "--config", config.toString(), "--verbose"))
                .as(line.out())
                .isEqualTo(ExitCode.OK);
        assertThat(line.out().lines())
                .anyMatch(l -> l.matches("OK +prod +1 +dns +localhost is .*"))
                .anyMatch(l -> l.matches("OK +prod +1 +dialect +jmx_exporter-kraft-3_0_0/1.x"))
                .anyMatch(l -> l.matches("OK +prod +1 +clock +the same as here, to the second"));
    }

    @Test
    void everyKindOfTroubleIsToldWithWhatHelps() throws Exception {
        Path password = Files.writeString(folder.resolve("password"), "Wr0ngSecret\n");
        String auth =
                "auth: { basic: { username: monitor, password: \"${file:" + password + "}\" } }";
        try (MisbehavingServer.RefusingPort refusing = MisbehavingServer.refusing()) {
            String port = refusing.url().replaceAll(".*:(\\d+)/.*", "$1");
            Path config =
                    config(
                            "trouble",
                            cluster("prod", "", brokers(1, 2, 3, 4, 5, 6, 8))
                                    + "        - { id: 9, host: localhost, port: "
                                    + port
                                    + " }\n"
                                    + "        - { id: 10, host: no-such-host.invalid, port: 1 }\n",
                            cluster("locked", auth, brokers(7)),
                            cluster("open", "", brokers(7)));

            assertThat(line.run("check", "--config", config.toString(), "--json"))
                    .isEqualTo(ExitCode.FAILURE);

            JsonNode json = json();
            assertThat(findings(json, "prod", "1")).doesNotContain("FAIL", "WARN", "SKIPPED");
            assertThat(findings(json, "prod", "2"))
                    // Dates have whole seconds: up to one more than 299 s is sure.
                    .containsPattern(
                            "clock WARN (29[89]\\.\\d|300\\.0) s or more behind the clock here")
                    .doesNotContain("FAIL");
            assertThat(findings(json, "prod", "3"))
                    .contains("tcp OK", "answer FAIL READ_TIMEOUT: no answer within", "clock SKIP");
            assertThat(findings(json, "prod", "4"))
                    .contains("answer FAIL SERVER_ERROR: HTTP 500, disk on fire -> Look into the");
            assertThat(findings(json, "prod", "5"))
                    .contains("content FAIL CONTENT_TYPE", "please log in", "no metrics page");
            assertThat(findings(json, "prod", "6"))
                    .contains("content OK", "dialect FAIL", "metrics SKIPPED");
            assertThat(findings(json, "prod", "8"))
                    .contains("answer FAIL NOT_FOUND: HTTP 404", "Correct the path");
            assertThat(findings(json, "prod", "9"))
                    .contains("dns OK", "tcp FAIL REFUSED", "started with port " + port);
            assertThat(findings(json, "prod", "10"))
                    .contains("dns FAIL DNS", "no-such-host.invalid right?")
                    .contains("tcp SKIPPED not reached: dns failed");
            assertThat(findings(json, "locked", "7"))
                    .contains("auth FAIL UNAUTHORIZED: HTTP 401")
                    .contains("password in ${file:" + password + "} is not accepted");
            assertThat(findings(json, "open", "7")).contains("give scrape.auth");
            assertThat(line.out() + line.err()).doesNotContain("Wr0ngSecret");
            assertThat(line.err())
                    .startsWith("NOT READY: 9 checks fail, 1 warning. 2 of 11 targets can be read");
        }
        Files.writeString(password, "right\n");
        TestCommandLine again = new TestCommandLine();
        assertThat(
                        again.run(
                                "check",
                                "--config",
                                folder.resolve("trouble.yaml").toString(),
                                "--cluster",
                                "locked"))
                .as(again.out())
                .isEqualTo(ExitCode.OK);
    }

    @Test
    void certificatesAreVerifiedAsConfiguredAndTheirEndIsTold() throws Exception {
        Identity identity =
                TestCertificates.selfSigned(folder, "exporter", "dns:localhost,ip:127.0.0.1");
        Identity client = TestCertificates.selfSigned(folder, "client", "dns:client");
        try (MisbehavingServer tls =
                        MisbehavingServer.start(identity.serverContext(client), false)
                                .on("/1", metrics(Duration.ZERO));
                MisbehavingServer mutual =
                        MisbehavingServer.start(identity.serverContext(client), true)
                                .on("/1", metrics(Duration.ZERO))) {
            String ca = "caFile: \"" + identity.certFile() + "\"";
            Path config =
                    config(
                            "tls",
                            secured("known", tls, "tls: { " + ca + " }"),
                            secured("strange", tls, ""),
                            secured("blind", tls, "tls: { insecureSkipVerify: true }"),
                            secured(
                                    "mutual",
                                    mutual,
                                    "tls: { "
                                            + ca
                                            + ", certFile: \""
                                            + client.certFile()
                                            + "\", keyFile: \""
                                            + client.keyFile()
                                            + "\" }"));
            assertThat(line.run("check", "--config", config.toString(), "--json"))
                    .isEqualTo(ExitCode.FAILURE);
            JsonNode json = json();
            // They are made to last two days.
            assertThat(findings(json, "known", "1"))
                    .contains("tls WARN the certificate is accepted, but only until", "1 day from")
                    .contains("clock OK")
                    .doesNotContain("FAIL");
            assertThat(findings(json, "strange", "1"))
                    .contains("tls FAIL TLS: ", "PKIX", "it is valid until", "caFile");
            assertThat(findings(json, "blind", "1"))
                    .contains("tls WARN no certificate is looked at")
                    .doesNotContain("FAIL");
            assertThat(findings(json, "mutual", "1"))
                    .contains("tls WARN the certificate is accepted, but only until", "clock OK")
                    .doesNotContain("FAIL");
        }
    }

    private static String secured(String name, MisbehavingServer server, String tls) {
        return "  - name: %s\n".formatted(name)
                + "    scrape:\n"
                + "      endpoint: \"https://localhost:%d/{id}\"\n".formatted(server.port())
                + "      timeout: 9s\n      attemptTimeout: 9s\n"
                + tls.indent(6)
                + "    discovery: { static: [ { id: 1, host: localhost } ] }\n";
    }

    @Test
    void aClusterWhoseDiscoveryFailsCostsNoOther() throws Exception {
        Path config =
                config(
                        "undiscovered",
                        cluster("prod", "", brokers(1)),
                        cluster("nowhere", "", "    discovery: { file_sd: /no/such/file.json }\n"),
                        "  - name: silent\n    kafka: { bootstrap: \"localhost:1\" }\n"
                                + "    discovery: { kafka: {}, timeout: 2s }\n"
                                + "    admin: { timeout: 2s, attemptTimeout: 2s }\n",
                        cluster("none", "", "    discovery: { file_sd: " + emptyList() + " }\n"));
        assertThat(line.run("check", "--config", config.toString(), "--json"))
                .isEqualTo(ExitCode.FAILURE);
        JsonNode json = json();
        assertThat(findings(json, "prod", "1")).doesNotContain("FAIL");
        assertThat(findings(json, "nowhere", ""))
                .contains("discovery FAIL", "/no/such/file.json", "docs/discovery.md");
        assertThat(findings(json, "silent", ""))
                .contains("discovery FAIL no broker of localhost:1");
        assertThat(findings(json, "silent", "cluster"))
                .contains("admin FAIL READ_TIMEOUT", "kafka.bootstrap", "acl SKIPPED");
        assertThat(findings(json, "none", "")).contains("discovery WARN an empty list");
    }

    @Test
    void watchedClustersAreCheckedAndFilesThatAreOfNoUseAreNamed() throws Exception {
        Path watched = Files.createDirectories(folder.resolve("watched"));
        Files.writeString(
                watched.resolve("good.yaml"),
                "name: watched\nscrape: { endpoint: \"http://localhost:"
                        + server.port()
                        + "/{id}\" }\ndiscovery: { static: [ { id: 0, host: h }, { id: 1, host: h } ]"
                        + " }\n");
        Files.writeString(watched.resolve("broken.yaml"), "nmae: x\n");
        Path config =
                Files.writeString(
                        folder.resolve("watching.yaml"),
                        RunningJob.outputYaml(broker.bootstrap(), "watching")
                                + "maxTargets: 1\nclustersFrom: \""
                                + watched
                                + "\"\n");
        assertThat(line.run("check", "--config", config.toString(), "--json"))
                .as(line.err())
                .isEqualTo(ExitCode.FAILURE);
        JsonNode json = json();
        assertThat(findings(json, "watched", "1")).contains("answer OK").doesNotContain("FAIL");
        assertThat(findings(json, "", ""))
                .contains("fleet FAIL", "broken.yaml", "-> Correct the file")
                .contains("fleet FAIL 2 targets, maxTargets is 1");
    }

    private static Path emptyList() throws IOException {
        return Files.writeString(folder.resolve("empty.json"), "[]");
    }

    @Test
    void whatIsWrongWithTheOutputIsTold() throws Exception {
        broker.createTopics(
                new NewTopic("unfit.entities", 1, (short) 1)
                        .configs(Map.of("cleanup.policy", "delete")));
        Path config =
                Files.writeString(
                        folder.resolve("unfit.yaml"),
                        """
                        account: test
                        output:
                          bootstrap: "%s"
                          topicPrefix: "unfit."
                          transactionTimeout: 2h
                          replicationFactor: 3
                        clusters:
                        """
                                        .formatted(broker.bootstrap())
                                + cluster("prod", "", brokers(1)));
        assertThat(line.run("check", "--config", config.toString(), "--json"))
                .isEqualTo(ExitCode.FAILURE);
        assertThat(findings(json(), "", ""))
                .contains("output OK")
                .contains("topics FAIL output.replicationFactor is 3 but the output cluster has 1")
                .contains("topics FAIL Topic unfit.entities has cleanup.policy=delete")
                .contains("-> Change it: kafka-configs.sh")
                .contains("transactions FAIL output.transactionTimeout is 7200000 ms");
    }

    @Test
    void anOutputThatRefusesIsToldBesideTheRest() throws Exception {
        Path config =
                Files.writeString(
                        folder.resolve("away.yaml"),
                        "output: { bootstrap: \"localhost:1\" }\nclusters:\n"
                                + cluster("prod", "", brokers(1)));
        long began = System.nanoTime();
        assertThat(line.run("check", "--config", config.toString(), "--timeout", "2s"))
                .isEqualTo(ExitCode.FAILURE);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
        assertThat(line.out().lines())
                .anyMatch(l -> l.matches("FAIL +- +- +output +The output cluster at localhost:1.*"))
                .anyMatch(l -> l.matches("SKIPPED +- +- +topics +not reached: output failed"))
                .anyMatch(l -> l.matches("OK +prod +- +all +1 target is wholly well"));
    }

    @Test
    void ctrlCEndsItAtOnceWhileTargetsHang() throws Exception {
        MisbehavingServer silent = MisbehavingServer.start().on("/1", hangs());
        try (silent) {
            Path config =
                    config(
                            "interrupted",
                            cluster("prod", "", brokers(1))
                                    .replace(
                                            Integer.toString(server.port()),
                                            Integer.toString(silent.port()))
                                    .replace("2s", "14s"));
            CompletableFuture<Integer> exit =
                    CompletableFuture.supplyAsync(
                            () ->
                                    line.run(
                                            "check",
                                            "--config",
                                            config.toString(),
                                            "--timeout",
                                            "60s"));
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> silent.requests("/1") > 0);
            line.interruption().request();
            assertThat(exit).succeedsWithin(Duration.ofSeconds(8)).isEqualTo(ExitCode.INTERRUPTED);
            assertThat(line.out()).isEmpty();
        }
    }

    @Test
    void aClusterThatIsNotThereIsNotChecked() throws Exception {
        Path config = config("other", cluster("prod", "", brokers(1)));
        assertThat(line.run("check", "--config", config.toString(), "--cluster", "test"))
                .isEqualTo(ExitCode.FAILURE);
        assertThat(line.out()).contains("there is no cluster of this name");
    }
}
