package io.brokerscope.scrape.prometheus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.scrape.prometheus.ExpositionParser.ParseResult;
import io.brokerscope.scrape.prometheus.RecordingCollector.Sample;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers of the JMX exporter, real and rendered, against a reader by regular expressions. */
class JmxExporterPayloadTest {

    private static final Pattern LINE = Pattern.compile("([\\w:]+)(?:\\{(.*)})? (\\S+)");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"\\\\]*)\",?");

    @ParameterizedTest
    @ValueSource(strings = {"jmx-exporter-1.0.1.txt", "jmx-exporter-1.0.1.openmetrics.txt"})
    void readsRealAnswers(String file) throws IOException {
        try (InputStream in = getClass().getResourceAsStream("/exposition/" + file)) {
            check(in.readAllBytes(), file.contains("openmetrics"), 185);
        }
    }

    @Test
    void readsRenderedPayloads() {
        for (boolean trailingComma : new boolean[] {true, false}) {
            JmxExporterPayload source = new JmxExporterPayload(9, 5, 3, trailingComma);
            check(source.next(), false, source.samples());
            check(source.next(), false, source.samples());
        }
    }

    private static void check(byte[] payload, boolean eof, int atLeast) {
        List<Sample> expected = new ArrayList<>();
        new String(payload, UTF_8)
                .lines()
                .filter(line -> !line.startsWith("#"))
                .forEach(line -> expected.add(sample(line)));
        assertThat(expected).hasSizeGreaterThanOrEqualTo(atLeast);
        RecordingCollector collector = new RecordingCollector();
        ExpositionParser parser = new ExpositionParser(collector, 1 << 16, 1 << 20);
        for (int chunk : new int[] {payload.length, 1000, 1}) {
            parser.begin();
            for (int at = 0; at < payload.length; at += chunk) {
                parser.feed(payload, at, Math.min(chunk, payload.length - at));
            }
            assertThat(parser.end())
                    .isEqualTo(new ParseResult(expected.size(), expected.size(), 0, 0, 0, "", eof));
            assertThat(collector.samples).isEqualTo(expected);
        }
        assertThat(collector.introduced).hasSameSizeAs(expected).doesNotHaveDuplicates();
    }

    private static Sample sample(String line) {
        Matcher parts = LINE.matcher(line);
        assertThat(parts.matches()).as(line).isTrue();
        List<String> labels = new ArrayList<>();
        if (parts.group(2) != null) {
            Matcher label = LABEL.matcher(parts.group(2));
            while (label.find()) {
                labels.add(label.group(1));
                labels.add(label.group(2));
            }
        }
        return Sample.of(parts.group(1) + labels, Double.parseDouble(parts.group(3)));
    }
}
