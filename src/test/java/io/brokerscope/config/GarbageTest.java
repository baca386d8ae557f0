package io.brokerscope.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever a file holds: it is read, or refused with errors of one line each. */
class GarbageTest {

    private static final String SECRET = "hunter2";

    private static final List<String> PIECES =
            List.of(
                    "output",
                    "clusters",
                    "defaults",
                    "scrape",
                    "discovery",
                    "static",
                    "http_sd",
                    "dns",
                    "kafka",
                    "auth",
                    "tls",
                    "basic",
                    "bearer",
                    "labels",
                    "topics",
                    "include",
                    "name",
                    "id",
                    "endpoint",
                    "timeout",
                    "interval",
                    "clustersFrom",
                    ": ",
                    ":",
                    "\n",
                    "\n  ",
                    "\n    ",
                    "- ",
                    "[",
                    "]",
                    "{",
                    "}",
                    ",",
                    "&a ",
                    "*a",
                    "<<",
                    "!x ",
                    "!!binary ",
                    "? ",
                    "| ",
                    "> ",
                    "\"",
                    "'",
                    "#",
                    "%YAML 1.1",
                    "---",
                    "...",
                    "null",
                    "~",
                    "true",
                    "15s",
                    "64MiB",
                    "50%",
                    "-1",
                    "0.5",
                    "1e999",
                    "${env:A}",
                    "${file:/a}",
                    "${",
                    "(",
                    "\\",
                    "\t",
                    "\u0000",
                    "\uFEFF",
                    "\uD800",
                    "=");

    @Property(tries = 2000)
    void randomPiecesOfYaml(@ForAll("pieces") String yaml) {
        readOrRefused(yaml);
    }

    @Property(tries = 1000)
    void randomText(@ForAll String yaml) {
        readOrRefused(yaml);
    }

    /** A right file in which one piece is cut out and another put in. */
    @Property(tries = 2000)
    void damagedFiles(@ForAll("damaged") String yaml) {
        String message = readOrRefused(yaml);
        assertThat(message).doesNotContain(SECRET);
    }

    private static String readOrRefused(String yaml) {
        StringBuilder messages = new StringBuilder();
        try {
            ConfigLoader.parse("fleet.yaml", yaml);
        } catch (ConfigException e) {
            assertThat(e.errors()).isNotEmpty();
            e.errors().forEach(error -> assertThat(error.toString()).doesNotContain("\n", "\r"));
            messages.append(e.getMessage());
        }
        try {
            ConfigLoader.parseClusters("c.yaml", yaml, ClusterDefaults.NONE);
        } catch (ConfigException e) {
            messages.append(e.getMessage());
        }
        return messages.toString();
    }

    @Provide
    Arbitrary<String> pieces() {
        return Arbitraries.of(PIECES).list().ofMaxSize(40).map(p -> String.join("", p));
    }

    @Provide
    Arbitrary<String> damaged() {
        String right =
                """
                output:
                  bootstrap: "o:9092"
                  properties: { sasl.jaas.config: hunter2 }
                clusters:
                  - name: a
                    kafka: { bootstrap: "k:9092", properties: { ssl.key.password: hunter2 } }
                    scrape:
                      endpoint: "http://{host}:9404/metrics"
                      auth: { basic: { username: hunter2, password: "hunter2" } }
                    discovery:
                      http_sd: { url: "https://i/kafka", auth: { bearer: hunter2 } }
                """;
        Arbitrary<Integer> at = Arbitraries.integers().between(0, right.length());
        Arbitrary<String> piece = Arbitraries.of(PIECES);
        return Combinators.combine(at, Arbitraries.integers().between(0, 3), piece)
                .as(
                        (start, length, inserted) ->
                                right.substring(0, start)
                                        + inserted
                                        + right.substring(
                                                Math.min(right.length(), start + length)));
    }
}
