package io.brokerscope.cli.check;

import io.brokerscope.cli.check.ReadFindings.Step;
import io.brokerscope.model.FailureReason;
import io.brokerscope.model.ReadStats;
import io.brokerscope.model.Texts;
import io.brokerscope.model.settings.ScrapeSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a read by remote JMX comes to: a line per step with what can be done about it. Pure. */
final class JmxFindings {

    private JmxFindings() {}

    /**
     * The findings.
     *
     * @param metrics judges the values of an answer that was understood
     */
    static List<Finding> of(TargetRead read, MetricFindings metrics) {
        FailureReason reason = read.outcome().reason();
        Check failed = read.observed() ? null : failedStep(reason);
        List<Finding> findings =
                new ArrayList<>(
                        ReadFindings.steps(
                                read,
                                steps(read, failed),
                                failed,
                                failed == null ? "" : remedy(read, reason)));
        if (failed == null) {
            cut(read, findings);
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
        return findings;
    }

    private static List<Step> steps(TargetRead read, Check failed) {
        ScrapeSettings settings = read.spec().cluster().scrape();
        List<Step> steps = new ArrayList<>();
        steps.add(new Step(Check.DNS, "the host is known"));
        steps.add(new Step(Check.TCP, peer(read) + " takes connections"));
        if (settings.tls() != null || failed == Check.TLS) {
            steps.add(new Step(Check.TLS, "the certificate is accepted"));
        }
        if (settings.auth() != null || failed == Check.AUTH) {
            steps.add(new Step(Check.AUTH, "the credentials are accepted"));
        }
        steps.add(new Step(Check.ANSWER, "the registry names a JMX server, and it answers"));
        ReadStats stats = read.outcome().stats();
        steps.add(
                new Step(
                        Check.CONTENT,
                        stats == null
                                ? ""
                                : String.format(
                                        Locale.ROOT,
                                        "%,d values in %,d bytes",
                                        stats.samples(),
                                        stats.bytes())));
        return steps;
    }

    /** What limits cut off, and MBeans that failed, are worth a warning. */
    private static void cut(TargetRead read, List<Finding> findings) {
        ReadStats stats = read.outcome().stats();
        List<String> lacking = new ArrayList<>();
        if (stats.bytesCut() || stats.truncated() > 0) {
            lacking.add(
                    stats.bytesCut()
                            ? "cut off at the limit of bytes"
                            : stats.truncated() + " MBeans or series are beyond the limits");
        }
        if (stats.malformed() > 0) {
            lacking.add(
                    stats.malformed()
                            + " MBeans could not be read, the first: "
                            + Texts.shown(stats.excerpt()));
        }
        if (!lacking.isEmpty()) {
            findings.replaceAll(
                    finding ->
                            finding.check() == Check.CONTENT
                                    ? Finding.warn(
                                            finding.subject(),
                                            Check.CONTENT,
                                            finding.found() + ", " + String.join(", ", lacking),
                                            "Raise scrape.limits, choose topics, or look into the"
                                                    + " broker's log.")
                                    : finding);
        }
    }

    /** The step at which a read for this reason ended. */
    private static Check failedStep(FailureReason reason) {
        return switch (reason) {
            case DNS -> Check.DNS;
            case REFUSED, CONNECT_TIMEOUT -> Check.TCP;
            case TLS -> Check.TLS;
            case UNAUTHORIZED, FORBIDDEN, CREDENTIALS -> Check.AUTH;
            case TOO_LARGE, EMPTY -> Check.CONTENT;
            default -> Check.ANSWER;
        };
    }

    private static String remedy(TargetRead read, FailureReason reason) {
        boolean auth = read.spec().cluster().scrape().auth() != null;
        return switch (reason) {
            case DNS -> "Is the host name right? A stub may name another one: see what is found.";
            case REFUSED ->
                    "Is the broker started with JMX_PORT, and does it listen for other hosts than"
                            + " its own? If the port that is found is not that of the endpoint, set"
                            + " com.sun.management.jmxremote.rmi.port and"
                            + " java.rmi.server.hostname.";
            case CONNECT_TIMEOUT ->
                    "Does a firewall drop what goes there? The registry may name a second port: set"
                            + " com.sun.management.jmxremote.rmi.port to that of the endpoint.";
            case READ_TIMEOUT ->
                    "The JVM takes connections and does not answer in time: look at its load and"
                            + " pauses, or raise attemptTimeout and timeout.";
            case TLS ->
                    "Check tls.caFile and the names in the certificate; where the server asks for a"
                            + " certificate, tls.certFile and tls.keyFile.";
            case UNAUTHORIZED ->
                    auth
                            ? "User name or password is not accepted."
                            : "The server asks for credentials: give auth.basic.";
            case FORBIDDEN -> "Give the user the right to read (readonly in jmxremote.access).";
            case CREDENTIALS ->
                    "The reference or file has to be there, and readable, where the TaskManagers"
                            + " run.";
            case PROTOCOL -> "What listens there is no RMI registry: check the port.";
            case TOO_LARGE, NO_MEMORY -> "Raise limits.bytes, or give the check more heap.";
            case EMPTY -> "No MBean is of a Kafka broker: check host and port.";
            default -> "Look into the log of the broker.";
        };
    }

    private static String peer(TargetRead read) {
        return read.spec().endpoint().substring("jmx://".length());
    }
}
