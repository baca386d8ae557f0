package io.brokerscope.scrape.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecimalParserTest {

    /** More numbers of each kind than usual: 8 makes more than ten million. */
    private static final int TIMES = Integer.getInteger("decimals.times", 1);

    private final DecimalParser parser = new DecimalParser();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-0",
                "+0",
                "0.0",
                "-0.0",
                "1",
                "+1",
                "-1",
                "1.",
                ".5",
                "-.5",
                "00012",
                "1e5",
                "1E5",
                "1e+5",
                "1e-5",
                "1.0E9",
                "1.23456789E8",
                "9007199254740991",
                "9007199254740992",
                "9007199254740993",
                "9007199254740995",
                "9223372036854775807",
                "9223372036854775808",
                "18446744073709551615",
                "18446744073709551616",
                "9999999999999999999",
                "99999999999999999999",
                "123456789012345678901234567890",
                "0.1",
                "0.2",
                "0.3",
                "1e22",
                "1e23",
                "1e-22",
                "1e-23",
                "8.41e21",
                "9.5367431640625e-7",
                "1.7976931348623157e308",
                "1.7976931348623158e308",
                "1.7976931348623159e308",
                "1.8e308",
                "1e309",
                "1e400",
                "-1e400",
                "1e999999999999999999999",
                "0e999999999999",
                "4.9e-324",
                "2.4703282292062327e-324",
                "2.4703282292062328e-324",
                "1e-323",
                "1e-400",
                "1e-999999999999",
                "2.2250738585072014e-308",
                "2.2250738585072011e-308",
                "2.2250738585072012e-308",
                "6631236871469758276785396630275967e-4",
                "0.000000000000000000000000000000000000000000000000000000000000001",
                "0.00000000000000000000000000000000000000123456789012345678",
                "000000000000000000000000000000000000000123",
                "7.2057594037927933e16",
                "1090544144181609348671888949248",
                "1090544144181609348835077142190",
                "3.518437208883201171875e13",
                "0.500000000000000166533453693773481063544750213623046875",
                "8.10109172351e-10",
                "2.47032822920623272e-324",
                "4.94065645841246544177e-324",
            })
    void givesWhatTheLibraryGives(String text) {
        check(text);
    }

    @ParameterizedTest
    @CsvSource({
        "NaN,NaN",
        "nan,NaN",
        "NAN,NaN",
        "Inf,Infinity",
        "+Inf,Infinity",
        "-Inf,-Infinity",
        "inf,Infinity",
        "-INF,-Infinity",
        "+infinity,Infinity",
        "Infinity,Infinity",
        "-iNfInItY,-Infinity",
    })
    void readsSpecialValues(String text, double expected) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        assertThat(parser.parse(bytes, 0, bytes.length)).isEqualTo(bytes.length);
        assertThat(Double.valueOf(parser.value())).isEqualTo(Double.valueOf(expected));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "+", "-", ".", "-.", "+.", "e5", ".e5", "1e", "1e+", "1E-", "1.5e", "+NaN",
                "-nan", "na", "in", "+", "--1", "+-1", "abc", "_1", "$", ". 5", "-.e1",
            })
    void refusesWhatIsNoNumber(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        assertThat(parser.parse(bytes, 0, bytes.length)).isEqualTo(-1);
    }

    @ParameterizedTest
    @CsvSource({
        "0x10,1",
        "1_000,1",
        "1f,1",
        "1d,1",
        "1L,1",
        "1.2.3,3",
        "1e5.5,3",
        "1 2,1",
        "infinit,3",
        "nans,3",
        "Infx,3",
        "1-1,1",
        "0x1p3,1",
    })
    void endsWhereTheNumberEnds(String text, int end) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        assertThat(parser.parse(bytes, 0, bytes.length)).isEqualTo(end);
    }

    @Test
    void staysWithinItsRange() {
        byte[] bytes = "x12.5e37".getBytes(StandardCharsets.US_ASCII);
        assertThat(parser.parse(bytes, 1, 3)).isEqualTo(3);
        assertThat(parser.value()).isEqualTo(12);
        assertThat(parser.parse(bytes, 1, 5)).isEqualTo(5);
        assertThat(parser.value()).isEqualTo(12.5);
        assertThat(parser.parse(bytes, 1, 6)).isEqualTo(-1);
        assertThat(parser.parse(bytes, 1, 7)).isEqualTo(7);
        assertThat(parser.value()).isEqualTo(12.5e3);
        assertThat(parser.parse(bytes, 8, 8)).isEqualTo(-1);
    }

    @Test
    void roundTripsDoublesOfRandomBits() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < TIMES * 400_000; i++) {
            double value = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(value)) {
                check(Double.toString(value));
            }
        }
    }

    @Test
    void readsWhatExportersWrite() {
        SplittableRandom random = new SplittableRandom(2);
        for (int i = 0; i < TIMES * 200_000; i++) {
            check(Double.toString(random.nextDouble() * Math.pow(10, random.nextInt(-10, 20))));
            check(Long.toString(random.nextLong() >> random.nextInt(64)));
        }
    }

    @Test
    void readsRandomDecimals() {
        SplittableRandom random = new SplittableRandom(3);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < TIMES * 400_000; i++) {
            text.setLength(0);
            if (random.nextInt(4) == 0) {
                text.append(random.nextBoolean() ? '-' : '+');
            }
            digits(text, random, random.nextInt(1, 26));
            if (random.nextBoolean()) {
                text.append('.');
                digits(text, random, random.nextInt(26));
            }
            if (random.nextBoolean()) {
                text.append('e').append(random.nextInt(-345, 330));
            }
            check(text.toString());
        }
    }

    @Test
    void roundsHalfwayCasesToEven() {
        SplittableRandom random = new SplittableRandom(4);
        for (int i = 0; i < TIMES * 6_000; i++) {
            double value = Math.abs(Double.longBitsToDouble(random.nextLong()));
            if (!Double.isFinite(value) || value > 1e300) {
                continue;
            }
            around(value);
        }
        for (int i = 0; i < TIMES * 60_000; i++) {
            around(Math.abs((double) random.nextLong()) / (1L << random.nextInt(40)));
        }
    }

    @Test
    void roundsSubnormals() {
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < TIMES * 2_000; i++) {
            double value = Double.longBitsToDouble(random.nextLong() >>> random.nextInt(12, 63));
            check(Double.toString(value));
            around(value);
        }
    }

    @Test
    void readsEveryPowerOfTenAndItsNeighbours() {
        for (int e = -350; e <= 320; e++) {
            for (String mantissa :
                    new String[] {
                        "1", "9", "1.7976931348623157", "4503599627370497", "9999999999999999999"
                    }) {
                check(mantissa + "e" + e);
            }
        }
    }

    @Test
    void readsVeryLongNumbers() {
        check("1" + "0".repeat(2000));
        check("0." + "0".repeat(2000) + "1");
        check("0." + "0".repeat(300) + "123456789".repeat(200));
        check("0." + "0".repeat(2000) + "1e2000");
        check("1" + "0".repeat(2000) + "e-2000");
        check("9".repeat(500) + "." + "9".repeat(500) + "e-500");
    }

    /** The exact middle between a double and the next, and decimals just beside it. */
    private void around(double value) {
        BigDecimal middle =
                new BigDecimal(value)
                        .add(new BigDecimal(Math.nextUp(value)))
                        .divide(BigDecimal.valueOf(2));
        String digits = middle.unscaledValue().toString();
        int scale = middle.scale();
        check(digits + "e" + -scale);
        check(digits + "1e" + -(scale + 1));
        String below =
                middle.unscaledValue()
                        .multiply(java.math.BigInteger.TEN)
                        .subtract(java.math.BigInteger.ONE)
                        .toString();
        check(below + "e" + -(scale + 1));
        if (digits.length() > 17) {
            check(
                    digits.charAt(0)
                            + "."
                            + digits.substring(1, 17)
                            + "e"
                            + (digits.length() - 1 - scale));
        }
    }

    private static void digits(StringBuilder text, SplittableRandom random, int count) {
        int zeros = random.nextInt(5) == 0 ? count / 2 : 0;
        for (int i = 0; i < count; i++) {
            text.append(i < zeros ? '0' : (char) ('0' + random.nextInt(10)));
        }
    }

    private void check(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        int end = parser.parse(bytes, 0, bytes.length);
        long found = Double.doubleToRawLongBits(parser.value());
        long expected = Double.doubleToRawLongBits(Double.parseDouble(text));
        // Assertions are built only for failures: this runs more than a million times.
        if (end != bytes.length || found != expected) {
            assertThat(end).as(text).isEqualTo(bytes.length);
            assertThat(parser.value()).as(text).isEqualTo(Double.parseDouble(text));
            assertThat(found).as(text).isEqualTo(expected);
        }
    }
}
