package io.brokerscope.cli.check;

import io.brokerscope.cli.check.ReadFindings.Step;
import io.brokerscope.model.FailureReason;
import io.brokerscope.model.ReadStats;
import io.brokerscope.model.Texts;
import io.brokerscope.model.settings.AuthSettings;
import io.brokerscope.model.settings.ScrapeSettings;
import io.brokerscope.model.settings.SecretText;
import io.brokerscope.model.settings.Secrets;
import io.brokerscope.model.settings.TlsSettings;
import io.brokerscope.scrape.prometheus.Endpoint;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a read by HTTP, and the probe after it, come to: a line per step with what can be done about
 * it. Pure.
 */
final class HttpFindings {

    /** A certificate that ends sooner is worth a line. */
    private static final Duration CERTIFICATE_WARNING = Duration.ofDays(30);

    /** Clocks this far apart shift the lag in seconds by as much. */
    private static final Duration SKEW_WARNING = Duration.ofSeconds(2);

    private final TargetRead read;
    private final Endpoint endpoint;
    private final HttpFacts facts;
    private final Instant now;

    private HttpFindings(TargetRead read, Endpoint endpoint, HttpFacts facts, Instant now) {
        this.read = read;
        this.endpoint = endpoint;
        this.facts = facts;
        this.now = now;
    }

    /**
     * The findings.
     *
     * @param metrics judges the values of an answer that was understood
     * @param now tells whether a certificate has expired
     */
    static List<Finding> of(
            TargetRead read,
            Endpoint endpoint,
            HttpFacts facts,
            MetricFindings metrics,
            Instant now) {
        return new HttpFindings(read, endpoint, facts, now).all(metrics);
    }

    private List<Finding> all(MetricFindings metrics) {
        FailureReason reason = read.outcome().reason();
        Check failed = read.observed() ? null : failedStep(reason);
        List<Finding> findings = new ArrayList<>();
        for (Finding finding :
                ReadFindings.steps(
                        read, steps(failed), failed, failed == null ? "" : remedy(reason))) {
            findings.add(refined(finding));
        }
        if (failed == null) {
            findings.addAll(
                    metrics.of(
                            read.subject(),
                            read.outcome().readings(),
                            read.outcome().stats().known()));
            findings.add(ReadFindings.time(read));
        } else {
            for (Check check : List.of(Check.DIALECT, Check.METRICS, Check.TIME)) {
                findings.add(ReadFindings.notReached(read.subject(), check, failed));
            }
        }
        findings.add(clock(failed));
        return findings;
    }

    private List<Step> steps(Check failed) {
        List<Step> steps = new ArrayList<>();
        String address = facts.address();
        if (endpoint.literalAddress() == null) {
            steps.add(
                    new Step(
                            Check.DNS,
                            endpoint.host() + (address == null ? " is known" : " is " + address)));
        }
        steps.add(new Step(Check.TCP, endpoint + " takes connections"));
        if (endpoint.tls()) {
            steps.add(new Step(Check.TLS, "the certificate is accepted"));
        }
        if (settings().auth() != null || failed == Check.AUTH) {
            steps.add(new Step(Check.AUTH, "the credentials are accepted"));
        }
        steps.add(new Step(Check.ANSWER, "HTTP 200"));
        steps.add(new Step(Check.CONTENT, content()));
        return steps;
    }

    private String content() {
        ReadStats stats = read.outcome().stats();
        return stats == null
                ? ""
                : String.format(
                        Locale.ROOT, "%,d samples in %,d bytes", stats.samples(), stats.bytes());
    }

    /** A step that went well may still be worth a warning. */
    private Finding refined(Finding finding) {
        if (finding.check() == Check.TLS) {
            return certificate(finding);
        }
        return finding.check() == Check.CONTENT && finding.verdict() == Verdict.OK
                ? cut(finding)
                : finding;
    }

