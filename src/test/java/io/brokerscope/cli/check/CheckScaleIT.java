package io.brokerscope.cli.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.brokerscope.cli.ExitCode;
import io.brokerscope.cli.TestCommandLine;
import io.brokerscope.testsupport.ExporterFleet;
import io.brokerscope.testsupport.MisbehavingServer;
import io.brokerscope.testsupport.MisbehavingServer.DeafPort;
import io.brokerscope.testsupport.MisbehavingServer.FullPort;
import io.brokerscope.testsupport.MisbehavingServer.RefusingPort;
import io.brokerscope.testsupport.RunningJob;
import io.brokerscope.testsupport.TestBroker;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A large fleet, of which a part hangs, does not hold up who waits for the verdict. */
@Timeout(120)
@Tag("alone")
class CheckScaleIT {

    private static final int TARGETS = 500;

    /** Takes connections and keeps silent. */
    private static final int HANGING = 25;

    private static final int REFUSING = 5;

    /** Neither takes nor refuses connections, as behind a firewall that drops. */
    private static final int UNREACHABLE = 5;

    private static final Duration LIMIT = Duration.ofSeconds(15);

    @TempDir private Path folder;

    @Test
    void fiveHundredTargetsOfWhichFivePercentHang() throws Exception {
        try (TestBroker broker = TestBroker.start();
                ExporterFleet fleet = new ExporterFleet();
                DeafPort deaf = new DeafPort();
                FullPort full = new FullPort();
                RefusingPort refusing = MisbehavingServer.refusing()) {
            StringBuilder brokers = new StringBuilder();
            for (int id = 1; id <= TARGETS; id++) {
                String url = fleet.endpoint();
                if (id <= HANGING) {
                    url = deaf.url();
                } else if (id <= HANGING + REFUSING) {
                    url = refusing.url();
                } else if (id <= HANGING + REFUSING + UNREACHABLE) {
                    url = full.url();
                } else {
                    fleet.broker(Integer.toString(id));
                }
                brokers.append(
                        "        - { id: %d, host: localhost, port: %d }%n"
                                .formatted(id, URI.create(url.replace("{id}", "1")).getPort()));
            }
            Path config =
                    Files.writeString(
                            folder.resolve("fleet.yaml"),
                            RunningJob.outputYaml(broker.bootstrap(), "large-")
                                    + "clusters:\n"
                                    + "  - name: large\n"
                                    + "    scrape: { endpoint:"
                                    + " \"http://{host}:{port}/{id}/metrics\" }\n"
                                    + "    discovery:\n      static:\n"
                                    + brokers);
            TestCommandLine line = new TestCommandLine();

            long began = System.nanoTime();
            int exitCode = line.run("check", "--config", config.toString(), "--json");
            Duration took = Duration.ofNanos(System.nanoTime() - began);

            System.out.printf("%d targets checked in %d ms%n", TARGETS, took.toMillis());
            assertThat(exitCode).isEqualTo(ExitCode.FAILURE);
            assertThat(took).isLessThan(LIMIT);
            JsonNode json = new ObjectMapper().readTree(line.out());
            int bad = HANGING + REFUSING + UNREACHABLE;
            assertThat(json.at("/clusters/0/targets").asInt()).isEqualTo(TARGETS);
            assertThat(json.at("/clusters/0/targetsByVerdict/FAIL").asInt()).isEqualTo(bad);
            assertThat(failures(json, "READ_TIMEOUT: no answer")).isEqualTo(HANGING);
            assertThat(failures(json, "REFUSED")).isEqualTo(REFUSING);
            assertThat(failures(json, "CONNECT_TIMEOUT")).isEqualTo(UNREACHABLE);
            assertThat(line.err())
                    .contains(
                            "NOT READY: " + bad + " checks fail",
                            (TARGETS - bad) + " of " + TARGETS + " targets can be read");
        }
    }

    private static int failures(JsonNode json, String found) {
        int failures = 0;
        for (JsonNode finding : json.at("/findings")) {
            if (finding.at("/verdict").asText().equals("FAIL")
                    && finding.at("/found").asText().startsWith(found)) {
                failures++;
            }
        }
        return failures;
    }
}
