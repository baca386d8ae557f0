package io.brokerscope.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.Layout;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.ConfigurationFactory;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.message.SimpleMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a line looks like that is logged by {@code flink-conf/log4j-console.properties}. */
class ProductionLoggingTest {

    private static final Path FILE = Path.of("flink-conf/log4j-console.properties");

    private LoggerContext context;
    private Configuration configuration;

    @BeforeEach
    void load() {
        context = new LoggerContext("production-logging");
        configuration =
                ConfigurationFactory.getInstance()
                        .getConfiguration(context, "production", FILE.toUri());
        configuration.initialize();
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void isTextUnlessTheEnvironmentSaysOtherwise() {
        assertThat(configuration.getRootLogger().getAppenderRefs())
                .extracting(ref -> ref.getRef())
                .containsExactly("text");
        assertThat(line("text", "it runs", null)).endsWith(" INFO  [main] a.Logger - it runs\n");
    }

    @Test
    void asJsonItIsOneObjectALineWhateverIsLogged() throws Exception {
        String line = line("json", "a \"quoted\"\nline", new IllegalStateException("no \"way\""));
        assertThat(line.strip()).doesNotContain("\n");
        JsonNode json = new ObjectMapper().readTree(line);
        assertThat(json.path("message").asText()).isEqualTo("a \"quoted\"\nline");
        assertThat(json.path("level").asText()).isEqualTo("INFO");
        assertThat(json.path("logger").asText()).isEqualTo("a.Logger");
        assertThat(json.path("time").asText())
                .matches("\\d{4}-\\d\\d-\\d\\dT.*[+-]\\d\\d:?\\d\\d|.*Z");
        assertThat(json.path("exception").asText().stripLeading())
                .startsWith("java.lang.IllegalStateException: no \"way\"")
                .contains("\tat ");
        assertThat(
                        new ObjectMapper()
                                .readTree(line("json", "fine", null))
                                .path("exception")
                                .asText())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "password=hunter2",
                "ssl.key.password = hunter2, next=1",
                "{\"api_key\": \"hunter2\"}",
                "token: 'hunter2'",
                "sasl.jaas.config=\"org.apache.kafka PlainLoginModule hunter2;\""
            })
    void secretsAreMaskedInBothForms(String message) {
        assertThat(line("text", message, null)).contains("***").doesNotContain("hunter2");
        assertThat(line("json", message, null)).contains("***").doesNotContain("hunter2");
    }

    @Test
    void whatIsNoSecretStays() {
        String message = "passwords are files; topic=tokens partition=3";
        assertThat(line("text", message, null)).contains(message);
    }

    private String line(String appender, String message, Throwable thrown) {
        Layout<?> layout = configuration.getAppender(appender).getLayout();
        Log4jLogEvent event =
                Log4jLogEvent.newBuilder()
                        .setLoggerName("a.Logger")
                        .setLevel(Level.INFO)
                        .setThreadName("main")
                        .setMessage(new SimpleMessage(message))
                        .setThrown(thrown)
                        .build();
        return new String(layout.toByteArray(event), StandardCharsets.UTF_8);
    }
}
