package io.brokerscope.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ConfigDocsTest {

    private static final Path REFERENCE = Path.of("docs/configuration.md");

    /** Renew the file with {@code mvn test -Dtest=ConfigDocsTest -Dbrokerscope.docs.renew=true}. */
    @Test
    void theReferenceIsUpToDate() throws IOException {
        String generated = ConfigDocs.markdown();
        if (Boolean.getBoolean("brokerscope.docs.renew")) {
            Files.createDirectories(REFERENCE.getParent());
            Files.writeString(REFERENCE, generated);
        }
        assertThat(REFERENCE)
                .as("stale: run mvn test -Dtest=ConfigDocsTest -Dbrokerscope.docs.renew=true")
                .hasContent(generated);
    }

    @Test
    void everyOptionIsInTheReference() {
        String generated = ConfigDocs.markdown();
        Schema.ROOT.walk(
                "", (path, option) -> assertThat(generated).contains("\n| `" + option.key() + "`"));
    }

    @Test
    void everyOptionHasAMeaningThatEndsAsASentence() {
        Schema.ROOT.walk(
                "",
                (path, option) -> assertThat(option.description()).as(path).matches("[A-Z`].*\\."));
    }
}
