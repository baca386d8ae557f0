package io.brokerscope.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brokerscope.testsupport.Skipped;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs {@code smoke-test.sh} with a kubectl that plays a cluster. */
class SmokeTestScriptTest {

    private static final Path SCRIPT = Path.of("k8s-operator/smoke-test.sh").toAbsolutePath();

    /** In the order of kustomize, with as much as the script looks at. */
    private static final String RENDERED =
            """
            apiVersion: v1
            kind: Namespace
            metadata:
              name: flink-smoke
            ---
            apiVersion: v1
            data:
              fleet.yaml: |
                kind: FlinkDeployment
            kind: ConfigMap
            metadata:
              name: brokerscope-fleet
            ---
            apiVersion: flink.apache.org/v1beta1
            kind: FlinkDeployment
            metadata:
              labels:
                name: other
              name: brokerscope
            spec:
              podTemplate:
                spec:
                  volumes:
                  - name: secrets
                    secret:
                      secretName: brokerscope-secrets
            ---
            apiVersion: monitoring.coreos.com/v1
            kind: PodMonitor
            metadata:
              name: brokerscope-flink
            ---
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            spec:
              tls:
              - secretName: brokerscope-console-tls
            """;

    @TempDir private Path folder;

    private record Run(int exitCode, String out, String err) {}

    @BeforeEach
    void makeCluster() throws IOException {
        Path bin = Files.createDirectories(folder.resolve("bin"));
        Files.copy(
                Path.of("src/test/resources/kubernetes/kubectl"),
                bin.resolve("kubectl"),
                StandardCopyOption.COPY_ATTRIBUTES);
        file("rendered.yaml", RENDERED);
        file(
                "kinds",
                """
                flinkdeployments.flink.apache.org
                flinkstatesnapshots.flink.apache.org
                podmonitors.monitoring.coreos.com
                """);
        file("denied", "");
        file("secrets", "brokerscope-secrets\n");
        file("calls", "");
    }

    @Test
    void goesThroughAllStepsAndRemovesWhatItInstalled() throws Exception {
        Run run = smokeTest();
        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .containsSubsequence(
                        "stable after",
                        "upgraded after",
                        "went on from s3://bucket/savepoint-1",
                        "rolled back after",
                        "stable after",
                        "removed after",
                        "all went well");
        assertThat(calls())
                .containsSubsequence(
                        "apply -k overlay",
                        "--namespace flink-smoke patch flinkdeployment brokerscope --type=merge"
                                + " --patch={\"spec\":{\"restartNonce\":1}}",
                        "--namespace flink-smoke patch flinkstatesnapshot periodic-1 --type=merge"
                                + " --patch={\"spec\":{\"savepoint\":{\"disposeOnDelete\":false}}}",
                        "--namespace flink-smoke delete flinkstatesnapshot periodic-1",
                        "--namespace flink-smoke delete flinkdeployment brokerscope --wait=false");
        assertThat(folder.resolve("flink")).doesNotExist();
    }

    @Test
    void keepsWhatItInstalledWhereItIsAskedTo() throws Exception {
        Run run = smokeTest("--keep");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("left installed: to remove it see docs/kubernetes.md");
        assertThat(calls()).noneMatch(call -> call.startsWith("--namespace flink-smoke delete"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "flinkdeployments.flink.apache.org",
                "flinkstatesnapshots.flink.apache.org",
                "podmonitors.monitoring.coreos.com"
            })
    void namesAMissingKindAndChangesNothing(String missing) throws Exception {
        file("kinds", Files.readString(folder.resolve("kinds")).replace(missing + "\n", ""));
        Run run = smokeTest();
        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.err())
                .startsWith("smoke-test: the cluster does not know " + missing + ": install the");
        assertThatNothingWasChanged();
    }

