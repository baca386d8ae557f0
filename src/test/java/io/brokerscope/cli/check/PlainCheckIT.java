package io.brokerscope.cli.check;

import static io.brokerscope.testsupport.MisbehavingServer.ok;
import static io.brokerscope.testsupport.MisbehavingServer.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.brokerscope.catalog.Catalog;
import io.brokerscope.model.TargetSpec;
import io.brokerscope.testsupport.MisbehavingServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What is told of a target whose protocol has no checks of its own. */
class PlainCheckIT {

    private static final Catalog CATALOG = Catalog.builtIn();

    private static List<Finding> check(TargetSpec spec) {
        try (JobReads reads = new JobReads(CATALOG, 4, Duration.ofSeconds(10))) {
            CompletableFuture<List<Finding>> findings =
                    new PlainCheck(reads, new MetricFindings(CATALOG)).check(spec);
            assertThat(findings).succeedsWithin(Duration.ofSeconds(20));
            return findings.join();
        }
    }

    @Test
    void whetherItIsReadAndWhatItHolds() {
        try (MisbehavingServer server =
                MisbehavingServer.start()
                        .on("/good", ok("kafka_server_replicamanager_leadercount 3\n"))
                        .on("/bad", status("500 Internal Server Error", "disk on fire"))) {
            assertThat(check(Reads.at(server.url("/good")).timeouts(9_000, 9_000).spec("1")))
                    .extracting(Finding::check, Finding::verdict)
                    .contains(
                            tuple(Check.ANSWER, Verdict.OK),
                            tuple(Check.DIALECT, Verdict.OK),
                            tuple(Check.TIME, Verdict.OK));
            assertThat(check(Reads.at(server.url("/bad")).spec("2")))
                    .singleElement()
                    .satisfies(
                            finding -> {
                                assertThat(finding.verdict()).isEqualTo(Verdict.FAIL);
                                assertThat(finding.found())
                                        .isEqualTo("SERVER_ERROR: HTTP 500, disk on fire");
                                assertThat(finding.remedy()).contains("docs/scraping.md");
                            });
        }
    }
}
