package io.brokerscope.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.brokerscope.model.output.OutputJson;
import io.brokerscope.model.output.OutputSchemas;
import io.brokerscope.model.output.OutputTopic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What docs/output.md says is so. */
class OutputDocTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    @ParameterizedTest
    @EnumSource(OutputTopic.class)
    void theExampleIsWhatBrokerscopeWrites(OutputTopic topic) throws IOException {
        Matcher example =
                Pattern.compile(
                                "<!-- example: " + topic.nameWith("") + " -->\\s+```json\n(.*?)```",
                                Pattern.DOTALL)
                        .matcher(doc());
        assertThat(example.find()).isTrue();
        byte[] value = MAPPER.writeValueAsBytes(MAPPER.readTree(example.group(1)));
        assertThat(OutputSchemas.problems(topic, value)).isEmpty();
        byte[] written =
                switch (topic) {
                    case ENTITIES -> OutputJson.write(OutputJson.readEntity(value));
                    case METRICS -> OutputJson.write(OutputJson.readMetrics(value));
                    case OUTCOMES -> OutputJson.write(OutputJson.readLedger(value));
                    case EVENTS -> OutputJson.write(OutputJson.readEvent(value));
                    case COVERAGE -> OutputJson.write(OutputJson.readCoverage(value));
                    case RELATIONSHIPS -> OutputJson.write(OutputJson.readRelationship(value));
                    case DEAD_LETTERS -> OutputJson.write(OutputJson.readDeadLetter(value));
                };
        assertThat(new String(written, UTF_8)).isEqualTo(new String(value, UTF_8));
    }

    @ParameterizedTest
    @EnumSource(OutputTopic.class)
    void theTableNamesTheTopicAndItsCleanup(OutputTopic topic) throws IOException {
        assertThat(doc())
                .containsPattern(
                        Pattern.compile(
                                "^\\| `brokerscope\\."
                                        + topic.nameWith("")
                                        + "` \\| [^|]+ \\| "
                                        + (topic.compacted() ? "compact" : "delete")
                                        + " \\|",
                                Pattern.MULTILINE));
    }

    @Test
    void theDefaultsOfTheProducersAreThoseOfTheCode() throws IOException {
        String doc = doc();
        Properties properties = ProducerProperties.of(TestSettings.of("b:1", "p").output());
        for (String name :
                new String[] {
                    "compression.type",
                    "linger.ms",
                    "batch.size",
                    "max.request.size",
                    "request.timeout.ms",
                    "delivery.timeout.ms"
                }) {
            assertThat(doc).contains("`" + name + "=" + properties.getProperty(name) + "`");
        }
        assertThat(doc)
                .contains("`" + OutputRecordSchema.TRIMMED + "`")
                .contains("`" + SecretProvider.class.getName() + "`");
    }

    private static String doc() throws IOException {
        return Files.readString(Path.of("docs", "output.md"));
    }
}
