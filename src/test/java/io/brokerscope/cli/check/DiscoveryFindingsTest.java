package io.brokerscope.cli.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.model.DiscoveryNotice;
import io.brokerscope.model.FleetDiscovery.Round;
import io.brokerscope.model.TargetId;
import io.brokerscope.model.TargetSpec;
import io.brokerscope.model.settings.ClusterSettings;
import io.brokerscope.model.settings.ExpectSettings;
import io.brokerscope.testsupport.Fixtures;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DiscoveryFindingsTest {

    private static TargetSpec spec(Integer expected) {
        TargetSpec some = Reads.at("http://b:1/metrics").spec("1");
        ClusterSettings cluster = some.cluster();
        return new TargetSpec(
                new TargetId("prod", "1"),
                some.endpoint(),
                "b",
                "",
                Map.of(),
                new ClusterSettings(
                        "prod",
                        "kafka",
                        Map.of(),
                        null,
                        cluster.scrape(),
                        null,
                        cluster.topics(),
                        cluster.groups(),
                        new ExpectSettings(expected, List.of(), List.of()),
                        60_000,
                        cluster.lag()));
    }

    private static List<String> lines(List<TargetSpec> targets, List<String> refused) {
        return DiscoveryFindings.of("prod", new Round(targets, refused)).stream()
                .map(f -> f.verdict() + " " + f.check() + ": " + f.found())
                .toList();
    }

    @Test
    void brokersAreCountedAndComparedWithWhatIsExpected() {
        assertThat(lines(List.of(spec(null)), List.of())).containsExactly("OK DISCOVERY: 1 broker");
        assertThat(lines(List.of(spec(1)), List.of()))
                .containsExactly("OK DISCOVERY: 1 broker", "OK EXPECTED: all 1 brokers");
        assertThat(lines(List.of(spec(3), spec(3)), List.of()))
                .containsExactly(
                        "OK DISCOVERY: 2 brokers", "WARN EXPECTED: 2 brokers, expect.brokers is 3");
    }

    @Test
    void whatIsSimulatedIsSaidAndCountsForNoBrokerThatIsExpected() {
        ClusterSettings simulated = Fixtures.simulated("prod");
        assertThat(lines(List.of(TargetSpec.simulated("1", "", simulated)), List.of()))
                .containsExactly("OK DISCOVERY: 1 broker, simulated");
        ClusterSettings hybrid =
                Fixtures.hybrid("prod", new ExpectSettings(2, List.of(), List.of()));
        assertThat(
                        lines(
                                List.of(
                                        Fixtures.spec(hybrid, "1"),
                                        TargetSpec.simulated("2", "", hybrid)),
                                List.of()))
                .containsExactly(
                        "OK DISCOVERY: 1 broker, simulated",
                        "OK DISCOVERY: 1 broker",
                        "WARN EXPECTED: 1 brokers, expect.brokers is 2");
    }

    @Test
    void everyRefusedEntryIsAWarningAndSoIsAnEmptyList() {
        assertThat(lines(List.of(), List.of("broker x is refused")))
                .containsExactly(
                        "WARN DISCOVERY: an empty list of brokers",
                        "WARN DISCOVERY: broker x is refused");
    }

    @Test
    void moreTargetsThanAllowedFail() {
        assertThat(DiscoveryFindings.tooMany(10, 10)).isEmpty();
        assertThat(DiscoveryFindings.tooMany(11, 10))
                .hasValueSatisfying(
                        f -> {
                            assertThat(f.verdict()).isEqualTo(Verdict.FAIL);
                            assertThat(f.found()).startsWith("11 targets, maxTargets is 10");
                        });
    }

    @Test
    void aFileThatCannotBeUsedFailsForItsClusterOrTheFleet() {
        assertThat(notice("").subject()).isEqualTo(Subject.FLEET);
        assertThat(notice("prod").subject()).isEqualTo(Subject.ofCluster("prod"));
        assertThat(notice("prod").found()).isEqualTo("not YAML");
    }

    private static Finding notice(String cluster) {
        return DiscoveryFindings.invalid(
                new DiscoveryNotice(cluster, DiscoveryNotice.Type.CONFIG_INVALID, "not YAML", 1));
    }
}
