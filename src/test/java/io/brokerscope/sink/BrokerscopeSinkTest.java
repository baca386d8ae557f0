package io.brokerscope.sink;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.model.output.OutputRecord;
import io.brokerscope.model.settings.OutputSettings.Guarantee;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BrokerscopeSinkTest {

    @TempDir Path directory;

    @ParameterizedTest
    @EnumSource(Guarantee.class)
    void theJobGraphHoldsReferencesAndNoSecret(Guarantee guarantee)
            throws IOException, ClassNotFoundException {
        Path password = Files.writeString(directory.resolve("password"), "Tr0ub4dor");
        Path bootstrap = Files.writeString(directory.resolve("bootstrap"), "hidden-host:9092");
        Sink<OutputRecord> sink =
                BrokerscopeSink.create(
                        TestSettings.of("${file:" + bootstrap + "}", "p")
                                .with(guarantee)
                                .with(
                                        Map.of(
                                                "ssl.key.password",
                                                "${file:" + password + "}",
                                                "sasl.jaas.config",
                                                "M required password=\"${env:PATH}\";"))
                                .output());

        byte[] serialized = InstantiationUtil.serializeObject(sink);
        assertThat(new String(serialized, ISO_8859_1))
                .contains("${brokerscope:")
                .doesNotContain("Tr0ub4dor")
                .doesNotContain("hidden-host")
                .doesNotContain(System.getenv("PATH"));
        Object back = InstantiationUtil.deserializeObject(serialized, getClass().getClassLoader());
        assertThat(back).isInstanceOf(Sink.class);
    }

    @Test
    void plainTextStaysAsItIs() throws IOException {
        byte[] serialized =
                InstantiationUtil.serializeObject(
                        BrokerscopeSink.create(TestSettings.of("b1:9092", "p").output()));
        assertThat(new String(serialized, ISO_8859_1))
                .contains("b1:9092")
                .contains("p-tx")
                .doesNotContain("config.providers");
    }
}
