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
        for (String command : commands) {
            Set<String> objects =
                    overlay(command).objects().stream()
                            .map(object -> Manifests.title(object).toLowerCase(Locale.ROOT))
                            .collect(Collectors.toCollection(TreeSet::new));
            objects.addAll(MADE_BY_FLINK);
            all("\\b(?:deployment|flink\\w+|service)[/ ](?=brokerscope)[\\w-]+", command)
                    .forEach(
                            object ->
                                    assertThat(objects)
                                            .as(command)
                                            .contains(object.replace(' ', '/')));
        }
    }

    /** The one whose namespace a command names. */
    private static Manifests overlay(String command) {
        String namespace =
                all("(?<= -n )[\\w-]+", command).stream().findFirst().orElse("brokerscope");
        return Manifests.OVERLAYS.stream()
                .map(Manifests::ofOverlay)
                .filter(overlay -> overlay.has("Namespace", namespace))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no overlay has the namespace: " + command));
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
                commands.stream().filter(command -> command.contains(" patch ")).toList();
        assertThat(patches).hasSizeGreaterThan(4);
        for (String command : patches) {
            String patch = command.replaceAll(".* -p '(.*)'$", "$1");
            ObjectNode patched =
                    Manifests.ofFile(file(all("(?<= )flink[a-z]+", command))).objects().get(0);
            patched.set("spec", Manifests.parse(patch).objects().get(0).path("spec"));
            assertThat(ManifestSchemas.violations(patched)).as(command).isEmpty();
        }
    }

    /** Where an object of the kind that a command names is. */
    private static String file(Set<String> kinds) {
        assertThat(kinds).hasSize(1);
        return switch (kinds.iterator().next()) {
            case "flinkdeployment" -> "base/flinkdeployment.yaml";
            case "flinksessionjob" -> "overlays/session/sessionjob.yaml";
            case "flinkstatesnapshot" -> "backup.yaml";
            default -> throw new AssertionError(kinds);
        };
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
