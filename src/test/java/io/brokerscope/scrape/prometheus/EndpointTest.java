package io.brokerscope.scrape.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndpointTest {

    @ParameterizedTest
    @CsvSource({
        "http://b1:9404/metrics,      false, b1,        9404, /metrics,     b1:9404",
        "https://b1/metrics,          true,  b1,        443,  /metrics,     b1",
        "HTTP://b1,                   false, b1,        80,   /,            b1",
        "http://kafka_1:9404/m?x=1&y, false, kafka_1,   9404, /m?x=1&y,     kafka_1:9404",
        "http://10.0.0.7:1/a%20b#c,   false, 10.0.0.7,  1,    /a%20b,       10.0.0.7:1",
        "http://[::1]:9404/,          false, ::1,       9404, /,            [::1]:9404",
    })
    void readsUrls(String url, boolean tls, String host, int port, String path, String hostHeader) {
        assertThat(Endpoint.parse(url)).isEqualTo(new Endpoint(tls, host, port, path, hostHeader));
    }

    @Test
    void knowsLiteralAddresses() {
        assertThat(Endpoint.parse("http://127.0.0.1/").literalAddress())
                .containsExactly(127, 0, 0, 1);
        assertThat(Endpoint.parse("http://[::1]/").literalAddress()).hasSize(16);
        assertThat(Endpoint.parse("http://localhost/").literalAddress()).isNull();
        assertThat(Endpoint.parse("http://b1:9404/metrics")).hasToString("b1:9404");
    }

    @ParameterizedTest
    @CsvSource({
        "jmx://b1:9999,            scheme is jmx",
        "b1:9404,                  scheme is b1",
        "http://{host}:9404/,      no URL",
        "http:///metrics,          host and port",
        "http:metrics,             host and port",
        "http://b1:99999/,         port is 99999",
        "http://b1:0/,             port is 0",
        "http://b1:x/,             host and port",
    })
    void refusesWhatIsNone(String url, String complaint) {
        assertThatThrownBy(() -> Endpoint.parse(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(complaint);
    }

    @Test
    void refusesCredentialsWithoutShowingThem() {
        assertThatThrownBy(() -> Endpoint.parse("http://me:hunter2@b1/metrics"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("scrape.auth")
                .hasMessageNotContaining("hunter2");
    }
}
