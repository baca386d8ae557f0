package io.brokerscope.scrape.prometheus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.scrape.prometheus.ExpositionParser.ParseResult;
import io.brokerscope.scrape.prometheus.RecordingCollector.Sample;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ExpositionParserPropertyTest {

    private static final int MAX_LINE = 2000;

    /** Lines good and bad that make every branch of the carry matter. */
    private static final List<String> LINES =
            List.of(
                    "up 1",
                    "m{a=\"1\",b=\"ü\u20ac\ud83d\ude00\"} 1.25e-3",
                    "m{a=\"\\\\\\\"\\n\"} -Inf 1395066363000",
                    "m{a=\"2\",} NaN\r",
                    "m_bucket{le=\"+Inf\"} 17 # {trace_id=\"x\"} 0.5 1520879607.789",
                    "{\"my.metric\",a=\"b\"} 123456789012345678901234567890",
                    "# HELP m ü",
                    "#",
                    "",
                    "  \t",
                    "\r",
                    "broken{",
                    "m{a=\"1\",a=\"1\"} 1",
                    "x".repeat(MAX_LINE + 1),
                    "y".repeat(MAX_LINE - 2) + " 1",
                    "# EOF");

    /** One series and the value it has. */
    record Rendered(String name, Map<String, String> labels, double value) {}

    @Property(tries = 300)
    void anyChunkingGivesWhatOneChunkGives(
            @ForAll("payloads") String payload, @ForAll Random random, @ForAll boolean seenBefore) {
        byte[] bytes = payload.getBytes(UTF_8);
        RecordingCollector whole = new RecordingCollector();
        ExpositionParser wholeParser = new ExpositionParser(whole, MAX_LINE, 1 << 16);
        RecordingCollector cut = new RecordingCollector();
        ExpositionParser cutParser = new ExpositionParser(cut, MAX_LINE, 1 << 16);
        if (seenBefore) {
            parse(wholeParser, bytes, null);
            parse(cutParser, bytes, null);
        }
        ParseResult expected = parse(wholeParser, bytes, null);
        ParseResult found = parse(cutParser, bytes, random);
        assertThat(found).isEqualTo(expected);
        assertThat(cut.samples).isEqualTo(whole.samples);
        assertThat(cut.introduced).isEqualTo(whole.introduced);
    }

    @Property(tries = 300)
    void whatIsRenderedIsRead(@ForAll("series") List<Rendered> series, @ForAll Random random) {
        RecordingCollector collector = new RecordingCollector();
        ExpositionParser parser = new ExpositionParser(collector, 1 << 16, 1 << 20);
        for (int read = 0; read < 3; read++) {
            List<Rendered> order = new ArrayList<>(series);
            if (read == 2) {
                Collections.shuffle(order, random);
            }
            StringBuilder text = new StringBuilder();
            List<Sample> expected = new ArrayList<>();
            for (Rendered one : order) {
                render(one, text, random);
                expected.add(Sample.of(key(one), one.value()));
            }
            ParseResult result = parse(parser, text.toString().getBytes(UTF_8), random);
            assertThat(result.malformed()).as(result.firstMalformedExcerpt()).isZero();
            assertThat(collector.samples).isEqualTo(expected);
        }
    }

    @Provide
    Arbitrary<String> payloads() {
        return Arbitraries.of(LINES)
                .list()
                .ofMaxSize(25)
                .map(lines -> String.join("\n", lines))
                .flatMap(text -> Arbitraries.of("", "\ufeff").map(mark -> mark + text));
    }

    @Provide
    Arbitrary<List<Rendered>> series() {
        Arbitrary<String> names =
                Arbitraries.strings()
                        .withChars("abcXYZ_:019.- ü\"\\\n")
                        .ofMinLength(1)
                        .ofMaxLength(12);
        Arbitrary<String> values = Arbitraries.strings().excludeChars(surrogates()).ofMaxLength(12);
        Arbitrary<Map<String, String>> labels =
                Arbitraries.maps(names, values).ofMaxSize(4).map(LinkedHashMap::new);
        Arbitrary<Double> numbers =
                Arbitraries.oneOf(
                        Arbitraries.doubles(),
                        Arbitraries.longs().map(Long::doubleValue),
                        Arbitraries.of(
                                0.0,
                                -0.0,
                                Double.NaN,
                                Double.POSITIVE_INFINITY,
                                Double.NEGATIVE_INFINITY,
                                Double.MIN_VALUE));
        return Combinators.combine(names, labels, numbers).as(Rendered::new).list().ofMaxSize(20);
    }

    private static char[] surrogates() {
        StringBuilder text = new StringBuilder();
        for (char c = Character.MIN_SURROGATE; c <= Character.MAX_SURROGATE; c++) {
            text.append(c);
        }
        return text.toString().toCharArray();
    }

    private static String key(Rendered one) {
        List<String> labels = new ArrayList<>();
        one.labels().forEach((name, value) -> Collections.addAll(labels, name, value));
        return one.name() + labels;
    }

    private static void render(Rendered one, StringBuilder text, Random random) {
        List<String> parts = new ArrayList<>();
        boolean plain = one.name().matches("[a-zA-Z_:][a-zA-Z0-9_:]*");
        if (plain) {
            text.append(one.name());
        } else {
            parts.add(quoted(one.name()));
        }
        one.labels()
                .forEach(
                        (name, value) ->
                                parts.add(
                                        (name.matches("[a-zA-Z_][a-zA-Z0-9_]*")
                                                        ? name
                                                        : quoted(name))
                                                + blank(random)
                                                + "="
                                                + blank(random)
                                                + quoted(value)));
        if (!parts.isEmpty()) {
            text.append('{').append(blank(random));
            text.append(String.join("," + blank(random), parts));
            text.append(random.nextBoolean() ? "," : "").append('}');
        }
        text.append(' ').append(blank(random)).append(number(one.value()));
        if (random.nextBoolean()) {
            text.append(' ').append(random.nextInt());
        }
        if (random.nextInt(4) == 0) {
            text.append(" # {").append(parts.isEmpty() ? "" : "a=\"}\"").append("} 1.5");
        }
        text.append(blank(random)).append(random.nextBoolean() ? "\n" : "\r\n");
    }

    private static String blank(Random random) {
        return random.nextInt(4) > 0 ? "" : random.nextBoolean() ? " " : "\t ";
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }

    private static String number(double value) {
        return Double.isInfinite(value) ? (value > 0 ? "+Inf" : "-Inf") : Double.toString(value);
    }

    /** Feeds in chunks of random size, or in one where there is no source of randomness. */
    private static ParseResult parse(ExpositionParser parser, byte[] bytes, Random random) {
        parser.begin();
        int at = 0;
        while (at < bytes.length) {
            int rest = bytes.length - at;
            int n = random == null ? rest : Math.min(rest, random.nextInt(random.nextInt(300) + 1));
            parser.feed(bytes, at, n);
            at += n;
        }
        return parser.end();
    }
}