    private Finding certificate(Finding finding) {
        Instant until = facts.certificateUntil();
        TlsSettings tls = settings().tls();
        String expiry =
                until == null
                        ? "; when it expires could not be seen"
                        : "; it is valid until " + until;
        if (until != null && until.isBefore(now)) {
            expiry = "; it expired at " + until;
        }
        if (finding.verdict() == Verdict.FAIL) {
            return Finding.fail(
                    finding.subject(),
                    Check.TLS,
                    finding.found() + (until == null ? "" : expiry),
                    finding.remedy());
        }
        if (finding.verdict() != Verdict.OK) {
            return finding;
        }
        if (tls != null && tls.insecureSkipVerify()) {
            return Finding.warn(
                    finding.subject(),
                    Check.TLS,
                    "no certificate is looked at (insecureSkipVerify)" + expiry,
                    "Name the authority in tls.caFile and leave insecureSkipVerify out.");
        }
        if (until != null && until.isBefore(now.plus(CERTIFICATE_WARNING))) {
            return Finding.warn(
                    finding.subject(),
                    Check.TLS,
                    "the certificate is accepted, but only until "
                            + until
                            + ", "
                            + days(Duration.between(now, until))
                            + " from now",
                    "Have it renewed: reads fail from then on.");
        }
        return Finding.ok(finding.subject(), Check.TLS, finding.found() + expiry);
    }

    private static String days(Duration left) {
        long days = left.toDays();
        return days == 1 ? "1 day" : days + " days";
    }

    private Finding cut(Finding finding) {
        ReadStats stats = read.outcome().stats();
        List<String> lacking = new ArrayList<>();
        List<String> remedies = new ArrayList<>();
        if (stats.bytesCut()) {
            lacking.add("cut off at " + settings().limits().bytes() + " bytes");
            remedies.add("Raise limits.bytes, or let the exporter leave out what is not needed.");
        }
        if (stats.truncated() > 0) {
            lacking.add(stats.truncated() + " series are beyond the limits");
            remedies.add("Raise limits.series or limits.topics, or choose topics.");
        }
        if (stats.malformed() > 0) {
            lacking.add(
                    stats.malformed()
                            + " lines are no samples, the first is line "
                            + stats.malformedLine()
                            + ": "
                            + Texts.shown(stats.excerpt()));
            remedies.add("Look at that line of the exporter's page.");
        }
        if (lacking.isEmpty() && !read.outcome().readings().complete()) {
            lacking.add("the exporter says that it could not read everything");
            remedies.add("Look into the exporter's log.");
        }
        return lacking.isEmpty()
                ? finding
                : Finding.warn(
                        finding.subject(),
                        Check.CONTENT,
                        finding.found() + ", " + String.join(", ", lacking),
                        String.join(" ", remedies));
    }

    private Finding clock(Check failed) {
        if (facts.date() == null) {
            return failed != null && facts.askedAt() == null
                    ? ReadFindings.notReached(read.subject(), Check.CLOCK, failed)
                    : Finding.skipped(
                            read.subject(),
                            Check.CLOCK,
                            facts.askedAt() == null
                                    ? "the server could not be asked for its time"
                                    : "the server does not tell its time");
        }
        Duration skew = ClockSkew.proven(facts.date(), facts.askedAt(), facts.answeredAt());
        String found =
                skew.isZero()
                        ? "the same as here, to the second"
                        : String.format(
                                Locale.ROOT,
                                "%.1f s or more %s the clock here",
                                skew.abs().toMillis() / 1e3,
                                skew.isNegative() ? "behind" : "ahead of");
        return skew.abs().compareTo(SKEW_WARNING) < 0
                ? Finding.ok(read.subject(), Check.CLOCK, found)
                : Finding.warn(
                        read.subject(),
                        Check.CLOCK,
                        found + " (" + facts.date().atOffset(ZoneOffset.UTC) + " there)",
                        "Synchronise the clocks (NTP): lag in seconds and starts of processes are"
                                + " off by as much.");
    }

