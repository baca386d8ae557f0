package io.brokerscope.scrape.security;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExcerptsTest {

    @Test
    void showsWhatIsPrintableAndEscapesTheRest() {
        assertThat(of("m{a=\"b\"} 1 ~")).isEqualTo("m{a=\"b\"} 1 ~");
        assertThat(of("a\tb\r\nc\u0000\u001b[31m\u007fü"))
                .isEqualTo("a\\tb\\r\\nc\\x00\\x1b[31m\\x7f\\xc3\\xbc");
        assertThat(of("")).isEmpty();
    }

    @Test
    void takesTheRangeOnly() {
        byte[] bytes = "0123456789".getBytes(UTF_8);
        assertThat(Excerpts.of(bytes, 3, 4)).isEqualTo("3456");
        assertThat(Excerpts.of(bytes, 10, 0)).isEmpty();
        for (int[] range :
                new int[][] {{-1, 1}, {0, 11}, {11, 0}, {5, -1}, {9, Integer.MAX_VALUE}}) {
            assertThatThrownBy(() -> Excerpts.of(bytes, range[0], range[1]))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void isBoundedAndSaysWhereItWasCut() {
        assertThat(of("x".repeat(200))).isEqualTo("x".repeat(200));
        assertThat(of("x".repeat(201))).isEqualTo("x".repeat(197) + "...");
        assertThat(of("x".repeat(1_000_000))).isEqualTo("x".repeat(197) + "...");
        assertThat(of("\u0001".repeat(200))).isEqualTo("\\x01".repeat(49) + "...");
        assertThat(of("password=" + "x".repeat(2000))).isEqualTo("password=***...");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "password=hunter2|password=***",
                "PassWord = hunter2|PassWord = ***",
                "m{password=\"hunter2\"} 1|m{password=***} 1",
                "db_passwd: hunter2|db_passwd: ***",
                "ssl.keystore.password=hunter2|ssl.keystore.password=***",
                "{\"password\": \"hunter2 hunter2\", \"a\": 1}|{\"password\": ***, \"a\": 1}",
                "{\\\"token\\\":\\\"hunter2 hunter2\\\",x|{\\\"token\\\":***,x",
                "password='hunter2 hunter2' x|password=*** x",
                "?token=hunter2&x=1|?token=***",
                "client_secret=hunter2|client_secret=***",
                "api-key: hunter2|api-key: ***",
                "X-Api-Key: hunter2|X-Api-Key: ***",
                "aws_secret_access_key=hunter2|aws_secret_access_key=***",
                "Set-Cookie: hunter2|Set-Cookie: ***",
                "Authorization: Basic hunter2 hunter2|Authorization: ***",
                "bearer hunter2|bearer ***",
                "got Bearer   hunter2, sorry|got Bearer   ***, sorry",
                "http://hunter2:hunter2@host:9404/metrics|http://***@host:9404/metrics",
                "see eyJhbGciOiJIUzI1NiJ9.hunter2.sig here|see *** here",
                "AKIAIOSFODNN7EXAMPLE x|*** x",
                "-----BEGIN RSA PRIVATE KEY-----\\nhunter2|***",
                "sasl.jaas.config=\"x password=\\\"hunter2\\\";\" y|sasl.jaas.config=*** y",
            })
    void masksWhatLooksLikeACredential(String text, String expected) {
        String excerpt = of(text);
        assertThat(excerpt).isEqualTo(expected).doesNotContain("hunter2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kafka_server_brokertopicmetrics_bytesin_total{topic=\"orders\"} 1.0E9",
                "<html><body>502 Bad Gateway</body></html>",
                "http://host:9404/metrics",
                "user@example.com",
            })
    void leavesEverythingElse(String text) {
        assertThat(of(text)).isEqualTo(text);
    }

    @Test
    void aCredentialAtTheEdgeIsMaskedAsAWhole() {
        for (int at = 150; at < 1100; at++) {
            String excerpt = of(" ".repeat(at) + "password=\"hunter2 hunter2\" x");
            assertThat(excerpt).doesNotContain("hunt");
            assertThat(excerpt).hasSizeLessThanOrEqualTo(Excerpts.MAX_LENGTH);
        }
    }

    @Test
    void anyBytesGiveABoundedPrintableText() {
        Random random = new Random(1);
        String[] spices = {"password=", "\"", "\\\"", "\\", "'", "://", "@", "bearer ", "eyJ", "="};
        for (int i = 0; i < 3000; i++) {
            StringBuilder text = new StringBuilder();
            while (text.length() < 1200) {
                String spice = spices[random.nextInt(spices.length)];
                text.append(spice.repeat(random.nextInt(10) == 0 ? 300 : 1));
                text.append((char) random.nextInt(256));
            }
            assertThat(of(text.toString()))
                    .hasSizeLessThanOrEqualTo(Excerpts.MAX_LENGTH)
                    .matches("[ -~]*");
        }
    }

    private static String of(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        return Excerpts.of(bytes, 0, bytes.length);
    }
}