    @Test
    void namesAllMissingPermissionsAndChangesNothing() throws Exception {
        file(
                "denied",
                "create roles.rbac.authorization.k8s.io\npatch flinkdeployments.flink.apache.org\n");
        Run run = smokeTest();
        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.err())
                .contains(
                        "not allowed in namespace flink-smoke: create"
                                + " roles.rbac.authorization.k8s.io; patch"
                                + " flinkdeployments.flink.apache.org; see kubectl auth can-i --list"
                                + " -n flink-smoke");
        assertThatNothingWasChanged();
    }

    @Test
    void namesAMissingSecretButNotThatOfTheIngress() throws Exception {
        file("secrets", "other\n");
        Run run = smokeTest();
        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.err())
                .isEqualTo(
                        "smoke-test: no Secret brokerscope-secrets in namespace flink-smoke: see"
                                + " docs/kubernetes.md, 'Secrets'\n");
        assertThatNothingWasChanged();
    }

    @Test
    void doesNotTouchADeploymentThatIsThere() throws Exception {
        file("flink", "STABLE\n4\n4\n\n");
        Run run = smokeTest();
        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.err()).contains("FlinkDeployment brokerscope is in namespace flink-smoke");
        assertThatNothingWasChanged();
    }

    @Test
    void refusesASessionCluster() throws Exception {
        file("rendered.yaml", RENDERED + "---\nkind: FlinkSessionJob\nmetadata:\n  name: job\n");
        Run run = smokeTest();
        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.err()).contains("is a session cluster");
        assertThatNothingWasChanged();
    }

    @ParameterizedTest
    @CsvSource({
        "installed, not stable within 1 s: lifecycle DEPLOYED",
        "upgraded, not upgraded within 1 s: lifecycle STABLE",
        "no-savepoint, not upgraded within 1 s: lifecycle STABLE",
        "rolled-back, not rolled back within 1 s: lifecycle UPGRADING",
        "removed, not removed within 1 s"
    })
    void givesUpAtTheDeadlineAndLeavesEverythingToBeLookedAt(String step, String message)
            throws Exception {
        file("stuck", step);
        Run run = smokeTest();
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .contains(message)
                .contains("everything is left as it is")
                .contains("To remove it: see docs/kubernetes.md");
        assertThat(calls().get(calls().size() - 1)).contains("get events");
    }

    @ParameterizedTest
    @CsvSource({
        "--wrong, unknown option --wrong",
        "--overlay, --overlay wants a value",
        "--deadline=5, unknown option --deadline=5"
    })
    void saysWhatIsWrongWithItsOptions(String option, String message) throws Exception {
        Run run = smokeTest(option);
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("smoke-test: " + message);
        assertThat(calls()).isEmpty();
    }

    @Test
    void wantsNumbersForTimes() throws Exception {
        assertThat(smokeTest("--deadline", "soon").err())
                .isEqualTo("smoke-test: --deadline wants seconds, not 'soon'\n");
        assertThat(smokeTest("--poll", "-1").exitCode()).isEqualTo(2);
    }

    @Test
    void seesNamespaceDeploymentAndSecretsOfARealOverlay() throws Exception {
        Kustomize.require();
        file("rendered.yaml", Kustomize.render(Path.of("k8s-operator/overlays/dev")));
        file("secrets", "brokerscope-secrets\nbrokerscope-console\n");
        Run run = smokeTest();
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(calls())
                .contains(
                        "--namespace brokerscope-dev get secret brokerscope-secrets",
                        "--namespace brokerscope-dev get secret brokerscope-console",
                        "--namespace brokerscope-dev delete flinkdeployment brokerscope"
                                + " --wait=false");
    }

    /** Else an installation would stop half way. */
    @Test
    void asksForThePermissionToMakeAndRemoveEverythingThatItInstalls() throws Exception {
        Manifests overlay = Manifests.ofOverlay("dev");
        file("rendered.yaml", Kustomize.render(Path.of("k8s-operator/overlays/dev")));
        file("secrets", "brokerscope-secrets\nbrokerscope-console\n");
        smokeTest();
        for (ObjectNode object : overlay.objects()) {
            String plural =
                    Manifests.kind(object).toLowerCase(Locale.ROOT).replaceAll("s$", "se") + "s";
            String verb = plural.equals("namespaces") ? "patch " : "delete ";
            assertThat(calls())
                    .anyMatch(
                            call ->
                                    call.contains(
                                            "can-i "
                                                    + verb
                                                    + plural.replace("policys", "policies")));
        }
        assertThat(calls()).anyMatch(call -> call.endsWith("can-i get secrets"));
    }

    @Test
    void shellcheckFindsNothing() throws Exception {
        String shellcheck = Skipped.unlessThere("shellcheck", "shellcheck", "smoke-test.sh was");
        Run run = run(new ProcessBuilder(shellcheck, SCRIPT.toString()));
        assertThat(run.out()).isEmpty();
        assertThat(run.exitCode()).isZero();
    }

    private void assertThatNothingWasChanged() throws IOException {
        assertThat(calls())
                .isNotEmpty()
                .noneMatch(call -> call.matches(".*\\b(apply|patch|delete) -.*"))
                .allMatch(
                        call ->
                                call.contains("kustomize")
                                        || call.contains("api-resources")
                                        || call.contains("auth can-i")
                                        || call.contains(" get "));
    }

    private List<String> calls() throws IOException {
        return Files.readAllLines(folder.resolve("calls"));
    }

    private void file(String name, String content) throws IOException {
        Files.writeString(folder.resolve(name), content);
    }

    private Run smokeTest(String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of("bash", SCRIPT.toString()));
        command.addAll(List.of("--overlay", "overlay", "--deadline", "1", "--poll", "0.1"));
        command.addAll(List.of(options));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("FAKE", folder.toString());
        builder.environment()
                .merge("PATH", folder.resolve("bin").toString(), (path, bin) -> bin + ":" + path);
        return run(builder);
    }

    private Run run(ProcessBuilder builder) throws Exception {
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        try {
            process.getOutputStream().close();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return new Run(
                    process.exitValue(),
                    Files.readString(out, StandardCharsets.UTF_8),
                    Files.readString(err, StandardCharsets.UTF_8));
        } finally {
            process.destroyForcibly();
        }
    }
}