    /** The step at which a read for this reason ended. */
    private Check failedStep(FailureReason reason) {
        return switch (reason) {
            case DNS -> Check.DNS;
            case REFUSED, CONNECT_TIMEOUT -> Check.TCP;
            case TLS -> Check.TLS;
            case UNAUTHORIZED, FORBIDDEN, CREDENTIALS -> Check.AUTH;
            case CONTENT_TYPE, TRUNCATED_BODY, CORRUPT_ENCODING, MALFORMED, TOO_LARGE, EMPTY ->
                    Check.CONTENT;
            case READ_TIMEOUT ->
                    read.outcome().detail().contains("handshake") ? Check.TLS : Check.ANSWER;
            default -> Check.ANSWER;
        };
    }

    private String remedy(FailureReason reason) {
        String port = "port " + endpoint.port();
        return switch (reason) {
            case DNS ->
                    "Is "
                            + endpoint.host()
                            + " right? The job looks into /etc/hosts and asks the name servers of"
                            + " /etc/resolv.conf, nobody else.";
            case REFUSED ->
                    "Is the exporter (jmx_exporter, for example) started with "
                            + port
                            + " on "
                            + host()
                            + ", for other hosts than its own? Otherwise correct scrape.endpoint.";
            case CONNECT_TIMEOUT ->
                    "Is host "
                            + host()
                            + " up? Does a firewall between here and there drop what goes to "
                            + port
                            + "?";
            case READ_TIMEOUT ->
                    "The exporter takes connections and does not answer in time: look at its log"
                            + " and the broker's load, or raise attemptTimeout and timeout.";
            case RESET ->
                    "Look into the log of the exporter, and at proxies in between; is "
                            + port
                            + " one for http"
                            + (endpoint.tls() ? "s" : "")
                            + "?";
            case TLS ->
                    "Check tls.caFile, the names in the certificate and its expiry, and where the"
                            + " server asks for one the client certificate (tls.certFile,"
                            + " tls.keyFile).";
            case UNAUTHORIZED, FORBIDDEN -> authRemedy(reason);
            case CREDENTIALS ->
                    "The reference or file has to be there, and readable, where the TaskManagers"
                            + " run.";
            case NOT_FOUND -> "Correct the path of scrape.endpoint: /metrics is usual.";
            case REDIRECT ->
                    "Put the final address into scrape.endpoint: credentials must not travel.";
            case TOO_MANY_REQUESTS -> "Raise scrape.interval, or look who else reads it.";
            case CLIENT_ERROR -> "Check scrape.endpoint against what the server says.";
            case SERVER_ERROR -> "Look into the log of the exporter.";
            case PROTOCOL ->
                    "Check port and scheme of scrape.endpoint: "
                            + (endpoint.tls() ? "https" : "http")
                            + " is not spoken there.";
            case CONTENT_TYPE, MALFORMED, EMPTY ->
                    "This is no metrics page: check port and path of scrape.endpoint, and the rules"
                            + " of the exporter.";
            case TRUNCATED_BODY, CORRUPT_ENCODING -> "Look at proxies between here and there.";
            case TOO_LARGE ->
                    "Raise limits.bytes, or let the exporter leave out what is not needed.";
            case NO_MEMORY -> "Give the check more heap: BROKERSCOPE_OPTS=-Xmx4g.";
            default -> "This is a fault of the check itself: see its log.";
        };
    }

    private String authRemedy(FailureReason reason) {
        AuthSettings auth = settings().auth();
        if (auth == null) {
            return "The server asks for credentials: give scrape.auth.";
        }
        if (reason == FailureReason.FORBIDDEN) {
            return "The credentials are known, but may not read this page: give the user the right"
                    + " to.";
        }
        return auth.bearer() != null
                ? "The token" + where(auth.bearer()) + " is not accepted."
                : "User name or password" + where(auth.password()) + " is not accepted.";
    }

    /** Where a secret comes from, if it is a reference: then the text holds no secret. */
    private static String where(SecretText secret) {
        return Secrets.isReference(secret.template())
                ? " in " + Texts.shown(secret.template())
                : " in scrape.auth";
    }

    private String host() {
        String host = read.spec().host();
        return host.isEmpty() || host.equals(endpoint.host())
                ? endpoint.host()
                : endpoint.host() + " (" + Texts.shown(host) + ")";
    }

    private ScrapeSettings settings() {
        return read.spec().cluster().scrape();
    }
}
