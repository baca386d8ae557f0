package io.brokerscope.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MetricOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.metrics.reporter.MetricReporterFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Holds {@code flink-conf/config.yaml} against the options that Flink knows. */
class FlinkConfTest {

    private static final String REPORTER = "metrics.reporter.prom.";

    private Configuration configuration;

    @BeforeEach
    void load() {
        configuration = FlinkConfiguration.load(Path.of("flink-conf"));
    }

    @Test
    void everyKeyIsAnOptionOfFlinkAndEveryValueFitsItsType() throws Exception {
        Map<String, ConfigOption<?>> known = FlinkOptions.all();
        assertThat(known).hasSizeGreaterThan(300);
        for (String key : configuration.keySet()) {
            if (!key.startsWith(REPORTER)) {
                assertThat(known).as("options of Flink").containsKey(key);
                assertThat((Object) configuration.get(known.get(key))).as(key).isNotNull();
            }
        }
    }

    @Test
    void theReporterIsThere() throws Exception {
        assertThat(configuration.get(MetricOptions.REPORTERS_LIST)).isEqualTo("prom");
        String factory = configuration.toMap().get(REPORTER + "factory.class");
        assertThat(Class.forName(factory)).isAssignableTo(MetricReporterFactory.class);
        assertThat(configuration.toMap().keySet().stream().filter(k -> k.startsWith(REPORTER)))
                .containsExactlyInAnyOrder(REPORTER + "factory.class", REPORTER + "port");
        assertThat(configuration.toMap()).containsEntry(REPORTER + "port", "9249-9259");
    }

    @Test
    void saysWhatTheGuaranteesNeed() {
        assertThat(configuration.get(CheckpointingOptions.CHECKPOINTING_INTERVAL))
                .isEqualTo(Duration.ofSeconds(10));
        assertThat(configuration.get(CheckpointingOptions.MIN_PAUSE_BETWEEN_CHECKPOINTS))
                .isEqualTo(Duration.ofSeconds(1));
        assertThat(configuration.get(CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE))
                .isEqualTo(CheckpointingMode.EXACTLY_ONCE);
        assertThat(configuration.get(RestartStrategyOptions.RESTART_STRATEGY))
                .isEqualTo("exponential-delay");
        assertThat(
                        configuration.get(
                                RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_ATTEMPTS))
                .isEqualTo(Integer.MAX_VALUE);
        assertThat(configuration.get(RestOptions.BIND_ADDRESS)).isEqualTo("127.0.0.1");
    }
}
