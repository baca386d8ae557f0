package io.brokerscope.scrape.prometheus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.brokerscope.model.SeriesCollector;
import io.brokerscope.scrape.prometheus.ExpositionParser.ParseResult;
import io.brokerscope.scrape.prometheus.RecordingCollector.Sample;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the parser remembers from read to read, and what it forgets. */
class ExpositionParserCacheTest {

    private static final int MAX_LINE = 4096;

    private final RecordingCollector collector = new RecordingCollector();
    private final ExpositionParser parser = new ExpositionParser(collector, MAX_LINE, 1 << 20);

    @Test
    void introducesEverySeriesOnceWhateverTheOrder() {
        Random random = new Random(1);
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            order.add(i);
        }
        for (int read = 0; read < 30; read++) {
            readAndCheck(parser, collector, order, read);
            switch (read % 5) {
                case 0 -> Collections.shuffle(order, random);
                case 1 -> order.subList(20, 60).clear();
                case 2 -> Collections.rotate(order, 17);
                case 3 -> {
                    for (int i = 0; i < 40; i++) {
                        order.add(random.nextInt(order.size()), 1000 + read * 100 + i);
                    }
                }
                default -> order.addAll(order.subList(0, 5));
            }
        }
        assertThat(collector.introduced).doesNotHaveDuplicates();
    }

    @Test
    void introducesAgainWhenTheGenerationChanged() {
        String payload = "a 1\nb 2\nc{x=\"y\"} 3\n";
        parse(parser, payload);
        parse(parser, payload);
        assertThat(collector.introduced).hasSize(3);
        collector.generation = 7;
        parse(parser, payload);
        parse(parser, payload);
        assertThat(collector.introduced).hasSize(6);
        assertThat(collector.samples)
                .containsExactly(Sample.of("a[]", 1), Sample.of("b[]", 2), Sample.of("c[x, y]", 3));
    }

    @Test
    void theFirstGenerationMayBeZero() {
        collector.generation = 0;
        parse(parser, "a 1\n");
        parse(parser, "a 1\n");
        assertThat(collector.introduced).containsExactly("a[]");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 7_000, 10_000, 40_000})
    void aCacheThatIsTooSmallCostsIntroductionsOnly(int maxCacheBytes) {
        ExpositionParser small = new ExpositionParser(collector, MAX_LINE, maxCacheBytes);
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            order.add(i % 1500);
        }
        for (int read = 0; read < 3; read++) {
            readAndCheck(small, collector, order, read);
            assertThat(small.retainedBytes())
                    .isLessThan(Math.max(maxCacheBytes, SeriesCache.INITIAL_BYTES) + 4_000L);
        }
        assertThat(collector.introduced).hasSizeGreaterThanOrEqualTo(3 * 1500);
    }

    @Test
    void aCacheThatWasFullStartsAnewAndServesTheNextPayload() {
        ExpositionParser small = new ExpositionParser(collector, MAX_LINE, 50_000);
        List<Integer> many = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            many.add(i);
        }
        readAndCheck(small, collector, many, 0);
        List<Integer> few = List.of(5000, 5001, 5002);
        readAndCheck(small, collector, few, 1);
        int before = collector.introduced.size();
        readAndCheck(small, collector, few, 2);
        assertThat(collector.introduced).hasSize(before);
    }

    @Test
    void seriesMayBeForgottenInTheMiddleOfAPayload() {
        byte[] payload = "a 1\nb 2\nc 3\na 4\n".getBytes(UTF_8);
        parse(parser, "a 1\nb 2\nc 3\n");
        int before = collector.introduced.size();
        for (int cut = 0; cut <= payload.length; cut++) {
            parser.begin();
            parser.feed(payload, 0, cut);
            parser.forgetSeries();
            assertThat(parser.retainedBytes()).isLessThan(SeriesCache.INITIAL_BYTES + 4_000L);
            parser.feed(payload, cut, payload.length - cut);
            assertThat(parser.end()).isEqualTo(new ParseResult(4, 4, 0, 0, 0, "", false));
            assertThat(collector.samples)
                    .containsExactly(
                            Sample.of("a[]", 1),
                            Sample.of("b[]", 2),
                            Sample.of("c[]", 3),
                            Sample.of("a[]", 4));
        }
        assertThat(collector.introduced).hasSizeGreaterThan(before);
        parse(parser, "a 1\nb 2\n");
        int remembered = collector.introduced.size();
        parse(parser, "a 1\nb 2\n");
        assertThat(collector.introduced).hasSize(remembered);
    }

    @Test
    void aSeriesLongerThanTheCacheIsReadAllTheSame() {
        ExpositionParser small = new ExpositionParser(collector, 100_000, 4_000);
        String series = "m{a=\"" + "x".repeat(50_000) + "\"}";
        for (int i = 0; i < 3; i++) {
            assertThat(parse(small, series + " " + i + "\nb 1\n"))
                    .isEqualTo(new ParseResult(2, 2, 0, 0, 0, "", false));
            assertThat(collector.samples.get(0).bits()).isEqualTo(Double.doubleToRawLongBits(i));
        }
    }

    @Test
    void tellsWhatItHolds() {
        long empty = parser.retainedBytes();
        assertThat(empty).isBetween(1000L, 10_000L);
        parser.begin();
        byte[] half = "x".repeat(3000).getBytes(UTF_8);
        parser.feed(half, 0, half.length);
        assertThat(parser.retainedBytes()).isGreaterThanOrEqualTo(empty + 3000);
        JmxExporterPayload source = new JmxExporterPayload(1, 20, 8, false);
        byte[] payload = source.next();
        ExpositionParser large = new ExpositionParser(collector, MAX_LINE, 64 << 20);
        large.begin();
        large.feed(payload, 0, payload.length);
        large.end();
        assertThat(large.retainedBytes()).isBetween(source.samples() * 20L, source.samples() * 80L);
    }

    @Test
    void allocatesNothingInTheSteadyState() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        JmxExporterPayload source = new JmxExporterPayload(3, 40, 8, true);
        byte[][] payloads = {source.next(), source.next(), source.next()};
        Column column = new Column();
        ExpositionParser steady = new ExpositionParser(column, MAX_LINE, 64 << 20);
        readAll(steady, payloads, 30);
        long thread = Thread.currentThread().getId();
        long before = threads.getThreadAllocatedBytes(thread);
        long samples = readAll(steady, payloads, 60);
        long allocated = threads.getThreadAllocatedBytes(thread) - before;
        assertThat(samples).isGreaterThan(150_000);
        assertThat((double) allocated / samples).isLessThanOrEqualTo(0.1);
    }

    private static long readAll(ExpositionParser parser, byte[][] payloads, int reads) {
        long samples = 0;
        for (int i = 0; i < reads; i++) {
            byte[] payload = payloads[i % payloads.length];
            parser.begin();
            // As it comes from a socket: lines are cut anywhere.
            for (int at = 0; at < payload.length; at += 8192) {
                parser.feed(payload, at, Math.min(8192, payload.length - at));
            }
            samples += parser.end().samples();
        }
        return samples;
    }

    private static void readAndCheck(
            ExpositionParser parser, RecordingCollector collector, List<Integer> order, int read) {
        StringBuilder payload = new StringBuilder();
        List<Sample> expected = new ArrayList<>();
        for (int series : order) {
            payload.append("metric_").append(series % 7).append("{topic=\"t").append(series);
            payload.append("\"} ").append(series + read * 0.25).append('\n');
            expected.add(
                    Sample.of(
                            "metric_" + series % 7 + "[topic, t" + series + "]",
                            series + read * 0.25));
        }
        ParseResult result = parse(parser, payload.toString());
        assertThat(collector.samples).isEqualTo(expected);
        assertThat(result)
                .isEqualTo(new ParseResult(order.size(), order.size(), 0, 0, 0, "", false));
    }

    private static ParseResult parse(ExpositionParser parser, String payload) {
        byte[] bytes = payload.getBytes(UTF_8);
        parser.begin();
        parser.feed(bytes, 0, bytes.length);
        return parser.end();
    }

    /** A collector that allocates nothing itself. */
    private static final class Column implements SeriesCollector {

        private final double[] values = new double[1 << 16];
        private int handles;

        @Override
        public long begin() {
            return 0;
        }

        @Override
        public int series(String name, String[] labels) {
            return handles % 5 == 4 ? UNKNOWN : handles++;
        }

        @Override
        public void sample(int handle, double value) {
            values[handle] = value;
        }

        @Override
        public Collected end(boolean complete) {
            throw new UnsupportedOperationException("the parser does not end a collection");
        }

        @Override
        public long retainedBytes() {
            return 0;
        }
    }
}
