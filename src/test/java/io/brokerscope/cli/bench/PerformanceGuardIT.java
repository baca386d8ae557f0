package io.brokerscope.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.bench.ParserCost;
import io.brokerscope.bench.ParserCost.Way;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/**
 * Finds out when the hot path loses a quarter of its speed. Only ratios of CPU times of one run are
 * compared, with those in {@code guard.properties}: they hold on any machine and beside other work.
 */
class PerformanceGuardIT {

    private static final double ALLOWED = 1.25;
    private static final int ROUNDS = 15;

    private final Properties baseline = load();

    @Test
    void theParserIsAsFastAsItWas() {
        ParserCost cost = new ParserCost(130);
        Map<Way, Double> nanos = cost.measure(ROUNDS, 20);
        System.out.printf("nanoseconds a sample: %s, %d%n", nanos, cost.sink() & 1);
        double naive = nanos.get(Way.NAIVE);
        check("parser.repeated/naive", nanos.get(Way.REPEATED) / naive);
        check("parser.neverSeen/naive", nanos.get(Way.NEVER_SEEN) / naive);
        check("parser.repeated/byteScan", nanos.get(Way.REPEATED) / nanos.get(Way.BYTE_SCAN));
    }

    /** Parsing, counters, roll-ups and JSON, with few targets and with many. */
    @Test
    void theCoresAreAsFastAsTheyWere() {
        ParserCost parser = new ParserCost(25);
        CorePipeline small = new CorePipeline(loadOf(20));
        CorePipeline large = new CorePipeline(loadOf(400));
        double[] toNaive = new double[ROUNDS];
        double[] toSmall = new double[ROUNDS];
        for (int round = -ROUNDS; round < ROUNDS; round++) {
            small.reset();
            large.reset();
            for (int tick = 0; tick < 20; tick++) {
                small.tick();
            }
            large.tick();
            double naive = parser.measure(1, 20).get(Way.NAIVE);
            if (round >= 0) {
                toNaive[round] = small.cost() * 1e3 / naive;
                toSmall[round] = large.cost() / small.cost();
            }
        }
        System.out.println("20 targets: " + small.report());
        System.out.println("400 targets: " + large.report());
        check("cores/naive", median(toNaive));
        check("cores.400/20", median(toSmall));
    }

    private static Load loadOf(int targets) {
        return new Load(targets, 2_000, 50, 10, Duration.ofSeconds(15));
    }

    private void check(String name, double ratio) {
        double before = Double.parseDouble(baseline.getProperty(name));
        System.out.printf("%s: %.3f, was %.3f%n", name, ratio, before);
        assertThat(ratio)
                .as(
                        "%s was %s; where a loss is meant, guard.properties takes the new one",
                        name, before)
                .isLessThan(before * ALLOWED);
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }

    private static Properties load() {
        try (InputStream file =
                PerformanceGuardIT.class.getResourceAsStream("/bench/guard.properties")) {
            Properties properties = new Properties();
            properties.load(file);
            return properties;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
