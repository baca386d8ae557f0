package io.brokerscope.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brokerscope.model.settings.OutputSettings;
import io.brokerscope.model.settings.OutputSettings.Guarantee;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProducerPropertiesTest {

    private static final TestSettings SETTINGS = TestSettings.of("b1:9092,b2:9092", "t");

    @Test
    void defaultsKeepTheGuarantee() {
        Properties properties = ProducerProperties.of(SETTINGS.output());
        assertThat(properties)
                .containsEntry("bootstrap.servers", "b1:9092,b2:9092")
                .containsEntry("acks", "all")
                .containsEntry("enable.idempotence", "true")
                .containsEntry("transaction.timeout.ms", "600000")
                .containsEntry("compression.type", "lz4")
                .doesNotContainKey("config.providers");
        ProducerConfig parsed = parsed(properties);
        assertThat(parsed.getInt("delivery.timeout.ms"))
                .isGreaterThanOrEqualTo(
                        parsed.getLong("linger.ms").intValue()
                                + parsed.getInt("request.timeout.ms"));
    }

    @Test
    void atLeastOnceHasNoTransactions() {
        assertThat(ProducerProperties.of(SETTINGS.with(Guarantee.AT_LEAST_ONCE).output()))
                .containsEntry("acks", "all")
                .containsEntry("enable.idempotence", "true")
                .doesNotContainKey("transaction.timeout.ms");
    }

    @Test
    void aPersonTunesWhatIsFreeAndMayRepeatWhatIsFixed() {
        Properties properties =
                ProducerProperties.of(
                        SETTINGS.with(
                                        Map.of(
                                                "compression.type", "zstd",
                                                "linger.ms", "5",
                                                "acks", "-1",
                                                "enable.idempotence", "TRUE",
                                                "security.protocol", "SSL"))
                                .output());
        assertThat(properties)
                .containsEntry("compression.type", "zstd")
                .containsEntry("linger.ms", "5")
                .containsEntry("security.protocol", "SSL")
                .containsEntry("acks", "all");
    }

    @ParameterizedTest
    @CsvSource({
        "transactional.id, mine, output.transactionalIdPrefix",
        "transaction.timeout.ms, 60000, output.transactionTimeout",
        "enable.idempotence, false, rest on true",
        "enable.idempotence, '${env:IDEMPOTENT}', rest on true",
        "acks, 1, rest on all",
        "bootstrap.servers, b:1, output.bootstrap",
        "key.serializer, x.Y, UTF-8",
        "value.serializer, x.Y, JSON",
        "partitioner.class, x.Y, partition of the key",
        "partitioner.ignore.keys, true, rest on false",
        "transaction.two.phase.commit.enable, true, rest on false",
        "config.providers, 'vault, brokerscope', Choose another name",
        "config.providers.brokerscope.class, x.Y, Choose another name"
    })
    void whatTheGuaranteeRestsOnIsRefused(String name, String value, String why) {
        OutputSettings settings = SETTINGS.with(Map.of(name, value)).output();
        assertThat(ProducerProperties.problems(settings))
                .singleElement()
                .asString()
                .startsWith("output.properties must not ")
                .contains(name)
                .contains(why);
        assertThatThrownBy(() -> BrokerscopeSink.create(settings))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(name);
    }

    @Test
    void allProblemsAreToldAtOnce() {
        OutputSettings settings =
                new TestSettings(
                                "b:1",
                                Map.of("acks", "0", "transactional.id", "x"),
                                Guarantee.EXACTLY_ONCE,
                                "t",
                                0,
                                true,
                                1)
                        .output();
        OutputSettings nameless =
                new OutputSettings(
                        settings.kafka(),
                        settings.guarantee(),
                        "t.",
                        " ",
                        1L << 40,
                        true,
                        1,
                        (short) 1,
                        1,
                        OutputSettings.Ledger.OFF);
        assertThat(ProducerProperties.problems(settings)).hasSize(3);
        assertThat(ProducerProperties.problems(nameless))
                .hasSize(4)
                .anyMatch(p -> p.startsWith("output.transactionalIdPrefix is empty"))
                .anyMatch(p -> p.startsWith("output.transactionTimeout is 1099511627776 ms"));
    }

    @Test
    void theLargestRequestIsWhatAPersonSaysIfItIsANumber() {
        assertThat(ProducerProperties.maxRequestBytes(SETTINGS.output())).isEqualTo(8 << 20);
        assertThat(maxRequest(" 1048576 ")).isEqualTo(1 << 20);
        assertThat(maxRequest("much")).isEqualTo(8 << 20);
        assertThat(maxRequest("${env:MAX}")).isEqualTo(8 << 20);
    }

    private static int maxRequest(String value) {
        return ProducerProperties.maxRequestBytes(
                SETTINGS.with(Map.of("max.request.size", value)).output());
    }

    private static ProducerConfig parsed(Properties properties) {
        Properties all = new Properties();
        all.putAll(properties);
        String serializer = "org.apache.kafka.common.serialization.ByteArraySerializer";
        all.setProperty("key.serializer", serializer);
        all.setProperty("value.serializer", serializer);
        return new ProducerConfig(all);
    }
}
