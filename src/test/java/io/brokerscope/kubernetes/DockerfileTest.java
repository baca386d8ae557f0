package io.brokerscope.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Reads the Dockerfile: no engine builds it here. The rules are those of hadolint that matter for
 * it, and that it fits the pom, the manifests and {@code .dockerignore}.
 */
class DockerfileTest {

    private static final List<String> INSTRUCTIONS =
            List.of("ARG", "FROM", "SHELL", "RUN", "COPY", "USER", "LABEL");
    private static final Pattern DEFAULT = Pattern.compile("(\\w+)=(\\S+)");

    /** One instruction with its arguments on one line. */
    private record Instruction(String name, String arguments) {}

    private List<Instruction> instructions;

    @BeforeEach
    void parse() throws IOException {
        instructions = parse(Files.readString(Path.of("Dockerfile")));
    }

    private static List<Instruction> parse(String text) {
        String joined =
                text.lines()
                        .filter(line -> !line.startsWith("#") && !line.isBlank())
                        .reduce("", (all, line) -> all + line + "\n")
                        .replaceAll("\\\\\n\\s*", "");
        return joined.lines()
                .map(line -> line.split(" ", 2))
                .map(words -> new Instruction(words[0], words[1].strip()))
                .toList();
    }

    @Test
    void hasOnlyInstructionsThatAreLookedAtHere() {
        assertThat(instructions).extracting(Instruction::name).isSubsetOf(INSTRUCTIONS);
        assertThat(instructions.get(0).name()).isEqualTo("ARG");
        assertThat(all("FROM")).containsExactly("${FLINK_IMAGE}");
    }

    /** DL3006, DL3007: what it is built on is exact, and is the Flink that the job is built for. */
    @Test
    void isBuiltOnTheFlinkOfThePom() throws IOException {
        String image = argument("FLINK_IMAGE");
        assertThat(image).isEqualTo("flink:" + pom("flink.version") + "-scala_2.12-java17");
        assertThat(pom("maven.compiler.release")).isEqualTo("17");
        assertThat(labels()).contains("base.name=\"docker.io/library/" + image + "\"");
    }

    /** DL3002, and numeric, without which Kubernetes cannot hold to runAsNonRoot. */
    @Test
    void endsAsTheUserThatTheManifestsRun() throws IOException {
        List<String> users = all("USER");
        String user = users.get(users.size() - 1);
        assertThat(user).matches("[1-9]\\d*:[1-9]\\d*");
        String pod =
                new YAMLMapper()
                        .readTree(Path.of("k8s-operator/base/flinkdeployment.yaml").toFile())
                        .at("/spec/podTemplate/spec/securityContext/runAsUser")
                        .asText();
        assertThat(user).startsWith(pod + ":");
        assertThat(users).doesNotContain("root", "0", "0:0");
    }

    /**
     * DL3004, DL3008, DL3020 and their like: nothing is fetched, so that the same comes each time.
     */
    @Test
    void fetchesNothing() {
        assertThat(all("RUN"))
                .noneMatch(
                        run ->
                                run.matches(
                                        "(?s).*\\b(curl|wget|apt|apt-get|apk|yum|pip|npm|sudo|date)\\b.*"));
        assertThat(all("COPY")).noneMatch(copy -> copy.contains("://"));
    }

    /** DL4006: a failure within a pipe or of a variable is one of the build. */
    @Test
    void stopsAtTheFirstFailure() {
        assertThat(all("SHELL").get(0)).contains("pipefail", "\"-e\"", "\"-u\"");
        int shell = index("SHELL");
        assertThat(index("RUN")).isGreaterThan(shell);
    }

    @Test
    void isLabelled() {
        assertThat(labels())
                .contains("title=", "description=", "version=\"${VERSION}\"")
                .contains("revision=\"${REVISION}\"", "licenses=\"Apache-2.0\"");
        // What changes with every build stands behind what is cached.
        assertThat(index("LABEL")).isEqualTo(instructions.size() - 1);
        assertThat(all("ARG")).contains("VERSION=unknown", "REVISION=unknown");
    }

    /** DL3045, DL3021: absolute, and a folder where there are several. */
    @Test
    void copiesToPlacesThatDoNotDependOnAWorkingDirectoryNorOnWhoBuilds() {
        assertThat(all("COPY")).isNotEmpty();
        for (List<String> words : copies()) {
            String to = words.get(words.size() - 1);
            assertThat(to).startsWith("/opt/");
            assertThat(words.size() == 2 || to.endsWith("/")).as(to).isTrue();
        }
        assertThat(all("COPY")).allMatch(copy -> copy.startsWith("--chmod=755 "));
    }

