package io.brokerscope.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every mistake that is listed in {@code config/mistakes.txt} gives exactly the errors there. */
class MistakesTest {

    /** One case of the list. */
    record Mistake(String title, String yaml, List<String> errors) {

        @Override
        public String toString() {
            return title;
        }
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void everyMistakeIsTold(Mistake mistake) {
        ConfigException e =
                catchThrowableOfType(
                        ConfigException.class,
                        () -> ConfigLoader.parse("fleet.yaml", mistake.yaml()));
        assertThat(e).as("accepted:\n%s", mistake.yaml()).isNotNull();
        assertThat(e.errors())
                .extracting(ConfigError::toString)
                .containsExactlyElementsOf(mistake.errors());
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void noErrorShowsAPassword(Mistake mistake) {
        assertThatThrownBy(() -> ConfigLoader.parse("fleet.yaml", mistake.yaml()))
                .isInstanceOf(ConfigException.class)
                .message()
                .doesNotContain("hunter2");
    }

    @Test
    void theFilesAroundTheMistakesAreRight() {
        assertThat(ConfigLoader.parse("fleet.yaml", within("top", "")).clusters()).isEmpty();
        assertThat(ConfigLoader.parse("fleet.yaml", within("output", "")).clusters()).isEmpty();
        assertThat(ConfigLoader.parse("fleet.yaml", within("cluster", "")).clusters()).hasSize(1);
    }

    static List<Mistake> mistakes() throws IOException, URISyntaxException {
        Path file = Path.of(MistakesTest.class.getResource("/config/mistakes.txt").toURI());
        String[] cases = Files.readString(file).split("(?m)^=== ");
        List<Mistake> mistakes = new ArrayList<>();
        for (int i = 1; i < cases.length; i++) {
            String[] titleAndRest = cases[i].split("\n", 2);
            String[] yamlAndErrors = titleAndRest[1].split("(?m)^=>\n", 2);
            String context = titleAndRest[0].substring(0, titleAndRest[0].indexOf(':'));
            mistakes.add(
                    new Mistake(
                            titleAndRest[0],
                            within(context, yamlAndErrors[0]),
                            yamlAndErrors[1].strip().lines().toList()));
        }
        assertThat(mistakes).hasSizeGreaterThan(100);
        return mistakes;
    }

    private static String within(String context, String yaml) {
        return switch (context) {
            case "top" -> "output: { bootstrap: \"o:9092\" }\nclusters: []\n" + yaml;
            case "output" -> "clusters: []\noutput:\n  bootstrap: \"o:9092\"\n" + yaml.indent(2);
            case "cluster" ->
                    "output: { bootstrap: \"o:9092\" }\nclusters:\n  - name: a\n"
                            + (yaml.startsWith("kafka:")
                                    ? ""
                                    : "    kafka: { bootstrap: \"k:9092\" }\n")
                            + yaml.indent(4);
            default -> yaml;
        };
    }
}
