package io.brokerscope.console.web;

import static io.brokerscope.console.web.PrometheusText.labels;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrometheusTextTest {

    @Test
    void aFamilyStandsInOnePieceAndLabelsAreEscaped() {
        PrometheusText text =
                new PrometheusText()
                        .gauge("b", "second \\ line\nbreak", labels("name", "a\"b\\c\nd"), 1.5)
                        .gauge("a", "first", 2)
                        .gauge("b", "ignored", labels("name", "x", "more", "y"), Double.NaN);
        assertThat(text)
                .hasToString(
                        """
                        # HELP a first
                        # TYPE a gauge
                        a 2.0
                        # HELP b second \\\\ line\\nbreak
                        # TYPE b gauge
                        b{name="a\\"b\\\\c\\nd"} 1.5
                        b{name="x",more="y"} NaN
                        """);
    }

    @ParameterizedTest
    @CsvSource({
        "broker.cpu.usage, broker_cpu_usage",
        "consumerGroup.lag.seconds.atLeast, consumer_group_lag_seconds_at_least",
        "request.latency.p99, request_latency_p99",
        "9lives, _9lives",
        "a b{c}, a_b_c_"
    })
    void namesAreThoseOfPrometheus(String name, String expected) {
        assertThat(PrometheusText.name(name)).isEqualTo(expected);
    }
}
