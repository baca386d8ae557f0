package io.brokerscope.cli.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.catalog.Catalog;
import io.brokerscope.model.FailureReason;
import io.brokerscope.model.ReadStats;
import io.brokerscope.model.Readings;
import io.brokerscope.model.settings.AuthSettings;
import io.brokerscope.model.settings.SecretText;
import io.brokerscope.model.settings.TlsSettings;
import io.brokerscope.scrape.prometheus.Endpoint;
import io.brokerscope.testsupport.ScrapeTargets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HttpFindingsTest {

    private static final Instant NOW = Instant.parse("2026-11-28T00:00:00Z");
    private static final MetricFindings METRICS = new MetricFindings(Catalog.builtIn());
    private static final String DIALECT = "jmx_exporter-2_0_0/1.x";
    private static final ScrapeTargets PLAIN = Reads.at("http://b-7.example.org:9404/metrics");
    private static final ScrapeTargets SECURE = Reads.at("https://b-7.example.org:9404/metrics");
    private static final HttpFacts FACTS =
            new HttpFacts("10.0.0.7", null, NOW, NOW, NOW.plusMillis(5));

    private static List<Finding> findings(TargetRead read, HttpFacts facts) {
        return HttpFindings.of(read, Endpoint.parse(read.spec().endpoint()), facts, METRICS, NOW);
    }

    private static Finding only(List<Finding> findings, Check check) {
        return findings.stream().filter(f -> f.check() == check).findFirst().orElseThrow();
    }

    private static List<Check> with(List<Finding> findings, Verdict verdict) {
        return findings.stream().filter(f -> f.verdict() == verdict).map(Finding::check).toList();
    }

    private static Readings readings() {
        return Reads.readings(DIALECT, "broker.leaders.count", "broker.messages_in#");
    }

    private static ReadStats took(long millis, int attempts) {
        return new ReadStats(attempts, 0, 1, millis * 1_000, 10, 10, 10, 0, 0, false, 0, 0, "");
    }

    private static TargetRead well(ScrapeTargets target) {
        return Reads.observed(target, Reads.STATS, readings());
    }

    @Test
    void everyStepOfAReadThatWentWellIsTold() {
        List<Finding> findings = findings(well(PLAIN), FACTS);
        assertThat(findings)
                .extracting(Finding::check)
                .containsExactly(
                        Check.DNS,
                        Check.TCP,
                        Check.ANSWER,
                        Check.CONTENT,
                        Check.DIALECT,
                        Check.METRICS,
                        Check.TIME,
                        Check.CLOCK);
        assertThat(only(findings, Check.DNS).found()).isEqualTo("b-7.example.org is 10.0.0.7");
        assertThat(only(findings, Check.CONTENT).found()).isEqualTo("250 samples in 10,000 bytes");
        assertThat(only(findings, Check.DIALECT).found()).isEqualTo(DIALECT);
        assertThat(only(findings, Check.TIME).found()).isEqualTo("0.10 s of the 1 s of an attempt");
        assertThat(with(findings, Verdict.FAIL)).isEmpty();
    }

    @Test
    void anAddressNeedsNoNameServer() {
        List<Finding> findings = findings(well(Reads.at("http://10.0.0.7:9404/m")), FACTS);
        assertThat(findings.get(0).check()).isEqualTo(Check.TCP);
    }

    @Test
    void stepsBeforeTheOneThatFailedWentWellAndLaterOnesWereNotReached() {
        List<Finding> findings =
                findings(Reads.failed(SECURE, FailureReason.UNAUTHORIZED, "HTTP 401"), FACTS);
        assertThat(with(findings, Verdict.OK))
                .containsExactly(Check.DNS, Check.TCP, Check.TLS, Check.CLOCK);
        assertThat(with(findings, Verdict.FAIL)).containsExactly(Check.AUTH);
        assertThat(with(findings, Verdict.SKIPPED))
                .containsExactly(
                        Check.ANSWER, Check.CONTENT, Check.DIALECT, Check.METRICS, Check.TIME);
        assertThat(only(findings, Check.METRICS).found()).isEqualTo("not reached: auth failed");
    }

    @Test
    void aRefusalNamesPortAndHost() {
        Finding tcp =
                only(
                        findings(
                                Reads.failed(
                                        PLAIN, FailureReason.REFUSED, "Connection refused: b-7"),
                                HttpFacts.NONE),
                        Check.TCP);
        assertThat(tcp.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(tcp.found()).isEqualTo("REFUSED: Connection refused: b-7");
        assertThat(tcp.remedy())
                .startsWith(
                        "Is the exporter (jmx_exporter, for example) started with port 9404 on"
                                + " b-7.example.org (localhost)");
    }

    @Test
    void whereASecretComesFromIsToldAndNeverWhatItIs() {
        AuthSettings reference =
                new AuthSettings(
                        new SecretText("monitor"), new SecretText("${file:/secrets/pw}"), null);
        AuthSettings written =
                new AuthSettings(new SecretText("monitor"), new SecretText("geheim"), null);
        AuthSettings both = new AuthSettings(null, null, new SecretText("geheim${env:A}"));
        assertThat(unauthorized(reference))
                .isEqualTo("User name or password in ${file:/secrets/pw} is not accepted.");
        assertThat(unauthorized(written))
                .isEqualTo("User name or password in scrape.auth is not accepted.");
        assertThat(unauthorized(both)).isEqualTo("The token in scrape.auth is not accepted.");
        assertThat(unauthorized(null)).contains("give scrape.auth");
    }

    private static String unauthorized(AuthSettings auth) {
        return only(
                        findings(
                                Reads.failed(
                                        PLAIN.auth(auth), FailureReason.UNAUTHORIZED, "HTTP 401"),
                                FACTS),
                        Check.AUTH)
                .remedy();
    }

    @Test
    void whatFailsOnThisSideSaysNothingOfTheOther() {
        List<Finding> findings =
                findings(
                        Reads.failed(PLAIN, FailureReason.CREDENTIALS, "file /x cannot be read"),
                        HttpFacts.NONE);
        assertThat(with(findings, Verdict.OK)).isEmpty();
        assertThat(with(findings, Verdict.FAIL)).containsExactly(Check.AUTH);
        assertThat(only(findings, Check.TCP).found()).isEqualTo("not tried");
    }

    @ParameterizedTest
    @EnumSource(
            value = FailureReason.class,
            names = {"RESTART", "DOWNTIME"},
            mode = EnumSource.Mode.EXCLUDE)
    void everyReasonFailsExactlyOneStepAndSaysWhatToDo(FailureReason reason) {
        for (ScrapeTargets target : List.of(PLAIN, SECURE, Reads.at("http://10.0.0.7:1/m"))) {
            List<Finding> findings =
                    findings(Reads.failed(target, reason, "so it was"), HttpFacts.NONE);
            assertThat(findings)
                    .filteredOn(f -> f.verdict() == Verdict.FAIL)
                    .singleElement()
                    .satisfies(f -> assertThat(f.found()).isEqualTo(reason + ": so it was"))
                    .satisfies(f -> assertThat(f.remedy()).isNotEmpty());
            assertThat(with(findings, Verdict.WARN)).isEmpty();
        }
    }

    @Test
    void aHandshakeThatHangsIsOneOfTls() {
        assertThat(
                        with(
                                findings(
                                        Reads.failed(
                                                SECURE,
                                                FailureReason.READ_TIMEOUT,
                                                "the TLS handshake did not end within 1000 ms"),
                                        HttpFacts.NONE),
                                Verdict.FAIL))
                .containsExactly(Check.TLS);
    }

    @Test
    void theExcerptOfAnAnswerThatIsOfNoUseIsShown() {
        assertThat(
                        only(
                                        findings(
                                                Reads.failed(
                                                        PLAIN,
                                                        FailureReason.CONTENT_TYPE,
                                                        "Content-Type is text/html",
                                                        "<html>\u001b[31mlogin"),
                                                FACTS),
                                        Check.CONTENT)
                                .found())
                .isEqualTo("CONTENT_TYPE: Content-Type is text/html, <html> [31mlogin");
    }

    @Test
    void aCertificateIsWellWarnedOfOrBad() {
        assertThat(tls(SECURE, NOW.plus(Duration.ofDays(300))))
                .satisfies(f -> assertThat(f.verdict()).isEqualTo(Verdict.OK))
                .satisfies(f -> assertThat(f.found()).contains("valid until 2027-09-24"));
        assertThat(tls(SECURE, NOW.plus(Duration.ofDays(29))))
                .satisfies(f -> assertThat(f.verdict()).isEqualTo(Verdict.WARN))
                .satisfies(f -> assertThat(f.found()).contains("29 days from now"));
        assertThat(tls(SECURE, null))
                .satisfies(f -> assertThat(f.verdict()).isEqualTo(Verdict.OK))
                .satisfies(f -> assertThat(f.found()).contains("expires could not be seen"));
        ScrapeTargets blind = SECURE.tls(new TlsSettings(null, null, null, true));
        assertThat(tls(blind, NOW.minusSeconds(1)))
                .satisfies(f -> assertThat(f.verdict()).isEqualTo(Verdict.WARN))
                .satisfies(
                        f -> assertThat(f.found()).contains("insecureSkipVerify", "it expired at"));
        Finding expired =
                only(
                        findings(
                                Reads.failed(SECURE, FailureReason.TLS, "PKIX"),
                                certificate(NOW.minusSeconds(1))),
                        Check.TLS);
        assertThat(expired.found()).isEqualTo("TLS: PKIX; it expired at 2026-11-27T23:59:59Z");
    }

    private static Finding tls(ScrapeTargets target, Instant until) {
        return only(findings(well(target), certificate(until)), Check.TLS);
    }

    private static HttpFacts certificate(Instant until) {
        return new HttpFacts("10.0.0.7", until, NOW, NOW, NOW);
    }

    @Test
    void aClockThatIsOffIsWarnedOf() {
        Finding ahead = only(findings(well(PLAIN), clock(NOW.plusSeconds(90))), Check.CLOCK);
        assertThat(ahead.verdict()).isEqualTo(Verdict.WARN);
        assertThat(ahead.found()).startsWith("90.0 s or more ahead of the clock here");
        Finding behind = only(findings(well(PLAIN), clock(NOW.minusSeconds(90))), Check.CLOCK);
        assertThat(behind.verdict()).isEqualTo(Verdict.WARN);
        assertThat(behind.found()).startsWith("89.0 s or more behind the clock here");
        assertThat(only(findings(well(PLAIN), clock(NOW.plusSeconds(1))), Check.CLOCK).verdict())
                .isEqualTo(Verdict.OK);
        Finding untold = only(findings(well(PLAIN), clock(null)), Check.CLOCK);
        assertThat(untold.verdict()).isEqualTo(Verdict.SKIPPED);
        assertThat(untold.found()).isEqualTo("the server does not tell its time");
        assertThat(only(findings(well(PLAIN), HttpFacts.NONE), Check.CLOCK).found())
                .isEqualTo("the server could not be asked for its time");
    }

    private static HttpFacts clock(Instant date) {
        return new HttpFacts("10.0.0.7", null, date, NOW, NOW);
    }

    @Test
    void aReadThatIsSlowOrOnlyWorksAgainIsWarnedOf() {
        Finding slow =
                only(findings(Reads.observed(PLAIN, took(501, 1), readings()), FACTS), Check.TIME);
        assertThat(slow.verdict()).isEqualTo(Verdict.WARN);
        assertThat(slow.found()).isEqualTo("0.50 s of the 1 s of an attempt");
        Finding again =
                only(
                        findings(
                                Reads.observed(PLAIN, took(10, 2), readings(), FailureReason.RESET),
                                FACTS),
                        Check.TIME);
        assertThat(again.verdict()).isEqualTo(Verdict.WARN);
        assertThat(again.found()).isEqualTo("2 attempts were needed, an earlier one failed: RESET");
    }

    @Test
    void whatIsCutOffOrNotUnderstoodIsTold() {
        ReadStats cut = new ReadStats(1, 0, 1, 1_000, 10, 10, 10, 0, 3, true, 2, 17, "a b c");
        Finding content =
                only(findings(Reads.observed(PLAIN, cut, readings()), FACTS), Check.CONTENT);
        assertThat(content.verdict()).isEqualTo(Verdict.WARN);
        assertThat(content.found())
                .contains(
                        "cut off at 67108864 bytes",
                        "3 series are beyond the limits",
                        "2 lines are no samples, the first is line 17: a b c");
        assertThat(content.remedy()).contains("limits.bytes", "limits.series", "that line");
    }

    @Test
    void aPageOfSomethingElseIsNoDialect() {
        List<Finding> findings =
                findings(
                        Reads.observed(
                                PLAIN,
                                new ReadStats(1, 0, 1, 1_000, 10, 10, 0, 10, 0, false, 0, 0, ""),
                                Reads.readings("unknown")),
                        FACTS);
        assertThat(with(findings, Verdict.FAIL)).containsExactly(Check.DIALECT);
        assertThat(only(findings, Check.METRICS).verdict()).isEqualTo(Verdict.SKIPPED);
    }
}
