package io.brokerscope.kubernetes;

import io.brokerscope.testsupport.Skipped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The kustomize that is part of kubectl. */
final class Kustomize {

    private static final int FIRST_MAJOR = 5;
    private static final Pattern VERSION = Pattern.compile("Kustomize Version: v(\\d+)\\.");
    private static final int SECONDS = 60;

    private Kustomize() {}

    /** Says loudly that nothing was tested where there is no kustomize 5. */
    static void require() {
        String found;
        try {
            found = run(List.of("kubectl", "version", "--client"));
        } catch (UncheckedIOException e) {
            found = "no kubectl";
        }
        Matcher version = VERSION.matcher(found);
        if (!version.find() || Integer.parseInt(version.group(1)) < FIRST_MAJOR) {
            Skipped.because(
                    "NO KUBECTL with kustomize 5 (1.27 or later): the manifests were NOT tested."
                            + " Found: "
                            + found.strip());
        }
    }

    /** What {@code kubectl apply -k} would apply. */
    static String render(Path folder) {
        return run(List.of("kubectl", "kustomize", folder.toString()));
    }

    private static String run(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start();
            try {
                process.getOutputStream().close();
                String output =
                        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                if (!process.waitFor(SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                    throw new IllegalStateException(command + " failed, see standard error");
                }
                return output;
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
