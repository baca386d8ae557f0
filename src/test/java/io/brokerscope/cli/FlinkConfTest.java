package io.brokerscope.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.testsupport.ProductionConf;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.MetricOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.metrics.reporter.MetricReporterFactory;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessUtils;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds {@code flink-conf/config.yaml} against the options that Flink knows. */
class FlinkConfTest {

    private static final String REPORTER = "metrics.reporter.prom.";

    /** Brokers, samples, memory of the process, heap of it, heap that was measured. */
    private static final Pattern SIZE =
            Pattern.compile("(?m)^# +(\\d+) +(\\d+) +(\\d+g) +(\\d+) MB +(\\d+) MB$");

    @TempDir private Path folder;

    private Configuration configuration;

    @BeforeEach
    void load() {
        configuration = FlinkConfiguration.load(Path.of("flink-conf"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void everyKeyIsAnOptionOfFlinkAndEveryValueFitsItsType(boolean production) throws Exception {
        if (production) {
            configuration = FlinkConfiguration.load(ProductionConf.in(folder));
        }
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
    void productionAddsWhatOneMachineDoesNotNeedAndChangesNothingElse() throws Exception {
        Map<String, String> production =
                new TreeMap<>(FlinkConfiguration.load(ProductionConf.in(folder)).toMap());
        assertThat(production).containsAllEntriesOf(configuration.toMap());
        production.keySet().removeAll(configuration.keySet());
        assertThat(production)
                .containsOnlyKeys(
                        "execution.checkpointing.dir",
                        "execution.checkpointing.savepoint-dir",
                        "high-availability.cluster-id",
                        "high-availability.storageDir",
                        "high-availability.type",
                        "high-availability.zookeeper.path.root",
                        "high-availability.zookeeper.quorum",
                        "jobmanager.bind-host",
                        "jobmanager.memory.process.size",
                        "jobmanager.rpc.address",
                        "security.ssl.algorithms",
                        "security.ssl.internal.enabled",
                        "security.ssl.internal.keystore",
                        "security.ssl.internal.keystore-type",
                        "security.ssl.internal.truststore",
                        "security.ssl.internal.truststore-type",
                        "security.ssl.protocol",
                        "security.ssl.rest.enabled",
                        "taskmanager.bind-host",
                        "taskmanager.memory.network.max",
                        "taskmanager.memory.network.min",
                        "taskmanager.memory.process.size",
                        "taskmanager.memory.task.off-heap.size");
    }

    @Test
    void theHeapOfEachFleetIsWhatIsSaidAndWhatWasMeasuredAtLeast() throws Exception {
        Configuration production = FlinkConfiguration.load(ProductionConf.in(folder));
        List<MatchResult> sizes =
                SIZE.matcher(Files.readString(Path.of("flink-conf/production.yaml")))
                        .results()
                        .toList();
        assertThat(sizes).extracting(size -> size.group(1)).contains("100", "1000", "10000");
        for (MatchResult size : sizes) {
            Configuration sized = new Configuration(production);
            sized.setString(TaskManagerOptions.TOTAL_PROCESS_MEMORY.key(), size.group(3));
            int heap =
                    TaskExecutorProcessUtils.processSpecFromConfig(sized)
                            .getJvmHeapMemorySize()
                            .getMebiBytes();
            assertThat(heap)
                    .as(size.group())
                    .isEqualTo(Integer.parseInt(size.group(4)))
                    .isGreaterThanOrEqualTo(Integer.parseInt(size.group(5)));
        }
        assertThat(production.toMap().get(TaskManagerOptions.TOTAL_PROCESS_MEMORY.key()))
                .isEqualTo(sizes.get(0).group(3));
    }

    @Test
    void opensWhatTheProgramOpens() throws Exception {
        List<String> program =
                Pattern.compile("(?m)^ +(--add-(?:opens|exports)=\\S+)$")
                        .matcher(Files.readString(Path.of("brokerscope")))
                        .results()
                        .map(found -> found.group(1))
                        .toList();
        assertThat(program).isNotEmpty();
        assertThat(configuration.get(CoreOptions.FLINK_DEFAULT_JVM_OPTIONS).split(" "))
                .containsExactlyElementsOf(program);
    }

    @Test
    void theReporterIsThere() throws Exception {
        assertThat(configuration.get(MetricOptions.REPORTERS_LIST)).isEqualTo("prom");
        String factory = configuration.toMap().get(REPORTER + "factory.class");
        assertThat(Class.forName(factory)).isAssignableTo(MetricReporterFactory.class);
        assertThat(configuration.toMap().keySet().stream().filter(k -> k.startsWith(REPORTER)))
                .containsExactlyInAnyOrder(
                        REPORTER + "factory.class",
                        REPORTER + "port",
                        REPORTER + "scope.variables.excludes",
                        REPORTER + "filterLabelValueCharacters");
        assertThat(configuration.toMap())
                .containsEntry(REPORTER + "port", "9249-9259")
                .containsEntry(REPORTER + "filterLabelValueCharacters", "false");
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
