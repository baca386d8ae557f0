package io.brokerscope.bench;

import io.brokerscope.model.SeriesCollector;
import io.brokerscope.scrape.prometheus.ExpositionParser;
import io.brokerscope.scrape.prometheus.JmxExporterPayload;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How fast a broker's payload is parsed. Read the {@code samples} column: sample lines per second.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 10, time = 1)
@Fork(value = 1, jvmArgsAppend = "-Xmx1g")
@State(Scope.Thread)
public class ParserBenchmark {

    private static final int PAYLOADS = 4;
    private static final int MAX_LINE = 64 << 10;
    private static final long MAX_CACHE = 256L << 20;

    /** Topics of eight partitions each: about 1,000 and about 40,000 samples. */
    @Param({"12", "550"})
    public int topics;

    private byte[][] payloads;
    private int next;
    private ColumnCollector collector;
    private ExpositionParser parser;

    /** Samples per second. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.OPERATIONS)
    public static class Counters {
        public long samples;
    }

    @Setup
    public void setUp() {
        JmxExporterPayload source = new JmxExporterPayload(7, topics, 8, false);
        payloads = new byte[PAYLOADS][];
        for (int i = 0; i < PAYLOADS; i++) {
            payloads[i] = source.next();
        }
        collector = new ColumnCollector();
        parser = new ExpositionParser(collector, MAX_LINE, MAX_CACHE);
    }

    /** The same series in the same order, other values each time. */
    @Benchmark
    public double repeated(Counters counters) {
        counters.samples += read(parser, payload());
        return collector.values[0];
    }

    /** Every series is new, to a parser that has read others before: its arrays have grown. */
    @Benchmark
    public double neverSeen(Counters counters) {
        collector.handles = 0;
        collector.generation++;
        counters.samples += read(parser, payload());
        return collector.values[0];
    }

    /** Every series is new, to a parser that is new itself: a target's very first answer. */
    @Benchmark
    public double firstEver(Counters counters) {
        collector.handles = 0;
        counters.samples += read(new ExpositionParser(collector, MAX_LINE, MAX_CACHE), payload());
        return collector.values[0];
    }

    /** What a first attempt would do: lines, splits and a map. */
    @Benchmark
    public Map<String, Double> naive(Counters counters) {
        Map<String, Double> values = ParserCost.naive(payload());
        counters.samples += values.size();
        return values;
    }

    /** Touches every byte once and does nothing with it but count lines. */
    @Benchmark
    public int byteScan(Counters counters) {
        int lines = 0;
        int comments = 0;
        byte before = '\n';
        for (byte b : payload()) {
            if (b == '\n') {
                lines++;
            } else if (b == '#' && before == '\n') {
                comments++;
            }
            before = b;
        }
        counters.samples += lines - comments;
        return lines;
    }

    private byte[] payload() {
        return payloads[next++ & (PAYLOADS - 1)];
    }

    private static int read(ExpositionParser parser, byte[] payload) {
        parser.begin();
        parser.feed(payload, 0, payload.length);
        return parser.end().samples();
    }

    /** Stores each value in its column: the least any collector does. */
    private static final class ColumnCollector implements SeriesCollector {

        private double[] values = new double[1 << 20];
        private int handles;
        private long generation;

        @Override
        public long begin() {
            return generation;
        }

        @Override
        public int series(String name, String[] labels) {
            return handles++;
        }

        @Override
        public void sample(int handle, double value) {
            values[handle] = value;
        }

        @Override
        public Collected end(boolean complete) {
            throw new UnsupportedOperationException("the parser never ends a collection");
        }

        @Override
        public long retainedBytes() {
            return 8L * values.length;
        }
    }
}
