package io.brokerscope.scrape.jmx;

import io.brokerscope.model.settings.AuthSettings;
import io.brokerscope.model.settings.ScrapeSettings;
import io.brokerscope.scrape.security.CredentialTexts;
import io.brokerscope.scrape.security.CredentialsException;
import io.brokerscope.scrape.security.Redactor;
import io.brokerscope.scrape.security.TlsContexts;
import io.netty.handler.ssl.JdkSslContext;
import java.util.List;
import javax.net.ssl.SSLContext;

/**
 * What a connection is opened with, resolved afresh for each attempt so that a rotated secret is
 * seen.
 *
 * @param username null for none
 * @param password null for none
 * @param tls makes connections to whoever asks for TLS
 * @param tlsRequired whether nothing may go to somebody who does not ask for TLS
 * @param verified whether the certificate has to be the host's
 */
record JmxAccess(
        String username, String password, SSLContext tls, boolean tlsRequired, boolean verified) {

    /**
     * Resolves what the settings refer to; may wait for files.
     *
     * @throws CredentialsException if a reference leads nowhere, or a file does not hold what it
     *     should
     */
    static JmxAccess resolve(ScrapeSettings settings, TlsContexts contexts)
            throws CredentialsException {
        AuthSettings auth = settings.auth();
        JdkSslContext context = (JdkSslContext) contexts.get(settings.tls());
        return new JmxAccess(
                auth == null
                        ? null
                        : CredentialTexts.resolve("auth.basic.username", auth.username()),
                auth == null
                        ? null
                        : CredentialTexts.resolve("auth.basic.password", auth.password()),
                context.context(),
                settings.tls() != null,
                settings.tls() == null || !settings.tls().insecureSkipVerify());
    }

    /** As JMX takes them; null for none. */
    String[] credentials() {
        return username == null ? null : new String[] {username, password};
    }

    /** Hides the credentials in whatever the other side sends back. */
    Redactor redactor() {
        return new Redactor(username == null ? List.of() : List.of(password, username));
    }

    /** Hides them. */
    @Override
    public String toString() {
        return "JmxAccess[***]";
    }
}
