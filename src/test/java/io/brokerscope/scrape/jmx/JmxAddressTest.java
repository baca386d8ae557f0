package io.brokerscope.scrape.jmx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JmxAddressTest {

    @Test
    void hostAndPort() {
        assertThat(JmxAddress.parse("jmx://b1.example.com:9999"))
                .isEqualTo(new JmxAddress("b1.example.com", 9999));
        assertThat(JmxAddress.parse("jmx://kafka_1:1/")).hasToString("kafka_1:1");
        assertThat(JmxAddress.parse("jmx://[fd00::3]:9999").host()).isEqualTo("fd00::3");
        assertThat(JmxAddress.parse("jmx://[fd00::3]:9999")).hasToString("[fd00::3]:9999");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jmx://b1",
                "jmx://b1:0",
                "jmx://b1:70000",
                "jmx://hunter2@b1:9999",
                "jmx://b1:9999/jmxrmi",
                "http://b1:9999",
                "jmx://{host}:9999",
                ""
            })
    void nothingElse(String url) {
        assertThatThrownBy(() -> JmxAddress.parse(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("hunter2");
    }
}
