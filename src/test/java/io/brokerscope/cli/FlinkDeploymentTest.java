package io.brokerscope.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.brokerscope.testsupport.ProductionConf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds {@code k8s-operator/base/flinkdeployment.yaml} against flink-conf and what Flink knows. */
class FlinkDeploymentTest {

    /** Only of an embedded cluster: who may see the web UI, and how many slots one process has. */
    private static final Set<String> EMBEDDED_ONLY =
            Set.of("rest.address", "rest.bind-address", "rest.port", "parallelism.default");

    /** What opens Java 17 to Flink: the operator gives it itself. */
    private static final String OPENS = "env.java.default-opts.all";

    /** Only of a cluster: where state survives, who leads. */
    private static final Set<String> CLUSTER_ONLY =
            Set.of(
                    "execution.checkpointing.dir",
                    "execution.checkpointing.savepoint-dir",
                    "high-availability.type",
                    "high-availability.storageDir",
                    "slotmanager.number-of-slots.min");

    /** Not Flink's, but for the operator. */
    private static final String OPERATOR = "kubernetes.operator.";

    /** A pod has its ports to itself. */
    private static final String REPORTER_PORT = "metrics.reporter.prom.port";

    /** Where the manifest has the memory of a process. */
    private static final Map<String, String> RESOURCES =
            Map.of(
                    "jobmanager", "jobManager/resource/memory",
                    "taskmanager", "taskManager/resource/memory");

    @TempDir private Path folder;

    private JsonNode deployment;

    @BeforeEach
    void parse() throws Exception {
        deployment =
                new YAMLMapper()
                        .readTree(Path.of("k8s-operator/base/flinkdeployment.yaml").toFile());
    }

    @Test
    void theEntryClassIsTheMainClassOfTheJar() throws Exception {
        String entryClass = deployment.at("/spec/job/entryClass").asText();
        assertThat(entryClass).startsWith("io.brokerscope.");
        assertThat(Files.readString(Path.of("pom.xml")))
                .contains("<mainClass>" + entryClass + "</mainClass>");
    }

    @Test
    void saysTheSameAsFlinkConf() throws Exception {
        Map<String, String> local =
                new TreeMap<>(FlinkConfiguration.load(Path.of("flink-conf")).toMap());
        assertThat(local.keySet()).containsAll(EMBEDDED_ONLY);
        local.keySet().removeAll(EMBEDDED_ONLY);
        local.remove(REPORTER_PORT);
        assertThat(local.remove(OPENS)).isNotBlank();
        // On Kubernetes it is Kubernetes that elects the leader.
        local.keySet().removeIf(key -> key.startsWith("high-availability.zookeeper."));
        Map<String, String> cluster = new TreeMap<>(clusterConfiguration());
        assertThat(cluster.keySet()).containsAll(CLUSTER_ONLY);
        cluster.keySet().removeAll(CLUSTER_ONLY);
        cluster.keySet().removeIf(key -> key.startsWith(OPERATOR));
        assertThat(cluster.remove(REPORTER_PORT)).isEqualTo("9249");
        cluster.keySet().removeAll(memoryInProduction().keySet());
        assertThat(cluster).isEqualTo(local);
    }

    @Test
    void logsAsFlinkConfSays() throws Exception {
        assertThat(deployment.at("/spec/logConfiguration/log4j-console.properties").asText())
                .isEqualTo(Files.readString(Path.of("flink-conf/log4j-console.properties")));
    }

    @Test
    void givesProcessesTheMemoryOfProduction() throws Exception {
        Map<String, String> memory = memoryInProduction();
        for (String process : List.of("jobmanager", "taskmanager")) {
            assertThat(memory.remove(process + ".memory.process.size"))
                    .isEqualTo(deployment.at("/spec/" + RESOURCES.get(process)).asText());
        }
        assertThat(memory).isNotEmpty();
        assertThat(clusterConfiguration()).containsAllEntriesOf(memory);
    }

    @Test
    void everyKeyIsAnOptionOfFlinkAndEveryValueFitsItsType() throws Exception {
        Map<String, ConfigOption<?>> known = FlinkOptions.all();
        Configuration configuration = Configuration.fromMap(clusterConfiguration());
        for (String key : configuration.keySet()) {
            if (!key.startsWith("metrics.reporter.prom.") && !key.startsWith(OPERATOR)) {
                assertThat(known).containsKey(key);
                assertThat((Object) configuration.get(known.get(key))).as(key).isNotNull();
            }
        }
    }

    /** What production adds to the configuration about memory. */
    private Map<String, String> memoryInProduction() throws IOException {
        Map<String, String> memory =
                new TreeMap<>(FlinkConfiguration.load(ProductionConf.in(folder)).toMap());
        memory.keySet().removeAll(FlinkConfiguration.load(Path.of("flink-conf")).keySet());
        memory.keySet().removeIf(key -> !key.contains(".memory."));
        return memory;
    }

    private Map<String, String> clusterConfiguration() {
        Map<String, String> values = new TreeMap<>();
        deployment
                .at("/spec/flinkConfiguration")
                .fields()
                .forEachRemaining(entry -> values.put(entry.getKey(), entry.getValue().asText()));
        return values;
    }
}
