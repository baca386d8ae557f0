package io.brokerscope.observability;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.brokerscope.testsupport.PrometheusTools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The alert rules: as they are defined, as they are written, and as Prometheus understands them.
 */
class AlertsTest {

    private static final Path FOLDER = Path.of("k8s-operator/alerts");
    private static final Path UNIT_TESTS = FOLDER.resolve("brokerscope.rules.test.yaml");

    @TempDir private Path copy;

    @Test
    void theRuleFileIsUpToDate() throws IOException {
        Generated.assertUpToDate(RuleFiles.RULES, RuleFiles.rules(), AlertsTest.class);
    }

    @Test
    void theObjectOfThePrometheusOperatorIsUpToDate() throws IOException {
        Generated.assertUpToDate(RuleFiles.OBJECT, RuleFiles.object(), AlertsTest.class);
    }

    @Test
    void everyAlertHasANameOfItsOwnAndSaysAllThatAPersonNeeds() {
        assertThat(Alerts.ALL).extracting(Alert::name).doesNotHaveDuplicates();
        assertThat(Alerts.ALL)
                .allSatisfy(
                        alert -> {
                            assertThat(alert.name()).matches("(Brokerscope|Kafka)[A-Z][A-Za-z]+");
                            assertThat(alert.pending()).matches("[1-9][0-9]?m");
                            assertThat(alert.summary()).isNotBlank().doesNotEndWith(".");
                            assertThat(alert.description()).endsWith(".");
                            assertThat(alert.runbook()).matches("[a-z-]+");
                        });
    }

    @Test
    void theCriticalOnesOnTheFleetNeedNoOutputTopic() {
        assertThat(Alerts.ENTITIES)
                .filteredOn(alert -> alert.severity() == Alert.Severity.CRITICAL)
                .isNotEmpty()
                .allSatisfy(alert -> assertThat(alert.source()).isEqualTo("reporter"));
    }

    @Test
    void promtoolAcceptsTheRules() throws Exception {
        PrometheusTools.Result result =
                PrometheusTools.promtool(
                        "the alert rules were",
                        Path.of("."),
                        "check",
                        "rules",
                        "--lint-fatal",
                        RuleFiles.RULES.toString());
        assertThat(result.exitCode()).as(result.output()).isZero();
        assertThat(result.output()).contains(Alerts.ALL.size() + " rules found");
    }

    @Test
    void everyAlertFiresWhenItShouldAndNotWhenItShouldNot() throws Exception {
        PrometheusTools.Result result =
                PrometheusTools.promtool(
                        "when alerts fire was",
                        Path.of("."),
                        "test",
                        "rules",
                        UNIT_TESTS.toString());
        assertThat(result.exitCode()).as(result.output()).isZero();
    }

    /** What the unit tests are worth: a threshold that is too low or too high is found out. */
    @ParameterizedTest
    @ValueSource(strings = {"> 2", "> 3000"})
    void aRuleThatIsWrongFailsItsUnitTests(String wrong) throws Exception {
        String rules = RuleFiles.rules();
        String changed = rules.replace("> 3.5\n", wrong + "\n");
        assertThat(changed).isNotEqualTo(rules);
        Files.writeString(copy.resolve(RuleFiles.RULES.getFileName()), changed);
        Path tests = UNIT_TESTS.getFileName();
        Files.copy(UNIT_TESTS, copy.resolve(tests));
        PrometheusTools.Result result =
                PrometheusTools.promtool(
                        "when alerts fire was", copy, "test", "rules", tests.toString());
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.output()).contains("BrokerscopeJobRestarting");
    }

    @Test
    void everyAlertHasUnitTestsOfBothKinds() throws IOException {
        JsonNode tests = new YAMLMapper().readTree(UNIT_TESTS.toFile()).path("tests");
        Set<String> firing = new HashSet<>();
        Set<String> silent = new HashSet<>();
        stream(tests)
                .flatMap(test -> stream(test.path("alert_rule_test")))
                .forEach(
                        test ->
                                (test.path("exp_alerts").isEmpty() ? silent : firing)
                                        .add(test.path("alertname").asText()));
        Set<String> all = Alerts.ALL.stream().map(Alert::name).collect(Collectors.toSet());
        assertThat(firing).isEqualTo(all);
        assertThat(silent).isEqualTo(all);
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
