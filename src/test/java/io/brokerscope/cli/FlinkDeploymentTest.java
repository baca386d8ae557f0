package io.brokerscope.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.brokerscope.config.BrokerscopeConfig;
import io.brokerscope.config.ConfigLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Holds the values of {@code k8s-operator/base/flinkdeployment.yaml} against those of flink-conf. */
class FlinkDeploymentTest {

    /** Only of an embedded cluster: who may see the web UI, and how many slots one process has. */
    private static final Set<String> EMBEDDED_ONLY =
            Set.of("rest.address", "rest.bind-address", "rest.port", "parallelism.default");

    /** Only of a cluster: where state survives, who leads. */
    private static final Set<String> CLUSTER_ONLY =
            Set.of(
                    "execution.checkpointing.dir",
                    "execution.checkpointing.savepoint-dir",
                    "high-availability.type",
                    "high-availability.storageDir");

    /** A pod has its ports to itself. */
    private static final String REPORTER_PORT = "metrics.reporter.prom.port";

    private JsonNode fleet;
    private JsonNode deployment;

    @BeforeEach
    void parse() throws Exception {
        try (MappingIterator<JsonNode> documents =
                new YAMLMapper()
                        .readerFor(JsonNode.class)
                        .readValues(Path.of("k8s-operator/flinkdeployment.yaml").toFile())) {
            List<JsonNode> all = documents.readAll();
            assertThat(all).hasSize(2);
            fleet = all.get(0);
            deployment = all.get(1);
        }
    }

    @Test
    void isADeploymentOfTheOperator() {
        assertThat(deployment.path("apiVersion").asText()).isEqualTo("flink.apache.org/v1beta1");
        assertThat(deployment.path("kind").asText()).isEqualTo("FlinkDeployment");
        assertThat(deployment.at("/metadata/name").asText()).isNotEmpty();
        JsonNode spec = deployment.path("spec");
        assertThat(spec.path("flinkVersion").asText()).isEqualTo("v2_2");
        assertThat(spec.path("image").asText()).isNotEmpty();
        assertThat(spec.path("serviceAccount").asText()).isNotEmpty();
        for (String role : List.of("jobManager", "taskManager")) {
            assertThat(spec.at("/" + role + "/resource/memory").asText()).isNotEmpty();
            assertThat(spec.at("/" + role + "/resource/cpu").asDouble()).isPositive();
        }
    }

    @Test
    void runsTheJobAndUpgradesItThroughSavepoints() {
        JsonNode job = deployment.at("/spec/job");
        assertThat(job.path("jarURI").asText())
                .isEqualTo("local:///opt/flink/usrlib/brokerscope.jar");
        assertThat(job.path("upgradeMode").asText()).isEqualTo("savepoint");
        assertThat(job.path("state").asText()).isEqualTo("running");
        assertThat(job.path("parallelism").asInt()).isPositive();
        assertThat(job.path("allowNonRestoredState").asBoolean(true)).isFalse();
        assertThat(job.path("args").toString())
                .isEqualTo("[\"--config\",\"/opt/brokerscope/fleet.yaml\"]");
    }

    @Test
    void theEntryClassIsTheMainClassOfTheJar() throws Exception {
        String entryClass = deployment.at("/spec/job/entryClass").asText();
        assertThat(entryClass).startsWith("io.brokerscope.");
        assertThat(Files.readString(Path.of("pom.xml")))
                .contains("<mainClass>" + entryClass + "</mainClass>");
    }

    @Test
    void mountsTheFleetAndTheSecrets() {
        JsonNode pod = deployment.at("/spec/podTemplate/spec");
        JsonNode container = pod.at("/containers/0");
        assertThat(container.path("name").asText()).isEqualTo("flink-main-container");
        // An image that names no user would otherwise be refused as root.
        assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
        assertThat(pod.at("/securityContext/runAsUser").asInt()).isEqualTo(9999);
        Set<String> mounted = new HashSet<>();
        container.path("volumeMounts").forEach(mount -> mounted.add(mount.path("name").asText()));
        Set<String> volumes = new HashSet<>();
        pod.path("volumes").forEach(volume -> volumes.add(volume.path("name").asText()));
        assertThat(mounted).containsExactlyInAnyOrder("fleet", "secrets").isEqualTo(volumes);
        assertThat(pod.at("/volumes/0/configMap/name").asText())
                .isEqualTo(fleet.at("/metadata/name").asText());
    }

    @Test
    void theFleetInTheConfigMapIsValid() {
        BrokerscopeConfig config =
                ConfigLoader.parse("fleet.yaml", fleet.at("/data/fleet.yaml").asText());
        assertThat(config.clusters()).hasSize(1);
    }

    @Test
    void saysTheSameAsFlinkConf() {
        Map<String, String> local =
                new TreeMap<>(FlinkConfiguration.load(Path.of("flink-conf")).toMap());
        assertThat(local.keySet()).containsAll(EMBEDDED_ONLY);
        local.keySet().removeAll(EMBEDDED_ONLY);
        local.remove(REPORTER_PORT);
        // On Kubernetes it is Kubernetes that elects the leader.
        local.keySet().removeIf(key -> key.startsWith("high-availability.zookeeper."));
        Map<String, String> cluster = new TreeMap<>(clusterConfiguration());
        assertThat(cluster.keySet()).containsAll(CLUSTER_ONLY);
        cluster.keySet().removeAll(CLUSTER_ONLY);
        assertThat(cluster.remove(REPORTER_PORT)).isEqualTo("9249");
        assertThat(cluster).isEqualTo(local);
    }

    @Test
    void everyKeyIsAnOptionOfFlinkAndEveryValueFitsItsType() throws Exception {
        Map<String, ConfigOption<?>> known = FlinkOptions.all();
        Configuration configuration = Configuration.fromMap(clusterConfiguration());
        for (String key : configuration.keySet()) {
            if (!key.startsWith("metrics.reporter.prom.")) {
                assertThat(known).containsKey(key);
                assertThat((Object) configuration.get(known.get(key))).as(key).isNotNull();
            }
        }
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
