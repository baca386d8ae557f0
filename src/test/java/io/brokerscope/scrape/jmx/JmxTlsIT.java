package io.brokerscope.scrape.jmx;

import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.catalog.Catalog;
import io.brokerscope.cli.Ports;
import io.brokerscope.model.FailureReason;
import io.brokerscope.model.OutcomeKind;
import io.brokerscope.model.ScrapeOutcome;
import io.brokerscope.model.settings.ProcessSettings;
import io.brokerscope.model.settings.TlsSettings;
import io.brokerscope.scrape.ScrapeListener;
import io.brokerscope.scrape.TargetReads;
import io.brokerscope.testsupport.ScrapeTargets;
import io.brokerscope.testsupport.TestCertificates;
import io.brokerscope.testsupport.TestCertificates.Identity;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** JVMs whose remote JMX has TLS. */
@Timeout(120)
class JmxTlsIT {

    @TempDir private static Path folder;
    private static Identity server;
    private static Identity elsewhere;
    private static Identity client;

    private final TargetReads reads =
            new TargetReads(
                    Catalog.builtIn(),
                    new ProcessSettings(100, 20, 64L << 20),
                    ScrapeListener.NONE,
                    Clock.systemUTC());

    @BeforeAll
    static void identities() throws Exception {
        server = TestCertificates.selfSigned(folder, "server", "ip:127.0.0.1");
        elsewhere = TestCertificates.selfSigned(folder, "elsewhere", "dns:elsewhere.example");
        client = TestCertificates.selfSigned(folder, "client", "dns:client");
    }

    @AfterEach
    void close() {
        reads.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aServerWithTlsIsVerified(boolean registryToo) throws Exception {
        try (JmxJvm jvm =
                start("server", "-Dcom.sun.management.jmxremote.registry.ssl=" + registryToo)) {
            ScrapeOutcome trusted = read(at(jvm).tls(trusting(server)), "trusted");
            assertThat(trusted.kind()).as(trusted.detail()).isEqualTo(OutcomeKind.OBSERVED);
            assertThat(read(at(jvm).tls(trusting(server)), "trusted").kind())
                    .isEqualTo(OutcomeKind.OBSERVED);

            for (ScrapeTargets unknown : List.of(at(jvm), at(jvm).tls(trusting(elsewhere)))) {
                ScrapeOutcome outcome = read(unknown, "unknown");
                assertThat(outcome.reason()).as(outcome.detail()).isEqualTo(FailureReason.TLS);
                assertThat(outcome.detail()).contains("PKIX");
            }
        }
    }

    @Test
    void theCertificateIsThatOfTheConfiguredHost() throws Exception {
        try (JmxJvm jvm = start("elsewhere")) {
            ScrapeOutcome outcome = read(at(jvm).tls(trusting(elsewhere)), "1");
            assertThat(outcome.reason()).as(outcome.detail()).isEqualTo(FailureReason.TLS);
            assertThat(outcome.detail()).contains("127.0.0.1");
            ScrapeOutcome skipped = read(at(jvm).tls(new TlsSettings(null, null, null, true)), "2");
            assertThat(skipped.kind()).as(skipped.detail()).isEqualTo(OutcomeKind.OBSERVED);
        }
    }

    @Test
    void aServerMayDemandACertificate() throws Exception {
        try (JmxJvm jvm =
                start(
                        "server",
                        "-Dcom.sun.management.jmxremote.ssl.need.client.auth=true",
                        "-Djavax.net.ssl.trustStore=" + folder.resolve("client.p12"),
                        "-Djavax.net.ssl.trustStoreType=PKCS12",
                        "-Djavax.net.ssl.trustStorePassword=changeit")) {
            TlsSettings identified =
                    new TlsSettings(
                            server.certFile().toString(),
                            client.certFile().toString(),
                            client.keyFile().toString(),
                            false);
            ScrapeOutcome outcome = read(at(jvm).tls(identified), "1");
            assertThat(outcome.kind()).as(outcome.detail()).isEqualTo(OutcomeKind.OBSERVED);
            ScrapeOutcome without = read(at(jvm).tls(trusting(server)), "2");
            assertThat(without.reason())
                    .as(without.detail())
                    .isIn(FailureReason.TLS, FailureReason.RESET);
        }
    }

    @Test
    void nothingIsSentWithoutTlsWhereItIsExpected() throws Exception {
        try (JmxJvm jvm = JmxJvm.start(folder, Ports.free())) {
            ScrapeOutcome outcome = read(at(jvm).tls(trusting(server)), "1");
            assertThat(outcome.reason()).as(outcome.detail()).isEqualTo(FailureReason.TLS);
            assertThat(outcome.detail()).contains("without TLS");
        }
    }

    private static JmxJvm start(String identity, String... more) throws Exception {
        List<String> options = new ArrayList<>(List.of(more));
        options.add("-Djava.rmi.server.hostname=127.0.0.1");
        options.add("-Dcom.sun.management.jmxremote.authenticate=false");
        options.add("-Dcom.sun.management.jmxremote.ssl=true");
        options.add("-Djavax.net.ssl.keyStore=" + folder.resolve(identity + ".p12"));
        options.add("-Djavax.net.ssl.keyStoreType=PKCS12");
        options.add("-Djavax.net.ssl.keyStorePassword=changeit");
        // With TLS for one of them only, registry and server cannot share a port.
        options.add("-Dcom.sun.management.jmxremote.rmi.port=" + Ports.free());
        return JmxJvm.start(folder, Ports.free(), options.toArray(String[]::new));
    }

    private static ScrapeTargets at(JmxJvm jvm) {
        return ScrapeTargets.at(jvm.endpoint()).timeouts(8_000, 7_000);
    }

    private static TlsSettings trusting(Identity identity) {
        return new TlsSettings(identity.certFile().toString(), null, null, false);
    }

    private ScrapeOutcome read(ScrapeTargets target, String id) {
        return reads.read(target.read(id)).join();
    }
}
