package io.brokerscope.scrape.prometheus;

import io.brokerscope.model.settings.AuthSettings;
import io.brokerscope.scrape.security.CredentialTexts;
import io.brokerscope.scrape.security.CredentialsException;
import io.brokerscope.scrape.security.Redactor;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/**
 * Credentials of one attempt, resolved afresh for it so that a rotated secret is seen.
 *
 * @param authorization value of the Authorization header; null for none
 * @param redactor hides them in whatever the target sends back
 */
record Credentials(String authorization, Redactor redactor) {

    /** No credentials. */
    static final Credentials NONE = new Credentials(null, new Redactor(List.of()));

    /**
     * Resolves what the settings refer to.
     *
     * @param auth the settings; null for none
     * @throws CredentialsException if a reference leads nowhere or to something that cannot stand
     *     in a header
     */
    static Credentials resolve(AuthSettings auth) throws CredentialsException {
        if (auth == null) {
            return NONE;
        }
        if (auth.bearer() != null) {
            String token = CredentialTexts.resolve("auth.bearer", auth.bearer());
            return new Credentials("Bearer " + token, new Redactor(List.of(token)));
        }
        String user = CredentialTexts.resolve("auth.basic.username", auth.username());
        String password = CredentialTexts.resolve("auth.basic.password", auth.password());
        String pair =
                Base64.getEncoder()
                        .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        return new Credentials("Basic " + pair, new Redactor(List.of(pair, password, user)));
    }

    /** Hides the header. */
    @Override
    public String toString() {
        return "Credentials[***]";
    }
}
