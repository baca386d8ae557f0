package io.brokerscope.scrape.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brokerscope.model.settings.AuthSettings;
import io.brokerscope.model.settings.SecretText;
import io.brokerscope.scrape.security.CredentialsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CredentialsTest {

    @TempDir private Path dir;

    @Test
    void noneAreNeeded() throws CredentialsException {
        assertThat(Credentials.resolve(null).authorization()).isNull();
    }

    @Test
    void basic() throws CredentialsException {
        Credentials credentials = Credentials.resolve(basic("Aladdin", "open sesame"));
        assertThat(credentials.authorization()).isEqualTo("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
        assertThat(credentials).hasToString("Credentials[***]");
        assertThat(
                        credentials
                                .redactor()
                                .redact("QWxhZGRpbjpvcGVuIHNlc2FtZQ== open sesame Aladdin"))
                .isEqualTo("*** *** ***");
    }

    @Test
    void aRotatedTokenIsSeen() throws IOException, CredentialsException {
        Path file = Files.writeString(dir.resolve("token"), "first-token\n");
        AuthSettings auth = bearer("${file:" + file + "}");
        assertThat(Credentials.resolve(auth).authorization()).isEqualTo("Bearer first-token");
        Files.writeString(file, "second-token\n");
        assertThat(Credentials.resolve(auth).authorization()).isEqualTo("Bearer second-token");
    }

    @Test
    void aReferenceThatLeadsNowhereIsNamed() {
        assertThatThrownBy(() -> Credentials.resolve(bearer("${env:NO_SUCH_VARIABLE_HERE}")))
                .isInstanceOf(CredentialsException.class)
                .hasMessageContaining("auth.bearer")
                .hasMessageContaining("NO_SUCH_VARIABLE_HERE");
        assertThatThrownBy(() -> Credentials.resolve(basic("u", "${file:" + dir + "/none}")))
                .hasMessageContaining("auth.basic.password")
                .hasMessageContaining(dir + "/none");
        assertThatThrownBy(() -> Credentials.resolve(basic("${file:\0}", "p")))
                .hasMessageContaining("auth.basic.username")
                .hasMessageContaining("InvalidPathException");
    }

    @Test
    void whatCannotStandInAHeaderIsRefusedUnseen() throws IOException {
        Path file = Files.writeString(dir.resolve("token"), "hunter2\nX-Evil: 1\n");
        assertThatThrownBy(() -> Credentials.resolve(bearer("${file:" + file + "}")))
                .isInstanceOf(CredentialsException.class)
                .hasMessageContaining("line breaks")
                .hasMessageNotContaining("hunter2");
    }

    private static AuthSettings bearer(String token) {
        return new AuthSettings(null, null, new SecretText(token));
    }

    private static AuthSettings basic(String user, String password) {
        return new AuthSettings(new SecretText(user), new SecretText(password), null);
    }
}
