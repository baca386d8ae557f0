package io.brokerscope.observability;

import io.brokerscope.testsupport.Runbook;
import java.nio.file.Path;

/** The table of contents of the runbooks. */
final class RunbookIndex {

    static final Path FILE = Runbook.FOLDER.resolve("README.md");

    private RunbookIndex() {}

    /** As it is to stand in the file. */
    static String markdown() {
        StringBuilder text =
                new StringBuilder(
                        """
                        # Runbooks

                        One page per alert and per operation: symptom, what it means, how to check, what to do, how to see
                        that it worked. Commands are run in the folder of the unpacked release, where the job jar is
                        `job/brokerscope.jar` (in a checkout it is `target/brokerscope.jar`); `fleet.yaml` is the configuration of the job, `JOB_ID` what `flink list` tells, and the console, Flink's web UI and its reporter
                        are taken to be on this machine, at their usual ports. Several processes of Flink on one machine have
                        ports from 9249 on, and each tells its own: ask all of them, or Prometheus. On Kubernetes forward them first, for
                        example `kubectl -n brokerscope port-forward POD 9249`. What commands say was seen in
                        several runs; names and paths were made the same, some figures of a fleet that is well filled in, and the rest
                        shortened to what matters. Generated from the alerts and the pages, see
                        [monitoring.md](../monitoring.md).

                        ## Alerts

                        Those that need the *reporter* alone fire while the output cluster and the console are down.

                        | alert | severity | after | needs | runbook |
                        |---|---|---|---|---|
                        """);
        for (Alert alert : Alerts.ALL) {
            text.append(
                    "| `%s` | %s | %s | %s | [%s](%s.md) |\n"
                            .formatted(
                                    alert.name(),
                                    alert.severity().label(),
                                    alert.pending(),
                                    alert.source(),
                                    Runbook.named(alert.runbook()).title(),
                                    alert.runbook()));
        }
        text.append("\n## Operations\n\n| runbook | what it is |\n|---|---|\n");
        for (String operation : Runbook.OPERATIONS) {
            Runbook page = Runbook.named(operation);
            text.append("| [%s](%s.md) | %s |\n".formatted(page.title(), operation, page.gist()));
        }
        return text.toString();
    }
}
