package io.brokerscope.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NotBlank;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTemplateTest {

    private static DiscoveredBroker broker(String host, Integer port, String rack) {
        return new DiscoveredBroker("3", host, port, rack, Map.of());
    }

    @ParameterizedTest
    @CsvSource({
        "http://{host}:9404/metrics, b3.example.com, http://b3.example.com:9404/metrics",
        "http://{host}:{port}/metrics, b3, http://b3:9092/metrics",
        "https://{host}, b3, https://b3",
        "HTTP://{host}/m, b3, http://b3/m",
        "http://kafka-{id}.{rack}.example.com:9404/, b3, http://kafka-3.eu-1a.example.com:9404/",
        "http://{host}:9404/metrics, 10.1.2.3, http://10.1.2.3:9404/metrics",
        "http://{host}:9404/metrics, fd00::3, http://[fd00::3]:9404/metrics",
        "http://[{host}]:9404/metrics, fd00::3, http://[fd00::3]:9404/metrics",
        "http://proxy:80/{id}?target={host}:{port}, fd00::3,"
                + " http://proxy:80/3?target=fd00%3A%3A3:9092",
        "http://{host}:9404/metrics, kafka_1, http://kafka_1:9404/metrics",
        "jmx://{host}:9999, b3, jmx://b3:9999",
        "JMX://{host}:{port}, fd00::3, jmx://[fd00::3]:9092",
        "http://{host}/mäß, b3, http://b3/m%C3%A4%C3%9F"
    })
    void fillsIn(String template, String host, String url) throws Exception {
        assertThat(EndpointTemplate.of(template).expand(broker(host, 9092, "eu-1a")))
                .isEqualTo(url);
    }

    @ParameterizedTest
    @CsvSource({
        "{host}:9404/metrics, not an absolute URL",
        "service:jmx:rmi:///jndi/rmi://{host}:9999/jmxrmi, not an absolute URL",
        "jmx://{host}:9999/jmxrmi, more than host and port",
        "jmx://geheim:geheim@{host}:9999, holds credentials",
        "ftp://{host}/, not an absolute URL",
        "http://user:geheim@{host}/, holds credentials",
        "http://{host}/#top, fragment",
        "http://{hostname}/, unknown placeholder {hostname}",
        "http://{host/, brace",
        "http://host}/, brace"
    })
    void refusesTemplates(String template, String problem) {
        assertThatThrownBy(() -> EndpointTemplate.of(template))
                .isInstanceOf(DiscoveryException.class)
                .hasMessageContaining(problem)
                .hasMessageNotContaining("geheim");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a b",
                "evil/../x",
                "user@host",
                "host:80",
                "host?x",
                "host#x",
                "fe80::1%eth0",
                "[fd00::3]",
                "-x",
                "{id}",
                "hö",
                "a\nb"
            })
    void refusesHosts(String host) throws Exception {
        EndpointTemplate template = EndpointTemplate.of(Clusters.ENDPOINT);
        assertThatThrownBy(() -> template.expand(broker(host, 9092, "")))
                .isInstanceOf(DiscoveryException.class)
                .hasMessageContaining("neither a host name nor an address");
    }

    @Test
    void saysWhatIsMissing() throws Exception {
        EndpointTemplate port = EndpointTemplate.of("http://{host}:{port}/");
        assertThatThrownBy(() -> port.expand(broker("b3", null, "")))
                .hasMessage("the endpoint template needs {port} and discovery knows no port");
        EndpointTemplate rack = EndpointTemplate.of("http://{host}/{rack}");
        assertThatThrownBy(() -> rack.expand(broker("b3", null, "")))
                .hasMessage("the endpoint template needs {rack} and discovery knows no rack");
    }

    @Test
    void jmxNeedsAPort() throws Exception {
        EndpointTemplate jmx = EndpointTemplate.of("jmx://{host}");
        assertThatThrownBy(() -> jmx.expand(broker("b3", 9092, "")))
                .hasMessage("the endpoint template needs a port after jmx://");
    }

    @Test
    void refusesWhatDoesNotBecomeAnAuthority() throws Exception {
        EndpointTemplate rack = EndpointTemplate.of("http://{rack}.example.com/");
        assertThatThrownBy(() -> rack.expand(broker("b3", null, "a/b")))
                .hasMessageContaining("is not the host and port of a URL");
        EndpointTemplate port = EndpointTemplate.of("http://{host}:{port}/");
        assertThatThrownBy(() -> port.expand(broker("b3", 70000, "")))
                .hasMessageContaining("70000 is not one of 1 to 65535");
        assertThatThrownBy(
                        () ->
                                EndpointTemplate.of("http://{host}/a b")
                                        .expand(broker("b3", null, "")))
                .hasMessageContaining("valid URL");
    }

    /** Whatever a rack is called, host, port, path and query stay where the template has them. */
    @Property(tries = 500)
    void racksNeverChangeTheShape(@ForAll @NotBlank String rack) throws Exception {
        URI url =
                new URI(
                        EndpointTemplate.of("http://{host}:9404/racks/{rack}/m?r={rack}&x=1")
                                .expand(broker("b3", null, rack)));
        assertThat(url.getHost()).isEqualTo("b3");
        assertThat(url.getPort()).isEqualTo(9404);
        assertThat(url.getRawPath().split("/", -1)).hasSize(4);
        assertThat(url.getRawQuery().split("[&=]", -1)).hasSize(4);
        assertThat(url.getRawFragment()).isNull();
    }
}
