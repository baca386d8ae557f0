package io.brokerscope.bench;

import io.brokerscope.catalog.Catalog;
import io.brokerscope.model.SeriesCollector;
import io.brokerscope.model.settings.FilterSettings;
import io.brokerscope.model.settings.LimitSettings;
import io.brokerscope.scrape.prometheus.ExpositionParser;
import io.brokerscope.scrape.prometheus.JmxExporterPayload;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * CPU time of reading a broker's answer, in several ways, as ratios: they hold on a machine that is
 * busy with other things too, where times do not.
 */
public final class ParserCost {

    private static final int MAX_LINE = 64 << 10;
    private static final long MAX_CACHE = 256L << 20;
    private static final int PAYLOADS = 4;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final byte[][] payloads = new byte[PAYLOADS][];
    private final int samples;

    /** Of the process, as in the job: what its targets have in common is there once. */
    private final Catalog catalog = Catalog.builtIn();

    private final SeriesCollector collector = newCollector();
    private final ExpositionParser parser = new ExpositionParser(collector, MAX_LINE, MAX_CACHE);
    private int next;
    private long sink;

    /**
     * @param topics topics of eight partitions each; 130 make about 10,000 samples
     */
    public ParserCost(int topics) {
        JmxExporterPayload source = new JmxExporterPayload(7, topics, 8, false);
        for (int i = 0; i < PAYLOADS; i++) {
            payloads[i] = source.next();
        }
        samples = source.samples();
    }

    /** A way to read. */
    public enum Way {
        /** Our parser and catalog, series that were seen before. */
        REPEATED,
        /** Our parser and catalog, a target's very first answer. */
        NEVER_SEEN,
        /** What a first attempt would do: lines, splits and a map. */
        NAIVE,
        /** Touches every byte once and counts lines. */
        BYTE_SCAN
    }

    /** Sample lines of each payload. */
    public int samples() {
        return samples;
    }

    /**
     * CPU-nanoseconds a sample: the median of several rounds, each way in turn in every round.
     *
     * @param rounds number of rounds, after as many that are not counted
     * @param payloadsPerRound payloads read in each way in each round
     */
    public Map<Way, Double> measure(int rounds, int payloadsPerRound) {
        Map<Way, double[]> costs = new HashMap<>();
        for (int round = 0; round < 2 * rounds; round++) {
            for (Way way : Way.values()) {
                double nanos = measure(way, payloadsPerRound);
                if (round >= rounds) {
                    costs.computeIfAbsent(way, w -> new double[rounds])[round - rounds] = nanos;
                }
            }
        }
        Map<Way, Double> medians = new HashMap<>();
        costs.forEach(
                (way, values) -> {
                    Arrays.sort(values);
                    medians.put(way, values[rounds / 2]);
                });
        return medians;
    }

    /** CPU-nanoseconds a sample of one way, now. */
    public double measure(Way way, int payloadsRead) {
        long begun = THREADS.getCurrentThreadCpuTime();
        for (int i = 0; i < payloadsRead; i++) {
            sink += read(way, payloads[next++ & (PAYLOADS - 1)]);
        }
        return (double) (THREADS.getCurrentThreadCpuTime() - begun) / payloadsRead / samples;
    }

    /** Depends on everything that was read, so that nothing is optimised away. */
    public long sink() {
        return sink;
    }

    private long read(Way way, byte[] payload) {
        return switch (way) {
            case REPEATED -> parse(parser, collector, payload);
            case NEVER_SEEN -> {
                SeriesCollector fresh = newCollector();
                yield parse(new ExpositionParser(fresh, MAX_LINE, MAX_CACHE), fresh, payload);
            }
            case NAIVE -> naive(payload).size();
            case BYTE_SCAN -> scan(payload);
        };
    }

    private SeriesCollector newCollector() {
        return catalog.collector(
                null, new LimitSettings(64 << 20, 1_000_000, 10_000), new FilterSettings(".*", ""));
    }

    private static long parse(ExpositionParser parser, SeriesCollector collector, byte[] payload) {
        parser.begin();
        parser.feed(payload, 0, payload.length);
        int read = parser.end().samples();
        return read + collector.end(true).readings().counters().rows();
    }

    /** Lines, splits and a map: the samples of a payload by series. */
    static Map<String, Double> naive(byte[] payload) {
        Map<String, Double> values = new HashMap<>();
        for (String line : new String(payload, StandardCharsets.UTF_8).split("\n")) {
            if (!line.startsWith("#")) {
                String[] parts = line.split(" ");
                values.put(parts[0], Double.parseDouble(parts[1]));
            }
        }
        return values;
    }

    private static int scan(byte[] payload) {
        int lines = 0;
        for (byte b : payload) {
            if (b == '\n') {
                lines++;
            }
        }
        return lines;
    }

    /** Prints the cost of each way: {@code topics rounds payloads}. */
    public static void main(String[] args) {
        ParserCost cost = new ParserCost(Integer.parseInt(args[0]));
        cost.measure(Integer.parseInt(args[1]), Integer.parseInt(args[2]))
                .forEach(
                        (way, nanos) ->
                                System.out.printf(
                                        "%-10s %6.1f ns a sample, %6.1f million samples a CPU-second"
                                                + " (%d samples)%n",
                                        way, nanos, 1e3 / nanos, cost.samples()));
        System.out.println("sink " + cost.sink());
    }
}
