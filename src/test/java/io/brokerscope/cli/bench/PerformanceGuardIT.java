package io.brokerscope.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.cli.ChildJvm;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Finds out when the hot path loses a quarter of its speed. Only ratios of CPU times of one run are
 * compared, with those in {@code guard.properties}: they hold on any machine and beside other work.
 */
@Tag("alone")
class PerformanceGuardIT {

    private static final double ALLOWED = 1.25;
    private static final long DEADLINE_SECONDS = 240;

    @TempDir private Path folder;

    @Test
    void nothingLostAQuarterOfItsSpeed() throws Exception {
        Properties before = new Properties();
        try (InputStream file = getClass().getResourceAsStream("/bench/guard.properties")) {
            before.load(file);
        }
        Map<String, Double> ratios = measure();
        assertThat(ratios.keySet()).isEqualTo(before.stringPropertyNames());
        SoftAssertions all = new SoftAssertions();
        ratios.forEach(
                (name, ratio) -> {
                    double was = Double.parseDouble(before.getProperty(name));
                    System.out.printf("%s: %.3f, was %.3f%n", name, ratio, was);
                    all.assertThat(ratio)
                            .as("%s, in guard.properties %s", name, was)
                            .isLessThan(was * ALLOWED);
                });
        all.assertAll();
    }

    private Map<String, Double> measure() throws Exception {
        Path output = folder.resolve("ratios");
        ProcessBuilder builder =
                new ProcessBuilder(
                        ChildJvm.java(),
                        "-Xmx1g",
                        "--add-opens=java.base/java.util=ALL-UNNAMED",
                        PerformanceRatios.class.getName());
        builder.environment().put("CLASSPATH", ChildJvm.classPath());
        builder.redirectErrorStream(true).redirectOutput(output.toFile());
        Process process = builder.start();
        try {
            assertThat(process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        List<String> lines = Files.readAllLines(output);
        assertThat(process.exitValue()).as("%s", lines).isZero();
        Map<String, Double> ratios = new HashMap<>();
        for (String line : lines) {
            String[] parts = line.split(" ");
            ratios.put(parts[0], Double.parseDouble(parts[1]));
        }
        return ratios;
    }
}
