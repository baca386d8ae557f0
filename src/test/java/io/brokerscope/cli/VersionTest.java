package io.brokerscope.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class VersionTest {

    @Test
    void isThatOfTheBuild() throws Exception {
        String pom = Files.readString(Path.of("pom.xml"));
        Matcher version =
                Pattern.compile(
                                "<artifactId>brokerscope</artifactId>\\s*<version>([^<]+)</version>")
                        .matcher(pom);
        assertThat(version.find()).isTrue();
        assertThat(version.group(1)).isEqualTo(Version.VERSION);
    }
}
