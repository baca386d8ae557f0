package io.brokerscope.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostPortTest {

    @ParameterizedTest
    @CsvSource({
        "b1.example.com:9404, b1.example.com, 9404",
        "b1, b1,",
        "10.0.0.1:1, 10.0.0.1, 1",
        "[fd00::1]:65535, fd00::1, 65535",
        "[fd00::1], fd00::1,",
        "fd00::1, fd00::1,"
    })
    void reads(String text, String host, Integer port) throws Exception {
        assertThat(HostPort.parse(text)).isEqualTo(new HostPort(host, port));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":9404",
                "http://b1:9404",
                "b1:9404/metrics",
                "b1:",
                "b1:0",
                "b1:65536",
                "b1:port",
                "b1:999999",
                "[b1]:1",
                "[fd00::1",
                "user@b1:1",
                "a b:1",
                "fe80::1%eth0"
            })
    void refuses(String text) {
        assertThatThrownBy(() -> HostPort.parse(text))
                .isInstanceOf(DiscoveryException.class)
                .hasMessageContaining("allowed are");
    }
}
