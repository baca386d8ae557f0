package io.brokerscope.model.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brokerscope.model.settings.Secrets.UnresolvedSecretException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {

    private static final Map<String, String> ENVIRONMENT =
            Map.of("USER", "scope", "PASSWORD", "$1\\{}", "NESTED", "${env:USER}");

    @TempDir private Path folder;

    @Test
    void aTextWithoutReferencesStaysAsItIs() {
        assertThat(resolve("")).isEmpty();
        assertThat(resolve("plain $ {env:USER} text")).isEqualTo("plain $ {env:USER} text");
    }

    @Test
    void variablesAreReplacedAnywhere() {
        assertThat(resolve("${env:USER}")).isEqualTo("scope");
        assertThat(resolve("a${env:USER}b${env:USER}")).isEqualTo("ascopebscope");
    }

    @Test
    void signsInAValueMeanNothing() {
        assertThat(resolve("<${env:PASSWORD}>")).isEqualTo("<$1\\{}>");
        assertThat(resolve("${env:NESTED}")).isEqualTo("${env:USER}");
    }

    @Test
    void filesAreReadAfreshWithoutTrailingWhiteSpace() throws IOException {
        Path file = folder.resolve("token");
        Files.writeString(file, " first \n");
        SecretText text = new SecretText("Bearer ${file:" + file + "}");
        assertThat(Secrets.resolve(text)).isEqualTo("Bearer  first");
        Files.writeString(file, "second\r\n");
        assertThat(Secrets.resolve(text)).isEqualTo("Bearer second");
    }

    @Test
    void theWholeEnvironmentIsThere() {
        Map.Entry<String, String> variable =
                System.getenv().entrySet().stream()
                        .filter(e -> e.getKey().matches("[A-Z_]+"))
                        .findFirst()
                        .orElseThrow();
        assertThat(Secrets.resolve(new SecretText("${env:" + variable.getKey() + "}")))
                .isEqualTo(variable.getValue());
    }

    @Test
    void allValuesOfAMapAreResolved() throws IOException {
        Path file = folder.resolve("jaas");
        Files.writeString(file, "login;");
        assertThat(
                        Secrets.resolveAll(
                                Map.of(
                                        "a",
                                        new SecretText("1"),
                                        "b",
                                        new SecretText("${file:" + file + "}"))))
                .isEqualTo(Map.of("a", "1", "b", "login;"));
    }

    @Test
    void whatLeadsNowhereIsNamedWithoutAnyValue() {
        assertThatThrownBy(() -> resolve("${env:PASSWORD}${env:MISSING}"))
                .isInstanceOf(UnresolvedSecretException.class)
                .hasMessage("environment variable MISSING is not set");
        Path missing = folder.resolve("missing");
        assertThatThrownBy(() -> resolve("${env:USER}${file:" + missing + "}"))
                .isInstanceOf(UnresolvedSecretException.class)
                .hasMessage("file " + missing + " cannot be read: NoSuchFileException")
                .hasNoCause();
        assertThatThrownBy(() -> resolve("${file:" + folder + "}"))
                .isInstanceOf(UnresolvedSecretException.class);
    }

    @Test
    void aLargeFileIsNoSecret() throws IOException {
        Path file = folder.resolve("large");
        Files.write(file, new byte[(1 << 20) + 1]);
        assertThatThrownBy(() -> resolve("${file:" + file + "}"))
                .isInstanceOf(UnresolvedSecretException.class)
                .hasMessage("file " + file + " is larger than 1 MiB");
    }

    @Test
    void aSecretTextHidesItself() {
        SecretText text = new SecretText("hunter2");
        assertThat(text).hasToString("***");
        assertThat(new AuthSettings(text, text, text).toString()).doesNotContain("hunter2");
        assertThat(new KafkaSettings(text, Map.of("a", text)).toString()).doesNotContain("hunter2");
        assertThat(text.template()).isEqualTo("hunter2");
    }

    private static String resolve(String template) {
        return Secrets.resolve(new SecretText(template), ENVIRONMENT::get);
    }
}
