package io.brokerscope.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoggingTest {

    private static final List<String> PROPERTIES =
            List.of("log4j2.configurationFile", "brokerscope.log.dir", "brokerscope.console.level");

    private final Map<String, String> before = new HashMap<>();

    @TempDir private Path conf;

    @BeforeEach
    void forget() {
        PROPERTIES.forEach(name -> before.put(name, System.clearProperty(name)));
    }

    @AfterEach
    void restore() {
        before.forEach(
                (name, value) -> {
                    if (value == null) {
                        System.clearProperty(name);
                    } else {
                        System.setProperty(name, value);
                    }
                });
    }

    @Test
    void tellsLog4jWhereItsFilesAre() throws IOException {
        Path file = Files.createFile(conf.resolve("log4j2.properties"));
        Logging.configure(conf, Path.of("/tmp/logs"), "WARN");
        assertThat(System.getProperty("log4j2.configurationFile"))
                .isEqualTo(file.toUri().toString());
        assertThat(System.getProperty("brokerscope.log.dir")).isEqualTo("/tmp/logs");
        assertThat(System.getProperty("brokerscope.console.level")).isEqualTo("WARN");
    }

    @Test
    void leavesAloneWhatAPersonHasSet() throws IOException {
        Files.createFile(conf.resolve("log4j2.properties"));
        PROPERTIES.forEach(name -> System.setProperty(name, "mine"));
        Logging.configure(conf, Path.of("/tmp/logs"), "WARN");
        assertThat(PROPERTIES).extracting(System::getProperty).containsOnly("mine");
    }

    @Test
    void withoutAFileLog4jSearchesByItself() {
        Logging.configure(conf, Path.of("/tmp/logs"), "WARN");
        assertThat(System.getProperty("log4j2.configurationFile")).isNull();
    }
}
