package io.brokerscope.scrape.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brokerscope.model.settings.TlsSettings;
import io.brokerscope.testsupport.TestCertificates;
import io.netty.handler.ssl.SslContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsContextsTest {

    @TempDir private Path dir;
    private final TlsContexts contexts = new TlsContexts();

    @Test
    void theDefaultsOfTheRuntimeAreMadeOnce() throws CredentialsException {
        SslContext first = contexts.get(null);
        assertThat(contexts.get(null)).isSameAs(first);
        assertThat(contexts.get(new TlsSettings(null, null, null, false))).isSameAs(first);
        assertThat(contexts.get(new TlsSettings(null, null, null, true))).isNotSameAs(first);
    }

    @Test
    void changedFilesAreReadAgain() throws Exception {
        TestCertificates.Identity one = TestCertificates.selfSigned(dir, "one", "dns:localhost");
        TestCertificates.Identity two = TestCertificates.selfSigned(dir, "two", "dns:localhost");
        Path ca = Files.copy(one.certFile(), dir.resolve("ca.pem"));
        TlsSettings settings =
                new TlsSettings(
                        ca.toString(), one.certFile().toString(), one.keyFile().toString(), false);
        SslContext first = contexts.get(settings);
        assertThat(contexts.get(settings)).isSameAs(first);

        Files.copy(two.certFile(), dir.resolve("ca.new"));
        Files.move(dir.resolve("ca.new"), ca, StandardCopyOption.REPLACE_EXISTING);
        assertThat(contexts.get(settings)).isNotSameAs(first);
    }

    @Test
    void filesThatCannotBeUsedAreNamed() throws Exception {
        TestCertificates.Identity one = TestCertificates.selfSigned(dir, "one", "dns:localhost");
        Path nonsense = Files.writeString(dir.resolve("nonsense.pem"), "no certificate");
        assertThatThrownBy(() -> contexts.get(new TlsSettings(dir + "/none", null, null, false)))
                .isInstanceOf(CredentialsException.class)
                .hasMessageContaining("tls.caFile " + dir + "/none cannot be read");
        assertThatThrownBy(
                        () -> contexts.get(new TlsSettings(nonsense.toString(), null, null, false)))
                .isInstanceOf(CredentialsException.class)
                .hasMessageContaining("tls.caFile " + nonsense);
        assertThatThrownBy(
                        () ->
                                contexts.get(
                                        new TlsSettings(
                                                null,
                                                one.certFile().toString(),
                                                nonsense.toString(),
                                                false)))
                .isInstanceOf(CredentialsException.class)
                .hasMessageContaining("tls.keyFile")
                .hasMessageContaining("PKCS #8");
    }

    @Test
    void contextsAreBounded() throws CredentialsException {
        SslContext first = contexts.get(new TlsSettings(null, null, null, true));
        for (int i = 0; i < 256; i++) {
            // Distinct settings that all read the same file.
            contexts.get(new TlsSettings(dir + "/".repeat(i + 1), null, null, true));
        }
        assertThat(contexts.get(new TlsSettings(null, null, null, true))).isNotSameAs(first);
    }
}
