package io.brokerscope.scrape.prometheus;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brokerscope.scrape.prometheus.ExpositionParser.ParseResult;
import io.brokerscope.scrape.prometheus.RecordingCollector.Sample;
import io.brokerscope.scrape.security.Excerpts;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpositionParserTest {

    private static final int MAX_LINE = 4096;
    private static final long MAX_CACHE = 1 << 20;

    private final RecordingCollector collector = new RecordingCollector();
    private final ExpositionParser parser = new ExpositionParser(collector, MAX_LINE, MAX_CACHE);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                // plain
                "up 1|up[]|1",
                "a:b_C9 -2.5e3|a:b_C9[]|-2500",
                ":x 1|:x[]|1",
                "_ 0|_[]|0",
                // labels
                "m{} 1|m[]|1",
                "m{a=\"1\"} 2|m[a, 1]|2",
                "m{a=\"1\",b=\"2\"} 3|m[a, 1, b, 2]|3",
                "m{a=\"1\",b=\"2\",} 3|m[a, 1, b, 2]|3",
                "m{a=\"\"} 3|m[a, ]|3",
                "m{a=\"x} 1 # {\"} 3|m[a, x} 1 # {]|3",
                "m{_a1=\"ü\u20ac\ud83d\ude00\"} 3|m[_a1, ü\u20ac\ud83d\ude00]|3",
                // escapes
                "m{a=\"C:\\\\D\"} 1|m[a, C:\\D]|1",
                "m{a=\"say \\\"hi\\\"\"} 1|m[a, say \"hi\"]|1",
                "m{a=\"\\\\\"} 1|m[a, \\]|1",
                "m{a=\"\\\\n\",b=\"ü\\\\\"} 1|m[a, \\n, b, ü\\]|1",
                // white space
                "m  \t 1|m[]|1",
                "  m 1|m[]|1",
                "\tm 1|m[]|1",
                "m 1 |m[]|1",
                "m 1\t|m[]|1",
                "m {a=\"1\"} 2|m[a, 1]|2",
                "m{ a = \"1\" , b\t=\t\"2\" , } 2|m[a, 1, b, 2]|2",
                "m{a=\"1\"}2|m[a, 1]|2",
                "m{ } 2|m[]|2",
                // values
                "m NaN|m[]|NaN",
                "m +Inf|m[]|Infinity",
                "m -inf|m[]|-Infinity",
                "m 1.7976931348623157e308|m[]|1.7976931348623157e308",
                // timestamps
                "m 1 1395066363000|m[]|1",
                "m 1 -1395066363000 |m[]|1",
                "m{a=\"1\"} 1 1520879607.789|m[a, 1]|1",
                "m 1   1.5e9|m[]|1",
                // exemplars
                "m_total 17 # {} 0.67|m_total[]|17",
                "m_bucket{le=\"1\"} 8 # {trace_id=\"KOO5S4vxi0o\"} 0.67|m_bucket[le, 1]|8",
                "m_bucket{le=\"1\"} 8 # {trace_id=\"a} # {\\\"\"} 0.67 1520879607.789|m_bucket[le, 1]|8",
                "m_bucket{le=\"1\"} 8 1520879606.1 # {a=\"b\",c=\"d\"} -3e5 1520879607|m_bucket[le, 1]|8",
                "m_bucket{le=\"1\"} 8  #  {a=\"b\"}  1 |m_bucket[le, 1]|8",
                // names of UTF-8 form
                "{\"my.metric\"} 1|my.metric[]|1",
                "{\"my.metric\",a=\"b\"} 1|my.metric[a, b]|1",
                "{\"my metric\",\"a.b\"=\"c\",d=\"e\",} 1|my metric[a.b, c, d, e]|1",
                "{ \"my.metric\" , a=\"b\" } 1|my.metric[a, b]|1",
                "{a=\"b\",\"my.metric\"} 1|my.metric[a, b]|1",
                "{\"q\\\"\\\\ü\"} 1|q\"\\ü[]|1",
                "m{\"a.b\"=\"c\"} 1|m[a.b, c]|1",
            })
    void readsSamples(String line, String series, double value) {
        for (String end : new String[] {"\n", "\r\n", ""}) {
            // Twice: as a series never seen, then by prediction.
            for (int i = 0; i < 2; i++) {
                ParseResult result = parse(line + end);
                assertThat(result).isEqualTo(new ParseResult(1, 1, 0, 0, 0, "", false));
                assertThat(collector.samples).containsExactly(Sample.of(series, value));
            }
        }
        assertThat(collector.introduced).containsExactly(series);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // no series
                "1",
                "-",
                "9m 1",
                "{} 1",
                "{a=\"b\"} 1",
                "{\"\"} 1",
                "=1",
                "ü 1",
                "m-x 1",
                "\"m\" 1",
                // labels
                "m{ 1",
                "m{a} 1",
                "m{a=} 1",
                "m{a=b} 1",
                "m{a=\"b} 1",
                "m{a=\"b\" 1",
                "m{,} 1",
                "m{a=\"b\",,} 1",
                "m{,a=\"b\"} 1",
                "m{a=\"b\"c=\"d\"} 1",
                "m{1a=\"b\"} 1",
                "m{a:b=\"c\"} 1",
                "m{a=\"b\"}} 1",
                "m{{a=\"b\"} 1",
                "m{\"x\"} 1",
                "m{\"\"=\"x\"} 1",
                "{\"a\",\"b\"} 1",
                "m{a=\"b\"",
                "m{a=\"b\",",
                "m{a",
                "m{a=",
                "m{\"a",
                "m{",
                "m{a=\"b\\",
                "m{a='b'} 1",
                "m{a=\"b\"; c=\"d\"} 1",
                // duplicates and reserved names
                "m{a=\"1\",a=\"1\"} 1",
                "m{a=\"1\",b=\"2\",a=\"3\"} 1",
                "m{a=\"1\",\"a\"=\"1\"} 1",
                "m{__name__=\"x\"} 1",
                // escapes
                "m{a=\"\\t\"} 1",
                "m{a=\"\\\"} 1",
                "m{a=\"\\x41\"} 1",
                // values
                "m",
                "m ",
                "m{} ",
                "m{a=\"b\"}",
                "m x",
                "m 1x",
                "m 0x10",
                "m 0x1p3",
                "m 1_0",
                "m 1f",
                "m 1d",
                "m 1L",
                "m 1e",
                "m .",
                "m +",
                "m --1",
                "m +NaN",
                "m 1,5",
                "m NULL",
                "m\u00a01",
                "m true",
                // after the value
                "m 1 2 3",
                "m 1 x",
                "m 1 NaN",
                "m 1 +Inf",
                "m 1 2x",
                "m 1#",
                "m 1 #",
                "m 1 # comment",
                "m 1 # {",
                "m 1 # {}",
                "m 1 # {} ",
                "m 1 # {} x",
                "m 1 # {} 1 x",
                "m 1 # {} 1 2 3",
                "m 1 # {a=b} 1",
                "m 1 # {a=\"b\"",
                "m 1 # {\"a\"} 1",
                "m 1 # {} 1 # {} 1",
                "m 1# {} 1",
                "m 1 2# {} 1",
                "m 1 # {} 1#",
                "m 1;",
                "m 1\u0000",
            })
    void refusesMalformedLinesAndGoesOn(String line) {
        for (int i = 0; i < 2; i++) {
            ParseResult result = parse("before 1\n" + line + "\nafter 2\n");
            assertThat(result.malformed()).isEqualTo(1);
            assertThat(result.firstMalformedLine()).isEqualTo(2);
            assertThat(result.firstMalformedExcerpt()).isNotEmpty();
            assertThat(result.samples()).isEqualTo(2);
            assertThat(collector.samples)
                    .containsExactly(Sample.of("before[]", 1), Sample.of("after[]", 2));
        }
        assertThat(collector.introduced).containsExactly("before[]", "after[]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u00c3\u0028",
                "\u00ff",
                "\u00e2\u0082",
                "\u00ed\u00a0\u0080",
                "\u00c0\u0080",
                "\u0080"
            })
    void refusesBytesThatAreNotUtf8(String bytes) {
        byte[] payload = ("m{a=\"ok\"} 1\nm{a=\"" + bytes + "\"} 1\nn 2\n").getBytes(ISO_8859_1);
        ParseResult result = parse(payload);
        assertThat(result.malformed()).isEqualTo(1);
        assertThat(result.firstMalformedLine()).isEqualTo(2);
        assertThat(collector.samples)
                .containsExactly(Sample.of("m[a, ok]", 1), Sample.of("n[]", 2));
    }

    @Test
    void aMalformedValueOfAKnownSeriesCostsThatSampleOnly() {
        parse("a 1\nb 2\nc 3\n");
        ParseResult result = parse("a 1\nb two\nc 3\n");
        assertThat(result.malformed()).isEqualTo(1);
        assertThat(result.firstMalformedLine()).isEqualTo(2);
        assertThat(result.firstMalformedExcerpt()).isEqualTo("b two");
        assertThat(collector.samples).containsExactly(Sample.of("a[]", 1), Sample.of("c[]", 3));
    }

    @Test
    void reportsTheFirstOfManyMalformedLines() {
        ParseResult result = parse("a 1\n\n# x\nbad one\nbad two\nb 1\nbad three");
        assertThat(result).isEqualTo(new ParseResult(2, 2, 0, 3, 4, "bad one", false));
    }

    @Test
    void skipsCommentsAndEmptyLines() {
        ParseResult result =
                parse(
                        """
                        # HELP m What it is: password=x {"
                        # TYPE m counter
                        # UNIT m bytes
                        #
                        #no blank
                        # EOFX
                        #  EOF
                          # EOF

                         \t
                        m 1
                        #EOF
                        n 2
                        """);
        assertThat(result).isEqualTo(new ParseResult(2, 2, 0, 0, 0, "", false));
    }

    @Test
    void anEmptyPayloadHasNoSample() {
        assertThat(parse("")).isEqualTo(new ParseResult(0, 0, 0, 0, 0, "", false));
        assertThat(parse("\n")).isEqualTo(new ParseResult(0, 0, 0, 0, 0, "", false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"# EOF", "# EOF\n", "# EOF\r\n", "# EOF\n\n \t\n"})
    void seesTheEnd(String end) {
        assertThat(parse("m 1\n" + end)).isEqualTo(new ParseResult(1, 1, 0, 0, 0, "", true));
    }

    @Test
    void linesAfterTheEndAreMalformed() {
        parse("m 1\nn 2\n");
        ParseResult result = parse("m 1\n# EOF\nn 2\n# more\n# EOF\n");
        assertThat(result).isEqualTo(new ParseResult(1, 1, 0, 3, 3, "n 2", true));
    }

    @Test
    void theEndOfOnePayloadIsNotThatOfTheNext() {
        parse("m 1\n# EOF\n");
        assertThat(parse("m 1\nn 1\n")).isEqualTo(new ParseResult(2, 2, 0, 0, 0, "", false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"m 1\n", "# HELP m x\nm 1\n", "\nm 1\n", "m 1"})
    void skipsAByteOrderMark(String text) {
        assertThat(parse("\ufeff" + text)).isEqualTo(new ParseResult(1, 1, 0, 0, 0, "", false));
        assertThat(parse(text + "\n\ufeff" + text).malformed()).isEqualTo(1);
    }

    @Test
    void countsUnknownSeriesAndIntroducesThemOnce() {
        collector.wanted = name -> name.startsWith("k");
        for (int i = 0; i < 3; i++) {
            assertThat(parse("k1 1\nu1 2\nk2 3\nu2 4\nu1 5\n"))
                    .isEqualTo(new ParseResult(5, 2, 3, 0, 0, "", false));
            assertThat(collector.samples)
                    .containsExactly(Sample.of("k1[]", 1), Sample.of("k2[]", 3));
        }
        assertThat(collector.introduced).containsExactly("k1[]", "u1[]", "k2[]", "u2[]");
    }

    @Test
    void tellsNamesApartThatBeginAlike() {
        for (int i = 0; i < 3; i++) {
            parse("foo 1\nfoo1 2\nfoo 3 4\nfoo{a=\"1\"} 5\nfoo {a=\"1\"} 6\nfoo_ 7\n");
            assertThat(collector.samples)
                    .containsExactly(
                            Sample.of("foo[]", 1),
                            Sample.of("foo1[]", 2),
                            Sample.of("foo[]", 3),
                            Sample.of("foo[a, 1]", 5),
                            Sample.of("foo[a, 1]", 6),
                            Sample.of("foo_[]", 7));
        }
        // Predicted is "foo", written is "foo1" with a value: no blank, no number.
        assertThat(parse("foo1 2\n").samples()).isEqualTo(1);
        assertThat(collector.samples).containsExactly(Sample.of("foo1[]", 2));
    }

    @Test
    void takesOverOnlyWhatNeighboursShare() {
        parse(
                """
                m{topic="a",partition="1"} 1
                m{topic="a",partition="10"} 2
                m{topic="a"} 3
                m{topic="a",partition="1",x="y"} 4
                m{topic="a",topic="b"} 5
                m{topic="a",partition="1\\n"} 6
                m{topic="a",partition="1"  , x="ü"} 7
                m{topic="a",partition="1"  , x="z"} 8
                m{topic="ab",partition="1"} 9
                m_x{topic="ab",partition="1"} 10
                {"m_x",topic="ab",partition="1"} 11
                {"m_x",topic="ab",partition="2"} 12
                """);
        assertThat(collector.samples)
                .containsExactly(
                        Sample.of("m[topic, a, partition, 1]", 1),
                        Sample.of("m[topic, a, partition, 10]", 2),
                        Sample.of("m[topic, a]", 3),
                        Sample.of("m[topic, a, partition, 1, x, y]", 4),
                        Sample.of("m[topic, a, partition, 1\n]", 6),
                        Sample.of("m[topic, a, partition, 1, x, ü]", 7),
                        Sample.of("m[topic, a, partition, 1, x, z]", 8),
                        Sample.of("m[topic, ab, partition, 1]", 9),
                        Sample.of("m_x[topic, ab, partition, 1]", 10),
                        Sample.of("m_x[topic, ab, partition, 1]", 11),
                        Sample.of("m_x[topic, ab, partition, 2]", 12));
    }

    @ParameterizedTest
    @ValueSource(ints = {9, 16, 17, 33, 65, 200})
    void readsManyLabels(int count) {
        String labels =
                IntStream.range(0, count)
                        .mapToObj(i -> "l" + i + "=\"" + i + "\"")
                        .collect(Collectors.joining(","));
        String series =
                "m"
                        + IntStream.range(0, count)
                                .mapToObj(i -> "l" + i + ", " + i)
                                .collect(Collectors.joining(", ", "[", "]"));
        parse(
                "m{"
                        + labels
                        + "} 1\nm{"
                        + labels
                        + ",l3=\"x\"} 2\nm{"
                        + labels
                        + ",} 3\nn{a=\"b\"} 4\n");
        assertThat(collector.samples)
                .containsExactly(
                        Sample.of(series, 1), Sample.of(series, 3), Sample.of("n[a, b]", 4));
    }

    @Test
    void aLineThatIsTooLongIsMalformedHoweverItComes() {
        String tooLong = "m{a=\"" + "x".repeat(MAX_LINE) + "\"} 1";
        String payload = "b 1\n" + tooLong + "\na 2\n# " + tooLong + "\nc 3\n" + tooLong;
        for (int chunk : new int[] {payload.length(), 1, 7, 1000, MAX_LINE, MAX_LINE + 1}) {
            ParseResult result = parse(payload.getBytes(UTF_8), chunk);
            assertThat(result.malformed()).as("chunk %s", chunk).isEqualTo(3);
            assertThat(result.firstMalformedLine()).isEqualTo(2);
            assertThat(result.firstMalformedExcerpt())
                    .hasSize(Excerpts.MAX_LENGTH)
                    .endsWith("x...");
            assertThat(collector.samples)
                    .containsExactly(Sample.of("b[]", 1), Sample.of("a[]", 2), Sample.of("c[]", 3));
        }
    }

    @Test
    void theLongestLineIsUnderstoodAndOneByteMoreIsNot() {
        for (int i = 0; i < 2; i++) {
            for (int chunk : new int[] {MAX_LINE * 2, 1, 100}) {
                String fits = "m " + "0".repeat(MAX_LINE - 3) + "7";
                assertThat(parse((fits + "\nn 1\n").getBytes(UTF_8), chunk).malformed()).isZero();
                assertThat(collector.samples.get(0)).isEqualTo(Sample.of("m[]", 7));
                String tooLong = "m " + "0".repeat(MAX_LINE - 2) + "7";
                assertThat(parse((tooLong + "\nn 1\n").getBytes(UTF_8), chunk).malformed()).isOne();
                assertThat(collector.samples).containsExactly(Sample.of("n[]", 1));
            }
        }
    }

    @Test
    void aPayloadThatWasCutOffLosesItsLastLineOnly() {
        parse("a 12345\nb 12345\n");
        for (String last : new String[] {"b 12", "b", "", "b 12345"}) {
            parser.begin();
            byte[] payload = ("a 1\n" + last).getBytes(UTF_8);
            parser.feed(payload, 0, payload.length);
            assertThat(parser.endCut()).isEqualTo(new ParseResult(1, 1, 0, 0, 0, "", false));
            assertThat(collector.samples).containsExactly(Sample.of("a[]", 1));
        }
    }

    @Test
    void anUnfinishedReadIsForgotten() {
        parser.begin();
        byte[] half = "bad\n# EOF\na 1\nb 12".getBytes(UTF_8);
        parser.feed(half, 0, half.length);
        assertThat(parse("34 5\nc 1\n")).isEqualTo(new ParseResult(1, 1, 0, 1, 1, "34 5", false));
        parser.begin();
        byte[] tooLong = "x".repeat(MAX_LINE + 1).getBytes(UTF_8);
        parser.feed(tooLong, 0, tooLong.length);
        assertThat(parse("c 1\n")).isEqualTo(new ParseResult(1, 1, 0, 0, 0, "", false));
    }

    @Test
    void readsWithinTheGivenRangeOnly() {
        byte[] bytes = "1\nm 12\nn 3".getBytes(UTF_8);
        for (int i = 0; i < 2; i++) {
            parser.begin();
            parser.feed(bytes, 2, 3);
            parser.feed(bytes, 5, 0);
            assertThat(parser.end().samples()).isEqualTo(1);
            assertThat(collector.samples).containsExactly(Sample.of("m[]", 1));
        }
    }

    @Test
    void masksCredentialsInTheExcerpt() {
        ParseResult result = parse("m{url=\"http://u:hunter2@h/\",password=\"hunter2\"} one\n");
        assertThat(result.firstMalformedExcerpt())
                .doesNotContain("hunter2")
                .startsWith("m{url=\"http://***@h/\",password=***");
    }

    @Test
    void demandsItsOrderOfCallsAndSaneBounds() {
        assertThatIllegalStateException().isThrownBy(() -> parser.feed(new byte[1], 0, 1));
        assertThatIllegalStateException().isThrownBy(parser::end);
        assertThatIllegalStateException().isThrownBy(parser::endCut);
        parse("m 1");
        assertThatIllegalStateException().isThrownBy(parser::end);
        parser.begin();
        assertThatThrownBy(() -> parser.feed(new byte[4], 2, 3))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ExpositionParser(collector, 0, 1))
                .withMessageContaining("maxLineBytes");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ExpositionParser(collector, 1, -1))
                .withMessageContaining("maxCacheBytes");
    }

    private ParseResult parse(String payload) {
        return parse(payload.getBytes(UTF_8));
    }

    private ParseResult parse(byte[] payload) {
        return parse(payload, Math.max(payload.length, 1));
    }

    private ParseResult parse(byte[] payload, int chunk) {
        parser.begin();
        for (int at = 0; at < payload.length; at += chunk) {
            parser.feed(payload, at, Math.min(chunk, payload.length - at));
        }
        return parser.end();
    }
}
