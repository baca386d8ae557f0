package io.brokerscope.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretMaskTest {

    @TempDir Path directory;

    @Test
    void hidesWhatReferencesLeadToAndWhatSensitivePropertiesHold() throws IOException {
        Path file = Files.writeString(directory.resolve("p"), "from-file");
        SecretMask mask =
                new SecretMask(
                        TestSettings.of("${env:NO_SUCH_VARIABLE}:9092", "t")
                                .with(
                                        Map.of(
                                                "some.setting", "x ${file:" + file + "}",
                                                "ssl.key.password", "in-plain-text",
                                                "sasl.jaas.config",
                                                        "M required username='me' password=\"quoted\";",
                                                "linger.ms", "1234"))
                                .kafka());
        assertThat(mask.mask("from-file in-plain-text quoted 'me' 1234"))
                .isEqualTo("*** *** *** '***' 1234");
        assertThat(mask.mask(null)).isEmpty();
    }

    @Test
    void hidesThePartsOfASecretThatAReferenceLeadsTo() throws IOException {
        Path file =
                Files.writeString(
                        directory.resolve("jaas"), "M required username=\"me\" password=\"deep\";");
        SecretMask mask =
                new SecretMask(
                        TestSettings.of("b:1", "t")
                                .with(Map.of("sasl.jaas.config", "${file:" + file + "}"))
                                .kafka());
        assertThat(mask.mask("refused deep")).isEqualTo("refused ***");
    }
}
