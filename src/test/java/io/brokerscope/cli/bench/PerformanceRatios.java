package io.brokerscope.cli.bench;

import io.brokerscope.bench.ParserCost;
import io.brokerscope.bench.ParserCost.Way;
import io.brokerscope.model.settings.OutputSettings.Ledger;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

/**
 * Measures what {@link PerformanceGuardIT} compares, in a JVM of its own: an agent that counts
 * covered lines would slow down our code and not the JDK's. Prints a name and a ratio a line.
 */
final class PerformanceRatios {

    private static final int ROUNDS = 15;

    private PerformanceRatios() {}

    public static void main(String[] args) {
        parser();
        cores();
    }

    private static void parser() {
        ParserCost cost = new ParserCost(130);
        Map<Way, Double> nanos = cost.measure(ROUNDS, 20);
        double naive = nanos.get(Way.NAIVE);
        tell("parser.repeated/naive", nanos.get(Way.REPEATED) / naive);
        tell("parser.neverSeen/naive", nanos.get(Way.NEVER_SEEN) / naive);
        tell("parser.repeated/byteScan", nanos.get(Way.REPEATED) / nanos.get(Way.BYTE_SCAN));
    }

    /** Parsing, counters, roll-ups and JSON, with few targets and with many. */
    private static void cores() {
        ParserCost parser = new ParserCost(25);
        CorePipeline small = new CorePipeline(load(20));
        CorePipeline large = new CorePipeline(load(400));
        double[] toNaive = new double[ROUNDS];
        double[] toSmall = new double[ROUNDS];
        for (int round = -ROUNDS; round < ROUNDS; round++) {
            small.reset();
            large.reset();
            for (int tick = 0; tick < 20; tick++) {
                small.tick();
            }
            large.tick();
            double naive = parser.measure(Way.NAIVE, 20);
            if (round >= 0) {
                toNaive[round] = small.cost() * 1e3 / naive;
                toSmall[round] = large.cost() / small.cost();
            }
        }
        tell("cores/naive", median(toNaive));
        tell("cores.400/20", median(toSmall));
    }

    private static Load load(int targets) {
        return new Load(targets, 2_000, 50, 10, Duration.ofSeconds(15), Ledger.GOLDEN);
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }

    private static void tell(String name, double ratio) {
        System.out.printf(Locale.ROOT, "%s %.4f%n", name, ratio);
    }
}
