package io.brokerscope.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brokerscope.model.settings.KafkaSettings;
import io.brokerscope.model.settings.SecretText;
import io.brokerscope.model.settings.Secrets.UnresolvedSecretException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommittedReadsTest {

    @TempDir Path folder;

    @Test
    void aConsumerGetsNothingThatOnlyProducersKnowAndLeavesNoTrace() {
        Map<String, Object> properties =
                CommittedReads.properties(
                        kafka(
                                Map.of(
                                        "linger.ms", "5",
                                        "interceptor.classes", "x.Y",
                                        "group.id", "g",
                                        "enable.auto.commit", "true",
                                        "isolation.level", "read_uncommitted",
                                        "security.protocol", "SSL",
                                        "my.callback.setting", "z")));
        assertThat(properties)
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(
                                "bootstrap.servers", "b:1",
                                "security.protocol", "SSL",
                                "my.callback.setting", "z",
                                "isolation.level", "read_committed",
                                "enable.auto.commit", "false",
                                "allow.auto.create.topics", "false",
                                "auto.offset.reset", "earliest"));
        assertThat(ConsumerConfig.configNames()).contains("interceptor.classes");
    }

    @Test
    void secretsAreResolvedWhenTheyAreAskedFor() throws Exception {
        Path file = Files.writeString(folder.resolve("password"), "old\n");
        KafkaSettings kafka = kafka(Map.of("ssl.key.password", "${file:" + file + "}"));
        assertThat(CommittedReads.properties(kafka)).containsEntry("ssl.key.password", "old");
        Files.writeString(file, "new\n");
        assertThat(CommittedReads.properties(kafka)).containsEntry("ssl.key.password", "new");
        Files.delete(file);
        assertThatThrownBy(() -> CommittedReads.properties(kafka))
                .isInstanceOf(UnresolvedSecretException.class)
                .hasMessageContaining(file.toString());
    }

    private static KafkaSettings kafka(Map<String, String> properties) {
        return new KafkaSettings(
                new SecretText("b:1"),
                properties.entrySet().stream()
                        .collect(
                                Collectors.toMap(
                                        Map.Entry::getKey,
                                        property -> new SecretText(property.getValue()))));
    }
}
