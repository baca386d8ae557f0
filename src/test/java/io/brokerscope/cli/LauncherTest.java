package io.brokerscope.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the launcher in a made-up checkout, with a java and an mvn that only tell how they ran. */
class LauncherTest {

    private static final String BUILT = "... picocli/CommandLine.class ...";

    @TempDir private Path folder;

    private Path home;
    private Path bin;
    private Path cwd;

    private record Run(int exitCode, List<String> out, String err) {}

    @BeforeEach
    void makeCheckout() throws IOException {
        home = Files.createDirectories(folder.resolve("a checkout"));
        cwd = Files.createDirectories(folder.resolve("some where"));
        bin = Files.createDirectories(folder.resolve("bin"));
        Files.copy(
                Path.of("brokerscope"),
                home.resolve("brokerscope"),
                StandardCopyOption.COPY_ATTRIBUTES);
        Files.createDirectories(home.resolve("src/main/java"));
        Files.writeString(home.resolve("src/main/java/A.java"), "class A {}");
        Files.writeString(home.resolve("pom.xml"), "<project/>");
        java("17.0.15");
        mvn(
                """
                mkdir -p target/lib target/agent
                echo '%s' > target/brokerscope.jar
                touch target/agent/jmx_prometheus_javaagent.jar
                """
                        .formatted(BUILT));
    }

    @Test
    void buildsWhatIsMissingAndThenRuns() throws Exception {
        Run run = launch("demo");
        assertThat(run.exitCode()).isEqualTo(7);
        assertThat(run.err())
                .contains("building " + home.toRealPath())
                .contains("mvn -q -Dmaven.test.skip=true")
                .contains("package");
        assertThat(run.out()).contains("io.brokerscope.cli.Main", "demo");
    }

    @Test
    void doesNotBuildWhatIsUpToDate() throws Exception {
        launch("demo");
        assertThat(launch("demo").err()).isEmpty();
    }

    @Test
    void buildsAgainWhenASourceIsNewer() throws Exception {
        launch("demo");
        Files.setLastModifiedTime(
                home.resolve("src/main/java/A.java"), FileTime.from(Instant.now().plusSeconds(60)));
        assertThat(launch("demo").err()).contains("building");
    }

    @Test
    void buildsAgainWhenAnInterruptedBuildLeftAJarWithoutItsLibraries() throws Exception {
        launch("demo");
        Files.writeString(home.resolve("target/brokerscope.jar"), "thin");
        assertThat(launch("demo").err()).contains("building");
    }

    @Test
    void saysWhenTheBuildFails() throws Exception {
        mvn("exit 1");
        Run run = launch("demo");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("brokerscope: the build failed, see above");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void passesArgumentsAsTheyAreAndStaysInTheFolderOfTheCaller() throws Exception {
        Run run = launch("run", "--config", "my fleet.yaml", "");
        assertThat(run.out()).containsSubsequence("run", "--config", "my fleet.yaml", "");
        assertThat(run.out()).contains("cwd=" + cwd.toRealPath());
        Path real = home.toRealPath();
        assertThat(run.out()).contains(real + "/target/brokerscope.jar:" + real + "/target/lib/*");
    }

    @Test
    void worksThroughASymbolicLink() throws Exception {
        Path link = Files.createSymbolicLink(cwd.resolve("bs"), home.resolve("brokerscope"));
        Run run = run(link.toString(), "demo");
        assertThat(run.exitCode()).isEqualTo(7);
    }

    @Test
    void moreOptionsForTheJvmComeAfterItsOwn() throws Exception {
        Run run = launch("demo");
        assertThat(run.out()).contains("-Xmx1g");
        run = launchWith("-Xmx4g -Da=b", "demo");
        assertThat(run.out()).containsSubsequence("-Xmx1g", "-Xmx4g", "-Da=b", "-cp");
    }

    @Test
    void opensWhatTheBuildOpensForTests() throws Exception {
        String pom = Files.readString(Path.of("pom.xml"));
        String opens =
                pom.substring(pom.indexOf("<java17.opens>") + 14, pom.indexOf("</java17.opens>"));
        assertThat(launch("demo").out()).containsAll(List.of(opens.strip().split("\\s+")));
    }

    @Test
    void refusesAnOldJava() throws Exception {
        java("11.0.2");
        Run run = launch("demo");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("is Java 11; 17 or later is needed");
    }

    @Test
    void acceptsALaterJava() throws Exception {
        java("21");
        assertThat(launch("demo").exitCode()).isEqualTo(7);
    }

    @Test
    void saysWhenThereIsNoJava() throws Exception {
        Files.delete(bin.resolve("java"));
        Run run = launch("demo");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("no java found");
    }

    private void java(String version) throws IOException {
        script(
                "java",
                """
                if [ "$1" = -version ]; then
                  echo 'openjdk version "%s" 2025-04-15' >&2
                  exit 0
                fi
                echo "cwd=$PWD"
                for argument in "$@"; do echo "$argument"; done
                exit 7
                """
                        .formatted(version));
    }

    private void mvn(String build) throws IOException {
        script("mvn", "echo \"mvn $*\" >&2\n" + build);
    }

    private void script(String name, String body) throws IOException {
        Path script = bin.resolve(name);
        Files.writeString(script, "#!/bin/sh\n" + body);
        assertThat(script.toFile().setExecutable(true)).isTrue();
    }

    private Run launch(String... arguments) throws Exception {
        return launchWith("", arguments);
    }

    private Run launchWith(String opts, String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(home.resolve("brokerscope").toString());
        command.addAll(List.of(arguments));
        return start(command, opts);
    }

    private Run run(String... command) throws Exception {
        return start(List.of(command), "");
    }

    private Run start(List<String> command, String opts) throws Exception {
        Path out = folder.resolve("out.txt");
        Path err = folder.resolve("err.txt");
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.directory(cwd.toFile());
        builder.environment().remove("JAVA_HOME");
        // Only what the script itself uses, so that no other java is found.
        builder.environment().put("PATH", bin + ":" + tools());
        builder.environment().put("BROKERSCOPE_OPTS", opts);
        builder.redirectOutput(out.toFile());
        builder.redirectError(err.toFile());
        Process process = builder.start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return new Run(
                process.exitValue(),
                Files.readAllLines(out, StandardCharsets.UTF_8),
                Files.readString(err));
    }

    private Path tools() throws IOException {
        Path tools = Files.createDirectories(folder.resolve("tools"));
        for (String tool :
                List.of(
                        "bash",
                        "sh",
                        "env",
                        "dirname",
                        "readlink",
                        "sed",
                        "head",
                        "grep",
                        "find",
                        "mkdir",
                        "touch",
                        "flock")) {
            for (String place : List.of("/usr/bin/", "/bin/")) {
                Path there = Path.of(place + tool);
                if (Files.exists(there) && !Files.exists(tools.resolve(tool))) {
                    Files.createSymbolicLink(tools.resolve(tool), there);
                }
            }
        }
        return tools;
    }
}
