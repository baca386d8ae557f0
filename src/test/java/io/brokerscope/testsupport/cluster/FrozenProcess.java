package io.brokerscope.testsupport.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Any process that is stopped where it is until this is closed. A shell of its own does it, which
 * lets the process go on too when this JVM ends in any way: a stopped process could not notice that
 * by itself and would stay for ever.
 */
public final class FrozenProcess implements AutoCloseable {

    private static final String SCRIPT =
            "kill -STOP \"$1\" && echo frozen && read -r line; kill -CONT \"$1\"";

    private final Process shell;

    private FrozenProcess(Process shell) {
        this.shell = shell;
    }

    /** Stops a process of this user and waits until it stands still. */
    public static FrozenProcess freeze(long pid) {
        try {
            Process shell =
                    new ProcessBuilder("sh", "-c", SCRIPT, "freeze", Long.toString(pid))
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            BufferedReader out = shell.inputReader();
            if (!"frozen".equals(out.readLine())) {
                shell.destroyForcibly();
                throw new IllegalStateException("process " + pid + " cannot be stopped");
            }
            FrozenProcess frozen = new FrozenProcess(shell);
            try {
                Awaitility.await().until(() -> isStopped(pid));
            } catch (ConditionTimeoutException e) {
                frozen.close();
                throw e;
            }
            return frozen;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As the system tells it; the name before the state may hold anything but a bracket. */
    private static boolean isStopped(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
        return stat.charAt(stat.lastIndexOf(')') + 2) == 'T';
    }

    /** Lets the process go on. */
    @Override
    public void close() {
        try {
            shell.getOutputStream().close();
            if (!shell.waitFor(10, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the process cannot be continued");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
