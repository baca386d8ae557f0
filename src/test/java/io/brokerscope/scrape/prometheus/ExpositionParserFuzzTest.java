package io.brokerscope.scrape.prometheus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.scrape.prometheus.ExpositionParser.ParseResult;
import io.brokerscope.scrape.prometheus.RecordingCollector.Sample;
import io.brokerscope.scrape.security.Excerpts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever bytes come: no exception, no endless loop, bounded memory, and sound counts. */
@Timeout(300)
class ExpositionParserFuzzTest {

    private static final int MAX_LINE = 512;
    private static final int MAX_CACHE = 32 << 10;
    private static final String ALPHABET = "am_:{}\"\\n=,#  \t\r\n\n0159.eE+-NaInfEOF\u00fc\u0000";

    private final RecordingCollector collector = new RecordingCollector();
    private final ExpositionParser parser = new ExpositionParser(collector, MAX_LINE, MAX_CACHE);

    @Test
    void randomBytes() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 300; i++) {
            byte[] bytes = new byte[random.nextInt(5000)];
            random.nextBytes(bytes);
            check(bytes);
        }
    }

    @Test
    void randomBytesOfTheFormat() {
        SplittableRandom random = new SplittableRandom(2);
        byte[] alphabet = ALPHABET.getBytes(UTF_8);
        for (int i = 0; i < 1500; i++) {
            byte[] bytes = new byte[random.nextInt(1500)];
            for (int j = 0; j < bytes.length; j++) {
                bytes[j] = alphabet[random.nextInt(alphabet.length)];
            }
            check(bytes);
        }
    }

    @Test
    void mutationsOfARealisticPayload() {
        SplittableRandom random = new SplittableRandom(3);
        JmxExporterPayload source = new JmxExporterPayload(4, 2, 2, true);
        byte[] alphabet = ALPHABET.getBytes(UTF_8);
        for (int i = 0; i < 600; i++) {
            byte[] bytes = source.next();
            int mutations = random.nextInt(1, 20);
            for (int m = 0; m < mutations; m++) {
                int at = random.nextInt(bytes.length);
                switch (random.nextInt(4)) {
                    case 0 -> bytes[at] = (byte) random.nextInt(256);
                    case 1 -> bytes[at] = alphabet[random.nextInt(alphabet.length)];
                    case 2 -> {
                        int length = Math.min(random.nextInt(200), bytes.length - at);
                        System.arraycopy(
                                bytes, random.nextInt(bytes.length - length), bytes, at, length);
                    }
                    default -> {
                        int cut = Math.min(bytes.length, at + random.nextInt(100));
                        byte[] shorter = Arrays.copyOf(bytes, bytes.length - (cut - at));
                        System.arraycopy(bytes, cut, shorter, at, bytes.length - cut);
                        bytes = shorter.length > 0 ? shorter : bytes;
                    }
                }
            }
            check(bytes);
        }
    }

    @Test
    void aMutatedLineCostsItselfOnly() {
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 300; i++) {
            String[] lines =
                    new String(new JmxExporterPayload(i, 2, 2, false).next(), UTF_8).split("\n");
            List<Sample> clean = samplesOf(lines);
            int victim = random.nextInt(lines.length);
            if (lines[victim].startsWith("#")) {
                continue;
            }
            int before =
                    (int) Arrays.stream(lines, 0, victim).filter(l -> !l.startsWith("#")).count();
            lines[victim] = lines[victim].replace(" ", " x");
            List<Sample> expected = new ArrayList<>(clean);
            expected.remove(before);
            assertThat(samplesOf(lines)).isEqualTo(expected);
        }
    }

    @Test
    void truncationAtEveryOffset() {
        byte[] payload = new JmxExporterPayload(6, 2, 2, false).next();
        parser.begin();
        parser.feed(payload, 0, payload.length);
        parser.end();
        List<Sample> all = List.copyOf(collector.samples);
        for (int length = 0; length <= payload.length; length++) {
            parser.begin();
            parser.feed(payload, 0, length);
            ParseResult result = parser.endCut();
            assertThat(result.malformed()).isZero();
            assertThat(collector.samples).isEqualTo(all.subList(0, result.samples()));
            parser.begin();
            parser.feed(payload, 0, length);
            ParseResult withLastLine = parser.end();
            assertThat(withLastLine.malformed()).isLessThanOrEqualTo(1);
            assertThat(withLastLine.samples() - result.samples())
                    .isBetween(0, 1 - withLastLine.malformed());
        }
    }

    @Test
    void aFloodOfDistinctSeriesStaysWithinBounds() {
        for (int read = 0; read < 3; read++) {
            parser.begin();
            for (int i = 0; i < 20_000; i++) {
                byte[] line = ("flood{n=\"" + read + "." + i + "\"} 1\n").getBytes(UTF_8);
                parser.feed(line, 0, line.length);
            }
            assertThat(parser.end().samples()).isEqualTo(20_000);
            assertThat(parser.retainedBytes()).isLessThan(MAX_CACHE + 8L * MAX_LINE);
        }
    }

    @Test
    void aLineOfNothingButLabelsIsReadInTime() {
        ExpositionParser wide = new ExpositionParser(collector, 1 << 20, MAX_CACHE);
        StringBuilder line = new StringBuilder("m{");
        for (int i = 0; i < 80_000; i++) {
            line.append('l').append(i).append("=\"\",");
        }
        byte[] bytes = line.append("} 1\n").toString().getBytes(UTF_8);
        for (int i = 0; i < 3; i++) {
            wide.begin();
            wide.feed(bytes, 0, bytes.length);
            assertThat(wide.end().samples()).isEqualTo(1);
        }
        assertThat(wide.retainedBytes()).isLessThan(MAX_CACHE + 16_000L);
    }

    private List<Sample> samplesOf(String[] lines) {
        byte[] bytes = (String.join("\n", lines) + "\n").getBytes(UTF_8);
        parser.begin();
        parser.feed(bytes, 0, bytes.length);
        parser.end();
        return List.copyOf(collector.samples);
    }

    /** Read whole by a parser with a past and in pieces by one without: the same must come out. */
    private void check(byte[] bytes) {
        parser.begin();
        parser.feed(bytes, 0, bytes.length);
        ParseResult result = parser.end();
        int lines = 1;
        for (byte b : bytes) {
            lines += b == '\n' ? 1 : 0;
        }
        assertThat(result.samples()).isEqualTo(result.known() + result.unknown());
        assertThat(result.samples() + result.malformed()).isBetween(0, lines);
        assertThat(result.samples()).isEqualTo(collector.samples.size());
        assertThat(result.firstMalformedLine()).isBetween(result.malformed() > 0 ? 1 : 0, lines);
        assertThat(result.firstMalformedExcerpt()).hasSizeLessThanOrEqualTo(Excerpts.MAX_LENGTH);
        assertThat(parser.retainedBytes()).isLessThan(MAX_CACHE + 8L * MAX_LINE);

        RecordingCollector fresh = new RecordingCollector();
        ExpositionParser freshParser = new ExpositionParser(fresh, MAX_LINE, MAX_CACHE);
        freshParser.begin();
        for (int at = 0; at < bytes.length; at += 13) {
            freshParser.feed(bytes, at, Math.min(13, bytes.length - at));
        }
        assertThat(freshParser.end()).isEqualTo(result);
        assertThat(fresh.samples).isEqualTo(collector.samples);
    }
}
