package io.brokerscope.scrape.prometheus;

import static io.brokerscope.testsupport.MisbehavingServer.hangs;
import static io.brokerscope.testsupport.MisbehavingServer.ok;
import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.model.FailureReason;
import io.brokerscope.model.OutcomeKind;
import io.brokerscope.model.ScrapeOutcome;
import io.brokerscope.model.settings.ProcessSettings;
import io.brokerscope.model.settings.TlsSettings;
import io.brokerscope.scrape.ScrapeListener;
import io.brokerscope.scrape.TargetReads;
import io.brokerscope.testsupport.MisbehavingServer;
import io.brokerscope.testsupport.ScrapeTargets;
import io.brokerscope.testsupport.SmallCatalog;
import io.brokerscope.testsupport.TestCertificates;
import io.brokerscope.testsupport.TestCertificates.Identity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsIT {

    @TempDir private static Path dir;
    private static Identity serverIdentity;
    private static Identity elsewhere;
    private static Identity client;
    private static MisbehavingServer plainTls;
    private static MisbehavingServer mutualTls;
    private static MisbehavingServer wrongName;

    private final TargetReads reads =
            new TargetReads(
                    new SmallCatalog(),
                    new ProcessSettings(100, 10, 64L << 20),
                    ScrapeListener.NONE,
                    Clock.systemUTC());

    @BeforeAll
    static void servers() throws Exception {
        serverIdentity = TestCertificates.selfSigned(dir, "server", "dns:localhost,ip:127.0.0.1");
        elsewhere = TestCertificates.selfSigned(dir, "elsewhere", "dns:elsewhere.example");
        client = TestCertificates.selfSigned(dir, "client", "dns:client");
        plainTls =
                MisbehavingServer.start(serverIdentity.serverContext(client), false)
                        .on("/m", ok("known_a 1\n"))
                        .on("/hang", hangs());
        mutualTls =
                MisbehavingServer.start(serverIdentity.serverContext(client), true)
                        .on("/m", ok("known_a 1\n"));
        wrongName =
                MisbehavingServer.start(elsewhere.serverContext(client), false)
                        .on("/m", ok("known_a 1\n"));
    }

    @AfterAll
    static void closeServers() {
        plainTls.close();
        mutualTls.close();
        wrongName.close();
    }

    @AfterEach
    void close() {
        reads.close();
    }

    @Test
    void aTrustedServerIsReadAndItsConnectionKept() {
        int before = plainTls.connections();
        ScrapeTargets target = ScrapeTargets.at(plainTls.url("/m")).tls(trusting(serverIdentity));
        assertObserved(read(target));
        assertObserved(read(target));
        assertThat(plainTls.connections() - before).isEqualTo(1);
        assertObserved(read(target.endpoint("https://127.0.0.1:" + plainTls.port() + "/m")));
    }

    @Test
    void anUnknownAuthorityIsRefused() {
        ScrapeOutcome outcome = read(ScrapeTargets.at(plainTls.url("/m")).attempts(3));
        assertThat(outcome.reason()).as(outcome.detail()).isEqualTo(FailureReason.TLS);
        assertThat(outcome.detail()).contains("PKIX");
        assertThat(outcome.stats().attempts()).isEqualTo(1);
    }

    @Test
    void anotherHostNameIsRefusedUnlessAPersonSkipsVerification() {
        ScrapeTargets target = ScrapeTargets.at(wrongName.url("/m"));
        ScrapeOutcome outcome = read(target.tls(trusting(elsewhere)));
        assertThat(outcome.reason()).as(outcome.detail()).isEqualTo(FailureReason.TLS);
        assertThat(outcome.detail()).contains("localhost");
        assertObserved(read(target.tls(new TlsSettings(null, null, null, true))));
    }

    @Test
    void aServerMayDemandACertificate() {
        ScrapeTargets target = ScrapeTargets.at(mutualTls.url("/m"));
        assertObserved(read(target.tls(identified(client.certFile(), client.keyFile()))));
        ScrapeOutcome without = read(target.tls(trusting(serverIdentity)));
        assertThat(without.kind()).isEqualTo(OutcomeKind.FAILED);
        // The alert of a TLS 1.3 server may be overtaken by the reset that follows it.
        assertThat(without.reason())
                .as(without.detail())
                .isIn(FailureReason.TLS, FailureReason.RESET);
        ScrapeOutcome wrong =
                read(target.tls(identified(elsewhere.certFile(), elsewhere.keyFile())));
        assertThat(wrong.reason()).as(wrong.detail()).isIn(FailureReason.TLS, FailureReason.RESET);
    }

    @Test
    void aRotatedCertificateIsUsedForTheNextRead() throws Exception {
        Path cert = Files.copy(elsewhere.certFile(), dir.resolve("rotated.crt"));
        Path key = Files.copy(elsewhere.keyFile(), dir.resolve("rotated.key"));
        ScrapeTargets target = ScrapeTargets.at(mutualTls.url("/m")).tls(identified(cert, key));
        assertThat(read(target).kind()).isEqualTo(OutcomeKind.FAILED);
        Files.copy(client.certFile(), dir.resolve("new.crt"));
        Files.copy(client.keyFile(), dir.resolve("new.key"));
        Files.move(dir.resolve("new.crt"), cert, StandardCopyOption.REPLACE_EXISTING);
        Files.move(dir.resolve("new.key"), key, StandardCopyOption.REPLACE_EXISTING);
        assertObserved(read(target));
    }

    @Test
    void filesThatCannotBeReadAreNamed() {
        ScrapeOutcome outcome =
                read(
                        ScrapeTargets.at(plainTls.url("/m"))
                                .tls(new TlsSettings(dir + "/none.pem", null, null, false)));
        assertThat(outcome.reason()).isEqualTo(FailureReason.CREDENTIALS);
        assertThat(outcome.detail()).contains(dir + "/none.pem");
    }

    @Test
    void aPlainServerIsNoTlsServerAndTheOtherWayRound() {
        try (MisbehavingServer plain = MisbehavingServer.start()) {
            plain.on("/m", ok("known_a 1\n"));
            ScrapeOutcome outcome =
                    read(
                            ScrapeTargets.at("https://localhost:" + plain.port() + "/m")
                                    .timeouts(500, 400));
            // This server waits for a line that a TLS client never sends.
            assertThat(outcome.reason())
                    .as(outcome.detail())
                    .isIn(FailureReason.READ_TIMEOUT, FailureReason.TLS, FailureReason.RESET);
        }
        ScrapeOutcome outcome =
                read(ScrapeTargets.at("http://localhost:" + plainTls.port() + "/m"));
        assertThat(outcome.reason())
                .as(outcome.detail())
                .isIn(FailureReason.PROTOCOL, FailureReason.RESET);
    }

    @Test
    void handshakesAndAnswersThatHangEndInTime() throws Exception {
        // Loads the authorities of the runtime, which takes its time.
        read(ScrapeTargets.at(plainTls.url("/m")));
        try (MisbehavingServer.DeafPort deaf = new MisbehavingServer.DeafPort()) {
            ScrapeOutcome outcome =
                    read(
                            ScrapeTargets.at(deaf.url().replace("http:", "https:"))
                                    .timeouts(1_500, 1_000));
            assertThat(outcome.reason()).as(outcome.detail()).isEqualTo(FailureReason.READ_TIMEOUT);
            assertThat(outcome.detail()).contains("handshake");
        }
        ScrapeOutcome outcome =
                read(
                        ScrapeTargets.at(plainTls.url("/hang"))
                                .tls(trusting(serverIdentity))
                                .timeouts(6_000, 5_000));
        assertThat(outcome.reason()).as(outcome.detail()).isEqualTo(FailureReason.READ_TIMEOUT);
        assertThat(outcome.detail()).contains("no answer");
    }

    private static TlsSettings trusting(Identity identity) {
        return new TlsSettings(identity.certFile().toString(), null, null, false);
    }

    private static TlsSettings identified(Path cert, Path key) {
        return new TlsSettings(
                serverIdentity.certFile().toString(), cert.toString(), key.toString(), false);
    }

    private static void assertObserved(ScrapeOutcome outcome) {
        assertThat(outcome.kind()).as(outcome.detail()).isEqualTo(OutcomeKind.OBSERVED);
    }

    private ScrapeOutcome read(ScrapeTargets target) {
        // Handshakes on a busy machine take their time.
        ScrapeTargets patient =
                target.timeoutMs() == 2_000 ? target.timeouts(10_000, 9_000) : target;
        CompletableFuture<ScrapeOutcome> future = reads.read(patient.read(patient.endpoint()));
        assertThat(future).succeedsWithin(Duration.ofSeconds(20));
        return future.join();
    }
}
