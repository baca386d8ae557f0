package io.brokerscope.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.client.deployment.ClusterSpecification;
import org.apache.flink.configuration.BlobServerOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.DeploymentOptions;
import org.apache.flink.configuration.DeploymentOptionsInternal;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.kubernetes.configuration.KubernetesConfigOptions;
import org.apache.flink.kubernetes.configuration.KubernetesConfigOptionsInternal;
import org.apache.flink.kubernetes.configuration.KubernetesDeploymentTarget;
import org.apache.flink.kubernetes.entrypoint.KubernetesApplicationClusterEntrypoint;
import org.apache.flink.kubernetes.kubeclient.FlinkKubeClient;
import org.apache.flink.kubernetes.kubeclient.FlinkKubeClientFactory;
import org.apache.flink.kubernetes.kubeclient.FlinkPod;
import org.apache.flink.kubernetes.kubeclient.KubernetesJobManagerSpecification;
import org.apache.flink.kubernetes.kubeclient.factory.KubernetesJobManagerFactory;
import org.apache.flink.kubernetes.kubeclient.factory.KubernetesTaskManagerFactory;
import org.apache.flink.kubernetes.kubeclient.parameters.KubernetesJobManagerParameters;
import org.apache.flink.kubernetes.kubeclient.parameters.KubernetesTaskManagerParameters;
import org.apache.flink.kubernetes.shaded.io.fabric8.kubernetes.client.utils.Serialization;
import org.apache.flink.kubernetes.utils.KubernetesUtils;
import org.apache.flink.runtime.clusterframework.ContaineredTaskManagerParameters;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessUtils;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Lets Flink make the pods that it would start in Kubernetes, from the pod templates of production:
 * what the manifests count on must be in them.
 */
class FlinkPodsTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir private Path folder;

    private Manifests production;
    private Configuration configuration;

    @BeforeEach
    void configureAsTheOperatorDoes() throws IOException {
        production = Manifests.ofOverlay("production");
        ObjectNode flink = production.flink();
        configuration = Configuration.fromMap(Pod.labels(flink.at("/spec/flinkConfiguration")));
        configuration
                .set(KubernetesConfigOptions.CLUSTER_ID, Manifests.name(flink))
                .set(KubernetesConfigOptions.CONTAINER_IMAGE, flink.at("/spec/image").asText())
                .set(
                        KubernetesConfigOptions.KUBERNETES_JOBMANAGER_REPLICAS,
                        flink.at("/spec/jobManager/replicas").asInt())
                .set(
                        KubernetesConfigOptions.KUBERNETES_SERVICE_ACCOUNT,
                        flink.at("/spec/serviceAccount").asText())
                .set(JobManagerOptions.TOTAL_PROCESS_MEMORY, memory(flink, "jobManager"))
                .set(TaskManagerOptions.TOTAL_PROCESS_MEMORY, memory(flink, "taskManager"))
                .set(BlobServerOptions.PORT, "6124")
                .set(TaskManagerOptions.RPC_PORT, "6122")
                .set(PipelineOptions.JARS, List.of(flink.at("/spec/job/jarURI").asText()))
                .set(DeploymentOptions.TARGET, KubernetesDeploymentTarget.APPLICATION.getName())
                .set(DeploymentOptionsInternal.CONF_DIR, folder.toString())
                .set(
                        KubernetesConfigOptionsInternal.ENTRY_POINT_CLASS,
                        KubernetesApplicationClusterEntrypoint.class.getName());
    }

    @Test
    void aJobManagerIsAsItsTemplateSaysAndIsFoundByItsLabels() throws Exception {
        KubernetesJobManagerSpecification made =
                KubernetesJobManagerFactory.buildKubernetesJobManagerSpecification(
                        template("jobManager"),
                        new KubernetesJobManagerParameters(
                                configuration,
                                new ClusterSpecification.ClusterSpecificationBuilder()
                                        .createClusterSpecification()));
        JsonNode deployment = asApplied(made.getDeployment());
        assertThat(deployment.at("/spec/replicas").asInt()).isEqualTo(2);
        JsonNode pod = deployment.at("/spec/template");
        assertThatItKeepsItsTemplate("jobManager", pod);
        assertThat(pod.at("/spec/containers/0/ports").findValuesAsText("containerPort"))
                .contains("8081", "9249");
        assertThat(made.getAccompanyingResources())
                .extracting(resource -> resource.getMetadata().getName())
                .contains("brokerscope-rest");
    }

    @Test
    void aTaskManagerIsAsItsTemplateSaysAndIsFoundByItsLabels() throws Exception {
        KubernetesTaskManagerParameters parameters =
                new KubernetesTaskManagerParameters(
                        configuration,
                        "brokerscope-taskmanager-1-1",
                        "",
                        "",
                        ContaineredTaskManagerParameters.create(
                                configuration,
                                TaskExecutorProcessUtils.processSpecFromConfig(configuration)),
                        Map.of(),
                        Set.of());
        JsonNode pod =
                asApplied(
                        KubernetesTaskManagerFactory.buildTaskManagerKubernetesPod(
                                        template("taskManager"), parameters)
                                .getInternalResource());
        assertThatItKeepsItsTemplate("taskManager", pod);
        // The port that the liveness probe asks.
        assertThat(pod.at("/spec/containers/0/ports").findValuesAsText("containerPort"))
                .contains("6122", "9249");
    }

    private void assertThatItKeepsItsTemplate(String role, JsonNode pod) {
        Pod expected = pod(role);
        assertThat(Pod.labels(pod.at("/metadata/labels"))).isEqualTo(expected.labels());
        JsonNode spec = pod.path("spec");
        for (String field : List.of("securityContext", "topologySpreadConstraints")) {
            assertThat(spec.path(field)).isEqualTo(expected.spec().path(field));
        }
        assertThat(spec.path("serviceAccountName").asText()).isEqualTo("brokerscope");
        assertThat(spec.path("volumes")).containsAll(expected.spec().path("volumes"));
        JsonNode container = spec.at("/containers/0");
        JsonNode template = expected.spec().at("/containers/0");
        for (String field : List.of("securityContext", "livenessProbe", "readinessProbe")) {
            assertThat(container.path(field)).as(field).isEqualTo(template.path(field));
        }
        assertThat(container.path("volumeMounts")).containsAll(template.path("volumeMounts"));
        assertThat(container.at("/resources/limits").size()).isEqualTo(2);
    }

    private FlinkPod template(String role) throws Exception {
        ObjectNode template = JSON.createObjectNode().put("apiVersion", "v1").put("kind", "Pod");
        template.putObject("metadata").put("name", "template");
        template.set("spec", pod(role).spec());
        Path file = Files.write(folder.resolve(role + ".yaml"), JSON.writeValueAsBytes(template));
        try (FlinkKubeClient client =
                FlinkKubeClientFactory.getInstance().fromConfiguration(configuration, "test")) {
            return KubernetesUtils.loadPodFromTemplateFile(
                    client, file.toFile(), "flink-main-container");
        }
    }

    private static JsonNode asApplied(Object resource) {
        return Manifests.parse(Serialization.asYaml(resource)).objects().get(0);
    }

    private Pod pod(String role) {
        return Pod.of(production).stream()
                .filter(pod -> role.equals(pod.role()))
                .findFirst()
                .orElseThrow();
    }

    private static MemorySize memory(JsonNode flink, String role) {
        return MemorySize.parse(flink.path("spec").path(role).at("/resource/memory").asText());
    }
}
