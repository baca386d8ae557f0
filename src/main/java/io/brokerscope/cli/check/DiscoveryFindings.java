package io.brokerscope.cli.check;

import io.brokerscope.model.DiscoveryNotice;
import io.brokerscope.model.FleetDiscovery;
import io.brokerscope.model.settings.ClusterSettings;
import io.brokerscope.model.settings.ExpectSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What looking for clusters and their brokers comes to. Pure. */
final class DiscoveryFindings {

    private DiscoveryFindings() {}

    /** A watched file, or a cluster in it, cannot be used. */
    static Finding invalid(DiscoveryNotice notice) {
        return Finding.fail(
                notice.cluster().isEmpty() ? Subject.FLEET : Subject.ofCluster(notice.cluster()),
                Check.FLEET,
                notice.message(),
                "Correct the file: the job leaves out what it cannot read.");
    }

    /** A cluster was asked for that nobody configured. */
    static Finding unknown(String cluster) {
        return Finding.fail(
                Subject.ofCluster(cluster),
                Check.FLEET,
                "there is no cluster of this name",
                "Correct --cluster, or the configuration.");
    }

    /** Whether the fleet is larger than the job allows. */
    static Optional<Finding> tooMany(int targets, int maxTargets) {
        return targets <= maxTargets
                ? Optional.empty()
                : Optional.of(
                        Finding.fail(
                                Subject.FLEET,
                                Check.FLEET,
                                targets
                                        + " targets, maxTargets is "
                                        + maxTargets
                                        + ": the rest is refused",
                                "Raise maxTargets."));
    }

    /** A round failed. */
    static Finding failed(String cluster, String why) {
        return Finding.fail(
                Subject.ofCluster(cluster),
                Check.DISCOVERY,
                why,
                "No broker is known without it. Check discovery of the cluster, and for kafka its"
                        + " kafka.bootstrap and kafka.properties; docs/discovery.md says what each"
                        + " way needs.");
    }

    /** A round found a list. */
    static List<Finding> of(String cluster, FleetDiscovery.Round round) {
        Subject subject = Subject.ofCluster(cluster);
        List<Finding> findings = new ArrayList<>();
        int brokers = (int) round.targets().stream().filter(spec -> !spec.simulated()).count();
        int simulated = round.targets().size() - brokers;
        if (simulated > 0) {
            findings.add(Finding.ok(subject, Check.DISCOVERY, brokers(simulated) + ", simulated"));
        }
        ClusterSettings settings =
                round.targets().isEmpty() ? null : round.targets().get(0).cluster();
        if (settings != null && settings.simulated()) {
            return findings;
        }
        if (brokers == 0) {
            findings.add(
                    Finding.warn(
                            subject,
                            Check.DISCOVERY,
                            "an empty list of brokers",
                            "Is that so? docs/discovery.md says what counts as a broker."));
        } else {
            findings.add(Finding.ok(subject, Check.DISCOVERY, brokers(brokers)));
        }
        if (settings != null) {
            expected(subject, settings.expect(), brokers).ifPresent(findings::add);
        }
        for (String refused : round.refused()) {
            findings.add(
                    Finding.warn(
                            subject,
                            Check.DISCOVERY,
                            refused,
                            "Correct the entry where it is listed, or idPattern or endpoint."));
        }
        return findings;
    }

    private static String brokers(int count) {
        return count == 1 ? "1 broker" : count + " brokers";
    }

    private static Optional<Finding> expected(Subject subject, ExpectSettings expect, int brokers) {
        if (expect == null || expect.brokers() == null) {
            return Optional.empty();
        }
        return Optional.of(
                expect.brokers() == brokers
                        ? Finding.ok(subject, Check.EXPECTED, "all " + brokers + " brokers")
                        : Finding.warn(
                                subject,
                                Check.EXPECTED,
                                brokers + " brokers, expect.brokers is " + expect.brokers(),
                                "Correct expect.brokers, or look where the others are."));
    }
}
