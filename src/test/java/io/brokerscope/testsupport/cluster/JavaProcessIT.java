package io.brokerscope.testsupport.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brokerscope.cli.ChildJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
public class JavaProcessIT {

    @TempDir private Path folder;

    @Test
    void isFrozenThawedLookedIntoAndKilled() throws Exception {
        try (JavaProcess process = start(folder, "idle")) {
            Awaitility.await().until(() -> process.output().contains("idle"));
            VitalSigns signs = process.vitalSigns(true);
            assertThat(signs.threads()).isPositive();
            assertThat(signs.openFiles()).isPositive();
            assertThat(signs.loadedClasses()).isPositive();
            assertThat(signs.metaspaceBytes()).isPositive();
            assertThat(signs.heapBytes()).isPositive();
            process.freeze();
            assertThat(state(process.pid())).isEqualTo('T');
            assertThatThrownBy(process::freeze).isInstanceOf(IllegalStateException.class);
            process.thaw();
            Awaitility.await().until(() -> state(process.pid()) != 'T');
            process.freeze();
            process.kill();
            assertThat(process.isAlive()).isFalse();
            assertThat(process.exitCode()).isEqualTo(128 + 9);
            assertThat(Path.of("/tmp", ".java_pid" + process.pid())).doesNotExist();
        }
    }

    @Test
    void aFrozenOneEndsInOrderWhenItIsClosed() throws Exception {
        JavaProcess process = start(folder, "idle");
        process.freeze();
        process.close();
        assertThat(process.exitCode()).isEqualTo(128 + 15);
    }

    @Test
    void tellsWhyItEnded() throws Exception {
        try (JavaProcess process = start(folder, "fail")) {
            assertThat(process.awaitExit(Duration.ofSeconds(30))).isTrue();
            assertThat(process.exitCode()).isEqualTo(1);
            assertThat(process.excerpt()).contains("IllegalArgumentException: fail");
        }
    }

    @Test
    void nothingOutlivesTheProcessThatStartedItHoweverFrozen() throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder(
                        ChildJvm.java(),
                        "-Xmx64m",
                        Program.class.getName(),
                        "parent",
                        folder.toString());
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        Process parent = builder.start();
        try (BufferedReader out = parent.inputReader()) {
            ProcessHandle running = ProcessHandle.of(Long.parseLong(out.readLine())).orElseThrow();
            ProcessHandle frozen = ProcessHandle.of(Long.parseLong(out.readLine())).orElseThrow();
            assertThat(running.isAlive()).isTrue();
            assertThat(state(frozen.pid())).isEqualTo('T');
            parent.destroyForcibly();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> !running.isAlive() && !frozen.isAlive());
        } finally {
            parent.destroyForcibly();
        }
    }

    private static JavaProcess start(Path folder, String what) throws IOException {
        return JavaProcess.start(
                new JavaProcess.Command(
                        what,
                        System.getProperty("java.class.path"),
                        List.of("-Xmx64m"),
                        Program.class.getName(),
                        List.of(what),
                        folder,
                        Map.of()));
    }

    /** R, S, T ... as the system tells it; the name before it may hold anything but a bracket. */
    private static char state(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
        return stat.charAt(stat.lastIndexOf(')') + 2);
    }

    /** What the processes of this test do. */
    public static final class Program {

        private Program() {}

        public static void main(String[] args) throws Exception {
            switch (args[0]) {
                case "idle" -> System.out.println("idle");
                case "parent" -> {
                    Path folder = Path.of(args[1]);
                    JavaProcess running = start(folder.resolve("running"), "idle");
                    JavaProcess frozen = start(folder.resolve("frozen"), "idle");
                    frozen.freeze();
                    System.out.println(running.pid());
                    System.out.println(frozen.pid());
                }
                default -> throw new IllegalArgumentException(args[0]);
            }
            // Until it is killed.
            new CountDownLatch(1).await();
        }
    }
}
