package io.brokerscope.cli.check;

import io.brokerscope.cli.check.AclFacts.Answer;
import io.brokerscope.model.FailureReason;
import io.brokerscope.model.Texts;
import io.brokerscope.model.cluster.ClusterReading;
import io.brokerscope.model.settings.ClusterSettings;
import io.brokerscope.model.settings.ExpectSettings;
import io.brokerscope.model.settings.KafkaSettings;
import io.brokerscope.model.settings.SecretText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a read of a cluster by the Admin protocol, and its permissions, come to. Pure. */
final class AdminFindings {

    /** A name that stands in the configuration itself; where it is a reference, nobody looks. */
    private static final Pattern LOGIN = Pattern.compile("username=\"([^\"$]+)\"");

    private AdminFindings() {}

    /** The findings. */
    static List<Finding> of(TargetRead read, AclFacts acls) {
        Subject subject = read.subject();
        List<Finding> findings = new ArrayList<>();
        ClusterReading reading = read.outcome().view();
        if (reading == null) {
            findings.add(
                    Finding.fail(subject, Check.ADMIN, ReadFindings.failure(read), remedy(read)));
            findings.add(ReadFindings.notReached(subject, Check.TIME, Check.ADMIN));
            findings.add(ReadFindings.notReached(subject, Check.ACL, Check.ADMIN));
            return findings;
        }
        findings.add(ReadFindings.time(read));
        findings.add(Finding.ok(subject, Check.ADMIN, told(reading)));
        findings.addAll(missing(subject, reading.missing()));
        for (Permission permission : Permission.values()) {
            findings.add(acl(read, reading, permission, acls.of(permission)));
        }
        findings.addAll(expected(subject, read.spec().cluster().expect(), reading));
        return findings;
    }

    private static String told(ClusterReading reading) {
        return String.format(
                Locale.ROOT,
                "%,d brokers, %,d topics, %,d partitions, %,d groups",
                reading.nodes().id().length,
                reading.topics().name().length,
                reading.partitions().topic().length,
                reading.groups().name().length);
    }

    private static List<Finding> missing(Subject subject, ClusterReading.Missing missing) {
        List<Finding> findings = new ArrayList<>();
        for (int i = 0; i < missing.part().length; i++) {
            String example = missing.example()[i];
            String of = example.isEmpty() ? "" : " of " + example;
            String more =
                    missing.count()[i] > 1 ? " and " + (missing.count()[i] - 1) + " more" : "";
            findings.add(
                    Finding.warn(
                            subject,
                            Check.ADMIN,
                            "not read: " + missing.part()[i] + of + more + ": " + missing.why()[i],
                            "It is absent from topics, groups and the cluster; docs/admin.md says"
                                    + " what each takes."));
        }
        return findings;
    }

    private static Finding acl(
            TargetRead read, ClusterReading reading, Permission permission, Answer answer) {
        Subject subject = read.subject();
        if (answer.allowed() == null) {
            return Finding.skipped(
                    subject, Check.ACL, permission.title() + ": not known, " + answer.why());
        }
        if (answer.allowed()) {
            return Finding.ok(subject, Check.ACL, permission.title());
        }
        String command = permission.command(principal(read.spec().cluster().kafka()));
        if (seen(reading, permission) > 0) {
            return Finding.warn(
                    subject,
                    Check.ACL,
                    permission.title()
                            + " is not allowed, only on some: the others stay unseen, new ones too",
                    "Unless that is meant: " + command);
        }
        return Finding.fail(
                subject,
                Check.ACL,
                permission.title() + " is not allowed",
                "ACL missing: " + command);
    }

    /** On how many things it seems to be allowed, where it is not on all. */
    private static long seen(ClusterReading reading, Permission permission) {
        return switch (permission) {
            case DESCRIBE_CLUSTER -> 0;
            case DESCRIBE_TOPICS -> reading.topics().name().length;
            case DESCRIBE_TOPIC_CONFIGS ->
                    Arrays.stream(reading.topics().cleanup()).filter(c -> !c.isEmpty()).count();
            case DESCRIBE_GROUPS -> reading.groups().name().length;
        };
    }

    private static List<Finding> expected(
            Subject subject, ExpectSettings expect, ClusterReading reading) {
        List<Finding> findings = new ArrayList<>();
        if (expect != null) {
            absent(subject, "topics", expect.topics(), reading.topics().name(), findings);
            absent(subject, "groups", expect.groups(), reading.groups().name(), findings);
        }
        return findings;
    }

    private static void absent(
            Subject subject,
            String what,
            List<String> expected,
            String[] there,
            List<Finding> findings) {
        if (expected.isEmpty()) {
            return;
        }
        Set<String> known = Set.of(there);
        List<String> absent = expected.stream().filter(name -> !known.contains(name)).toList();
        findings.add(
                absent.isEmpty()
                        ? Finding.ok(subject, Check.EXPECTED, "all " + expected.size() + " " + what)
                        : Finding.warn(
                                subject,
                                Check.EXPECTED,
                                what
                                        + " that are not there, or may not be seen: "
                                        + absent.stream()
                                                .limit(10)
                                                .collect(Collectors.joining(", "))
                                        + (absent.size() > 10
                                                ? " and " + (absent.size() - 10) + " more"
                                                : ""),
                                "Correct expect."
                                        + what
                                        + ", or allow the principal to describe them; "
                                        + what
                                        + " that the filter leaves out are not there either."));
    }

    /** Whom permissions are to be given to, as far as the configuration itself says it. */
    private static String principal(KafkaSettings kafka) {
        SecretText login = kafka.properties().get("sasl.jaas.config");
        Matcher name = LOGIN.matcher(login == null ? "" : login.template());
        return name.find() ? "User:" + Texts.shown(name.group(1)) : "User:..";
    }

    private static String remedy(TargetRead read) {
        ClusterSettings cluster = read.spec().cluster();
        FailureReason reason = read.outcome().reason();
        if (reason == null) {
            return "This is a fault of the check itself: see its log.";
        }
        return switch (reason) {
            case DNS ->
                    "Check the host names in kafka.bootstrap of cluster " + cluster.name() + ".";
            case READ_TIMEOUT ->
                    "Are the brokers up and reachable from here, also at the addresses that they"
                            + " advertise? Check kafka.bootstrap and security.protocol.";
            case TLS -> "Check the ssl settings in kafka.properties.";
            case UNAUTHORIZED ->
                    "Check security.protocol, sasl.mechanism and sasl.jaas.config in"
                            + " kafka.properties: mechanism, user name or password is not"
                            + " accepted.";
            case FORBIDDEN ->
                    "ACL missing: "
                            + Permission.DESCRIBE_CLUSTER.command(principal(cluster.kafka()));
            case CREDENTIALS ->
                    "The reference or property has to be right where the TaskManagers run.";
            default -> "Check kafka.bootstrap and kafka.properties, and the brokers' log.";
        };
    }
}
