package io.brokerscope.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brokerscope.model.settings.KafkaSettings;
import io.brokerscope.model.settings.Secrets.UnresolvedSecretException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientPropertiesTest {

    @TempDir Path directory;

    @Test
    void clientsResolveWhatTheConfigurationRefersTo() throws IOException {
        Path password = Files.writeString(directory.resolve("pass:word"), "s3cr}et\n");
        Path bootstrap = Files.writeString(directory.resolve("bootstrap"), "b1:1,b2:2");
        KafkaSettings kafka =
                TestSettings.of("${file:" + bootstrap + "}", "t")
                        .with(
                                Map.of(
                                        "sasl.jaas.config",
                                        "x{${ required username=\"${env:PATH}\" password=\"${file:"
                                                + password
                                                + "}\";"))
                        .kafka();

        Properties properties = ClientProperties.admin(kafka);
        assertThat(properties.toString()).doesNotContain("s3cr").doesNotContain("b1:1");

        AdminClientConfig resolved = new AdminClientConfig(properties);
        assertThat(resolved.getList("bootstrap.servers")).containsExactly("b1:1", "b2:2");
        assertThat(resolved.getPassword("sasl.jaas.config").value())
                .isEqualTo(
                        "x{${ required username=\""
                                + System.getenv("PATH")
                                + "\" password=\"s3cr}et\";");
    }

    @Test
    void aRotatedFileIsSeenByTheNextClient() throws IOException {
        Path file = Files.writeString(directory.resolve("bootstrap"), "old:1");
        Properties properties =
                ClientProperties.admin(TestSettings.of("${file:" + file + "}", "t").kafka());
        new AdminClientConfig(properties);
        Files.writeString(file, "new:1");
        assertThat(new AdminClientConfig(properties).getList("bootstrap.servers"))
                .containsExactly("new:1");
    }

    @Test
    void aReferenceThatLeadsNowhereIsNamed() {
        Properties properties =
                ClientProperties.admin(TestSettings.of("${env:NO_SUCH_VARIABLE}", "t").kafka());
        assertThatThrownBy(() -> new AdminClientConfig(properties))
                .isInstanceOf(UnresolvedSecretException.class)
                .hasMessage("environment variable NO_SUCH_VARIABLE is not set");
    }

    @Test
    void otherProvidersOfAPersonStayBesideOurs() {
        Properties properties =
                ClientProperties.producer(
                        TestSettings.of("${env:PATH}", "t")
                                .with(
                                        Map.of(
                                                "config.providers", "dir",
                                                "config.providers.dir.class", "x.Y",
                                                "ssl.key.password", "${dir:/etc:key}"))
                                .kafka());
        assertThat(properties)
                .containsEntry("config.providers", "dir,brokerscope")
                .containsEntry("ssl.key.password", "${dir:/etc:key}")
                .containsEntry(
                        "config.providers.brokerscope.class", "io.brokerscope.sink.SecretProvider");
    }

    @Test
    void anAdminClientGetsNothingThatOnlyProducersKnow() {
        KafkaSettings kafka =
                TestSettings.of("b:1", "t")
                        .with(
                                Map.of(
                                        "linger.ms", "5",
                                        "interceptor.classes", "x.Y",
                                        "security.protocol", "SSL",
                                        "my.callback.setting", "z"))
                        .kafka();
        assertThat(ClientProperties.admin(kafka))
                .containsOnlyKeys("bootstrap.servers", "security.protocol", "my.callback.setting");
    }

    @Test
    void theProviderListsNothingByItself() {
        try (SecretProvider provider = new SecretProvider()) {
            provider.configure(Map.of());
            assertThat(provider.get("").data()).isEmpty();
        }
    }
}
