package io.brokerscope.cli.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.catalog.Catalog;
import io.brokerscope.model.FailureReason;
import io.brokerscope.model.ReadStats;
import io.brokerscope.model.settings.AuthSettings;
import io.brokerscope.model.settings.SecretText;
import io.brokerscope.testsupport.ScrapeTargets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JmxFindingsTest {

    private static final MetricFindings METRICS = new MetricFindings(Catalog.builtIn());
    private static final ScrapeTargets PLAIN = Reads.at("jmx://b-7.example.org:9999");
    private static final ScrapeTargets SECURE =
            PLAIN.auth(new AuthSettings(new SecretText("u"), new SecretText("p"), null));

    private static List<Finding> well(ReadStats stats) {
        return JmxFindings.of(
                Reads.observed(PLAIN, stats, Reads.readings("jmx", "broker.leaders.count")),
                METRICS);
    }

    private static Finding only(List<Finding> findings, Check check) {
        return findings.stream().filter(f -> f.check() == check).findFirst().orElseThrow();
    }

    @Test
    void everyStepOfAReadThatWentWellIsTold() {
        List<Finding> findings = well(Reads.STATS);
        assertThat(findings)
                .extracting(Finding::check)
                .containsExactly(
                        Check.DNS,
                        Check.TCP,
                        Check.ANSWER,
                        Check.CONTENT,
                        Check.DIALECT,
                        Check.METRICS,
                        Check.TIME);
        assertThat(only(findings, Check.TCP).found())
                .isEqualTo("b-7.example.org:9999 takes connections");
        assertThat(only(findings, Check.CONTENT).found()).isEqualTo("250 values in 10,000 bytes");
    }

    @Test
    void stepsBeforeTheOneThatFailedWentWellAndLaterOnesWereNotReached() {
        List<Finding> findings =
                JmxFindings.of(
                        Reads.failed(SECURE, FailureReason.UNAUTHORIZED, "no such user"), METRICS);
        assertThat(only(findings, Check.TCP).verdict()).isEqualTo(Verdict.OK);
        assertThat(only(findings, Check.AUTH))
                .returns(Verdict.FAIL, Finding::verdict)
                .returns("User name or password is not accepted.", Finding::remedy);
        assertThat(only(findings, Check.ANSWER).verdict()).isEqualTo(Verdict.SKIPPED);
        assertThat(only(findings, Check.TIME).found()).isEqualTo("not reached: auth failed");
        assertThat(
                        only(
                                        JmxFindings.of(
                                                Reads.failed(PLAIN, FailureReason.UNAUTHORIZED, ""),
                                                METRICS),
                                        Check.AUTH)
                                .remedy())
                .contains("asks for credentials");
    }

    @Test
    void whatIsCutOffOrFailedIsAWarning() {
        ReadStats stats =
                new ReadStats(1, 0, 1, 1_000, 10, 10, 10, 0, 12, false, 3, 0, "kafka:a=b: no");
        assertThat(only(well(stats), Check.CONTENT))
                .returns(Verdict.WARN, Finding::verdict)
                .satisfies(
                        f ->
                                assertThat(f.found())
                                        .contains("12 MBeans or series are beyond the limits")
                                        .contains("3 MBeans could not be read"));
    }

    @ParameterizedTest
    @EnumSource(FailureReason.class)
    void everyFailureHasARemedyAtOneStep(FailureReason reason) {
        List<Finding> findings = JmxFindings.of(Reads.failed(PLAIN, reason, ""), METRICS);
        assertThat(findings)
                .filteredOn(f -> f.verdict() == Verdict.FAIL)
                .singleElement()
                .satisfies(f -> assertThat(f.remedy()).isNotEmpty());
    }
}
