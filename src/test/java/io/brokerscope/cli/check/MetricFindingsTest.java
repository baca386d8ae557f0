package io.brokerscope.cli.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.catalog.Catalog;
import io.brokerscope.catalog.Metric;
import io.brokerscope.catalog.MetricKind;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MetricFindingsTest {

    private static final Catalog CATALOG = Catalog.builtIn();
    private static final Subject SUBJECT = new Subject("prod", "7");
    private static final String DIALECT = "jmx_exporter-2_0_0";

    private static Finding metrics(String... names) {
        List<Finding> findings =
                new MetricFindings(CATALOG).of(SUBJECT, Reads.readings(DIALECT, names), 10);
        return findings.get(1);
    }

    /** Every metric of the catalog. */
    private static Stream<String> everything() {
        return CATALOG.metrics().values().stream()
                .filter(m -> m.kind() == MetricKind.COUNTER || m.kind() == MetricKind.GAUGE)
                .map(MetricFindingsTest::name);
    }

    private static String name(Metric metric) {
        return metric.kind() == MetricKind.COUNTER
                ? metric.name() + "#"
                : metric.name() + "/Produce";
    }

    @Test
    void aBrokerThatTellsEverythingIsWell() {
        Finding all = metrics(everything().toArray(String[]::new));
        assertThat(all.verdict()).isEqualTo(Verdict.OK);
        assertThat(all.found()).contains(" values of ").doesNotContain("absent", "not in");
    }

    @Test
    void aGoldenMetricWithoutASourceIsAWarning() {
        Finding some =
                metrics(
                        everything()
                                .filter(name -> !name.startsWith("process.cpu"))
                                .filter(name -> !name.startsWith("broker.leaders.count"))
                                .toArray(String[]::new));
        assertThat(some.verdict()).isEqualTo(Verdict.WARN);
        assertThat(some.found())
                .startsWith("no source for broker.cpu.usage, broker.leader.count; absent, though");
    }

    @Test
    void whatTheDialectCannotTellIsNamedAndNoWarning() {
        Finding some =
                metrics(
                        everything()
                                .filter(name -> !name.startsWith("broker.request_handler."))
                                .toArray(String[]::new));
        assertThat(some.verdict()).isEqualTo(Verdict.OK);
        assertThat(some.found()).contains("so never known: broker.requestHandler.idle");
    }

    @Test
    void whatOnlyControllersTellIsNotMissed() {
        Finding some =
                metrics(
                        everything()
                                .filter(name -> !name.startsWith("controller."))
                                .toArray(String[]::new));
        assertThat(some.verdict()).isEqualTo(Verdict.OK);
        assertThat(some.found()).contains("controller.active");
    }

    @Test
    void whatIsAbsentIsNamedUpToAFewAndCounted() {
        assertThat(metrics("broker.leaders.count").found())
                .containsPattern("no source for (\\S+, ){5}\\S+ and \\d+ more; absent");
    }
}
