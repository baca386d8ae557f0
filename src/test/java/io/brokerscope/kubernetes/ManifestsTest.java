package io.brokerscope.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brokerscope.config.ConfigLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds every overlay, as kubectl renders it, against its schemas and the rules of this folder. */
class ManifestsTest {

    static List<String> overlays() {
        return Manifests.OVERLAYS;
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void isRenderedAndHoldsToSchemasAndRules(String overlay) {
        assertThat(ManifestRules.violations(Manifests.ofOverlay(overlay))).isEmpty();
    }

    @Test
    void thereAreNoOtherOverlays() throws IOException {
        try (Stream<Path> folders = Files.list(Path.of("k8s-operator/overlays"))) {
            assertThat(folders.map(folder -> folder.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(Manifests.OVERLAYS);
        }
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void holdsWhatADeploymentConsistsOf(String overlay) {
        Manifests manifests = Manifests.ofOverlay(overlay);
        Set<String> kinds = new HashSet<>();
        manifests.objects().forEach(object -> kinds.add(Manifests.kind(object)));
        assertThat(kinds)
                .contains(
                        "Namespace",
                        "ServiceAccount",
                        "Role",
                        "RoleBinding",
                        "FlinkDeployment",
                        "ConfigMap",
                        "Deployment",
                        "Service",
                        "Ingress",
                        "PodMonitor",
                        "PodDisruptionBudget",
                        "NetworkPolicy");
        assertThat(kinds.contains("FlinkSessionJob")).isEqualTo(overlay.equals("session"));
    }

    /**
     * A changed fleet has another name, so that the operator and Kubernetes roll what mounts it.
     */
    @ParameterizedTest
    @MethodSource("overlays")
    void theFleetIsNamedByItsContentWhereverItIsMounted(String overlay) {
        Manifests manifests = Manifests.ofOverlay(overlay);
        String name = Manifests.name(manifests.all("ConfigMap").get(0));
        assertThat(name).matches("brokerscope-fleet-[a-z0-9]{10}");
        assertThat(Pod.of(manifests))
                .hasSize(3)
                .allSatisfy(
                        pod ->
                                assertThat(pod.volumes())
                                        .anySatisfy(
                                                volume ->
                                                        assertThat(
                                                                        volume.at("/configMap/name")
                                                                                .asText())
                                                                .isEqualTo(name)));
    }

    /** Two jobs under one prefix abort each other's transactions. */
    @Test
    void noTwoDeploymentsShareAPrefixOfTransactionsNorAFolderOfCheckpoints() {
        List<String> prefixes = new ArrayList<>();
        List<String> folders = new ArrayList<>();
        for (String overlay : Manifests.OVERLAYS) {
            Manifests manifests = Manifests.ofOverlay(overlay);
            JsonNode fleet = manifests.all("ConfigMap").get(0).at("/data/fleet.yaml");
            prefixes.add(
                    ConfigLoader.parse("fleet.yaml", fleet.asText())
                            .output()
                            .transactionalIdPrefix());
            folders.add(
                    manifests
                            .flink()
                            .at("/spec/flinkConfiguration")
                            .path("execution.checkpointing.dir")
                            .asText());
        }
        assertThat(prefixes).doesNotHaveDuplicates();
        assertThat(folders).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void jobAndConsoleAreOfOneImageAndOfThisVersion(String overlay) throws IOException {
        Manifests manifests = Manifests.ofOverlay(overlay);
        String image = manifests.flink().at("/spec/image").asText();
        assertThat(
                        manifests
                                .get("Deployment", "brokerscope-console")
                                .at("/spec/template/spec/containers/0/image")
                                .asText())
                .isEqualTo(image);
        String version = image.substring(image.lastIndexOf(':') + 1);
        assertThat(Files.readString(Path.of("pom.xml")))
                .contains(
                        "<artifactId>brokerscope</artifactId>\n  <version>"
                                + version
                                + "</version>");
    }

    @Test
    void aBackupIsASavepointThatOutlivesItsResource() {
        Manifests backup = Manifests.ofFile("backup.yaml");
        assertThat(backup.objects()).hasSize(1);
        ObjectNode snapshot = backup.objects().get(0);
        assertThat(ManifestSchemas.violations(snapshot)).isEmpty();
        assertThat(Manifests.kind(snapshot)).isEqualTo("FlinkStateSnapshot");
        assertThat(snapshot.at("/spec/savepoint/disposeOnDelete").asBoolean(true)).isFalse();
        assertThat(snapshot.at("/spec/jobReference/name"))
                .isEqualTo(
                        Manifests.ofFile("base/flinkdeployment.yaml").flink().at("/metadata/name"));
    }
}