    @Test
    void theJarIsWhereTheDeploymentLooksForIt() throws IOException {
        assertThat(copies())
                .contains(List.of("target/brokerscope.jar", "/opt/flink/usrlib/brokerscope.jar"));
        assertThat(Files.readString(Path.of("k8s-operator/base/flinkdeployment.yaml")))
                .contains("jarURI: local:///opt/flink/usrlib/brokerscope.jar");
        assertThat(Files.readString(Path.of("pom.xml")))
                .contains("<finalName>brokerscope</finalName>")
                .contains("<outputDirectory>${project.build.directory}/lib</outputDirectory>");
    }

    /** The builder is given what is copied, and nothing else: no secrets, no sources, no .git. */
    @Test
    void dockerignoreLetsThroughWhatIsCopiedAndNoMore() throws IOException {
        List<String> lines =
                Files.readAllLines(Path.of(".dockerignore")).stream()
                        .filter(line -> !line.isBlank() && !line.startsWith("#"))
                        .toList();
        assertThat(lines.get(0)).isEqualTo("*");
        assertThat(lines.subList(1, lines.size()))
                .containsExactlyInAnyOrderElementsOf(
                        copies().stream()
                                .flatMap(words -> words.subList(0, words.size() - 1).stream())
                                .map(source -> "!" + source)
                                .toList());
    }

    @Test
    void whatIsCopiedIsThereOrIsBuilt() {
        copies().stream()
                .flatMap(words -> words.subList(0, words.size() - 1).stream())
                .filter(source -> !source.startsWith("target/"))
                .forEach(source -> assertThat(Path.of(source)).exists());
    }

    /** The commands start in the image with the options of the launcher, from what is copied. */
    @Test
    void theOptionsOfTheCommandsAreThoseOfTheLauncher() throws Exception {
        List<String> options =
                Files.readAllLines(Path.of("k8s-operator/cli.args")).stream()
                        .filter(line -> !line.startsWith("#"))
                        .toList();
        String launcher = Files.readString(Path.of("brokerscope"));
        Matcher opens = Pattern.compile("--add-(opens|exports)=\\S+").matcher(launcher);
        List<String> expected = new ArrayList<>(List.of("-XX:-UsePerfData"));
        expected.add("-Dpekko.scheduler.tick-duration=1s");
        while (opens.find()) {
            expected.add(opens.group());
        }
        assertThat(launcher).contains("calm=(" + String.join(" ", expected.subList(0, 2)) + ")");
        assertThat(options).startsWith(expected.toArray(String[]::new));
        assertThat(options.subList(expected.size(), options.size()))
                .containsExactly(
                        "-Dlog4j2.configurationFile=file:/opt/brokerscope/log4j2.properties",
                        "-cp",
                        "/opt/flink/usrlib/brokerscope.jar:/opt/brokerscope/lib/*",
                        "io.brokerscope.cli.Main");
        assertThat(Class.forName("io.brokerscope.cli.Main").getMethod("main", String[].class))
                .isNotNull();
        assertThat(copies())
                .contains(List.of("target/lib", "/opt/brokerscope/lib"))
                .anySatisfy(
                        words ->
                                assertThat(words)
                                        .contains("k8s-operator/cli.args", "/opt/brokerscope/")
                                        .contains("flink-conf/log4j2.properties"));
        assertThat(Files.readString(Path.of("k8s-operator/base/console.yaml")))
                .contains("- \"@/opt/brokerscope/cli.args\"");
    }

    private List<List<String>> copies() {
        return all("COPY").stream()
                .map(
                        copy ->
                                Stream.of(copy.split(" "))
                                        .filter(word -> !word.startsWith("--"))
                                        .toList())
                .toList();
    }

    private String labels() {
        return String.join(" ", all("LABEL"));
    }

    private List<String> all(String name) {
        return instructions.stream()
                .filter(instruction -> instruction.name().equals(name))
                .map(Instruction::arguments)
                .toList();
    }

    private int index(String name) {
        return instructions.stream().map(Instruction::name).toList().indexOf(name);
    }

    private String argument(String name) {
        return all("ARG").stream()
                .map(DEFAULT::matcher)
                .filter(Matcher::matches)
                .filter(matcher -> matcher.group(1).equals(name))
                .map(matcher -> matcher.group(2))
                .findFirst()
                .orElseThrow();
    }

    private static String pom(String property) throws IOException {
        Matcher matcher =
                Pattern.compile("<" + property + ">([^<]+)<")
                        .matcher(Files.readString(Path.of("pom.xml")));
        assertThat(matcher.find()).isTrue();
        return matcher.group(1);
    }
}
