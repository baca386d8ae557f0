package io.brokerscope.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** That {@code docs/kubernetes.md} speaks of what is there. */
class KubernetesDocsTest {

    private static final Set<String> MADE_BY_FLINK = Set.of("service/brokerscope-rest");

    private String text;
    private List<String> commands;

    @BeforeEach
    void read() throws IOException {
        text = Files.readString(Path.of("docs/kubernetes.md"));
        commands =
                text.replace("\\\n", " ")
                        .lines()
                        .filter(line -> line.startsWith("    "))
                        .map(String::strip)
                        .toList();
    }

    @Test
    void everyPathExists() {
        assertThat(all("(?:k8s-operator|src/test)/[\\w./-]*\\w", text))
                .hasSizeGreaterThan(5)
                .allSatisfy(path -> assertThat(Path.of(path)).exists());
        assertThat(all("(?<=`)(?:base|overlays|components|backup|smoke-test|cli)[\\w./-]*", text))
                .hasSizeGreaterThan(8)
                .allSatisfy(path -> assertThat(Path.of("k8s-operator", path)).exists());
    }

    @Test
    void everyCommandIsAboutAnObjectOfTheOverlay() {
        Manifests production = Manifests.ofOverlay("production");
        Set<String> objects =
                production.objects().stream()
                        .map(object -> Manifests.title(object).toLowerCase(Locale.ROOT))
                        .collect(Collectors.toCollection(TreeSet::new));
        objects.addAll(MADE_BY_FLINK);
        for (String command : commands) {
            all("(?:deployment|flinkdeployment|service)[/ ](?=brokerscope)[\\w-]+", command)
                    .forEach(
                            object ->
                                    assertThat(objects)
                                            .as(command)
                                            .contains(object.replace(' ', '/')));
            all("(?<= -n )[\\w-]+", command)
                    .forEach(
                            namespace ->
                                    assertThat(production.has("Namespace", namespace))
                                            .as(command)
                                            .isTrue());
        }
    }

    /** Whoever follows it has made each file that the fleet of production refers to. */
    @Test
    void theSecretsHaveTheKeysThatAreReferredTo() {
        Manifests production = Manifests.ofOverlay("production");
        JsonNode fleet = production.all("ConfigMap").get(0).at("/data/fleet.yaml");
        assertThat(all("(?<=from-file=)[\\w.-]+", command("generic brokerscope-secrets")))
                .isEqualTo(all("(?<=file:/opt/brokerscope/secrets/)[\\w.-]+", fleet.asText()));
        String console = command("generic brokerscope-console");
        assertThat(console).contains("--from-literal=username=", "--from-file=password");
    }

    @Test
    void everyPatchHoldsToTheSchema() {
        List<String> patches =
                commands.stream()
                        .filter(command -> command.contains(" patch "))
                        .map(command -> command.replaceAll(".* -p '(.*)'$", "$1"))
                        .toList();
        assertThat(patches).hasSizeGreaterThan(3);
        for (String patch : patches) {
            ObjectNode flink = Manifests.ofFile("base/flinkdeployment.yaml").flink();
            flink.set("spec", Manifests.parse(patch).objects().get(0).path("spec"));
            assertThat(ManifestSchemas.violations(flink)).as(patch).isEmpty();
        }
    }

    private String command(String part) {
        return commands.stream()
                .filter(command -> command.contains(part))
                .findFirst()
                .orElseThrow();
    }

    private static Set<String> all(String regex, String in) {
        return Pattern.compile(regex)
                .matcher(in)
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
