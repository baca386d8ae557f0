package io.brokerscope.cli.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CheckReportTest {

    private static final Subject CLUSTER = Subject.ofCluster("prod");

    private static Subject target(int id) {
        return new Subject("prod", Integer.toString(id));
    }

    private static CheckReport report(List<Finding> findings) {
        return new CheckReport("fleet.yaml", Instant.parse("2026-11-28T00:00:00Z"), 1.25, findings);
    }

    private static List<Finding> some() {
        List<Finding> findings = new ArrayList<>();
        findings.add(Finding.fail(target(12), Check.TCP, "REFUSED", "Start it."));
        findings.add(Finding.skipped(target(12), Check.METRICS, "not reached: tcp failed"));
        for (int id = 1; id <= 3; id++) {
            findings.add(Finding.ok(target(id), Check.TCP, "b:1 takes connections"));
        }
        for (int id = 4; id <= 10; id++) {
            findings.add(Finding.ok(target(id), Check.TCP, "b:1 takes connections"));
            findings.add(Finding.skipped(target(id), Check.CLOCK, "no time"));
        }
        findings.add(Finding.ok(CLUSTER, Check.DISCOVERY, "11 brokers"));
        findings.add(Finding.warn(Subject.OUTPUT, Check.TOPICS, "small", "Raise it."));
        return findings;
    }

    @Test
    void targetsThatAreWellShareALineAndSoDoThoseOfWhichTheSameIsFound() {
        assertThat(report(some()).toText(false))
                .containsExactly(
                        "VERDICT  CLUSTER  TARGET                    CHECK      FOUND",
                        "WARN     -        -                         topics     small",
                        "                                                       -> Raise it.",
                        "OK       prod     -                         discovery  11 brokers",
                        "OK       prod     -                         all        3 targets are"
                                + " wholly well",
                        "SKIPPED  prod     4, 5, 6, 7, 8 and 2 more  clock      no time",
                        "FAIL     prod     12                        tcp        REFUSED",
                        "                                                       -> Start it.",
                        "",
                        "NOT READY: 1 check fails, 1 warning. 10 of 11 targets can be read; checked"
                                + " in 1.3 s.");
    }

    @Test
    void everyFindingHasALineWhereThatIsAsked() {
        List<String> lines = report(some()).toText(true);
        assertThat(lines).anyMatch(line -> line.endsWith("not reached: tcp failed"));
        // A header, a line each, two remedies, an empty line and the sentence.
        assertThat(lines).hasSize(1 + some().size() + 2 + 2);
    }

    @Test
    void warningsAreReadyAndAFailureIsNot() {
        assertThat(report(some()).ok()).isFalse();
        List<Finding> warning =
                List.of(
                        Finding.warn(CLUSTER, Check.EXPECTED, "2 brokers", "Look."),
                        Finding.ok(target(1), Check.TCP, ""));
        assertThat(report(warning).ok()).isTrue();
        assertThat(report(warning).sentence())
                .isEqualTo("READY, with 1 warning. 1 of 1 targets can be read; checked in 1.3 s.");
        assertThat(report(List.of()).ok()).isTrue();
    }

    @Test
    void theDocumentHasTheShapeOfTheManual() throws Exception {
        JsonNode json = new ObjectMapper().readTree(report(some()).toJson());
        assertThat(json.fieldNames())
                .toIterable()
                .containsExactly(
                        "verdict",
                        "ok",
                        "sentence",
                        "config",
                        "checkedAt",
                        "seconds",
                        "findingsByVerdict",
                        "clusters",
                        "findings");
        assertThat(json.at("/verdict").asText()).isEqualTo("FAIL");
        assertThat(json.at("/ok").asBoolean(true)).isFalse();
        assertThat(json.at("/seconds").asDouble()).isEqualTo(1.25);
        assertThat(json.at("/findingsByVerdict").toString())
                .isEqualTo("{\"OK\":11,\"SKIPPED\":8,\"WARN\":1,\"FAIL\":1}");
        assertThat(json.at("/clusters").toString())
                .isEqualTo(
                        "[{\"cluster\":\"prod\",\"targets\":11,\"targetsByVerdict\":"
                                + "{\"OK\":3,\"SKIPPED\":7,\"WARN\":0,\"FAIL\":1}}]");
        assertThat(json.at("/findings")).hasSize(some().size());
        assertThat(json.at("/findings/0").toString())
                .isEqualTo(
                        "{\"cluster\":null,\"target\":null,\"check\":\"topics\","
                                + "\"verdict\":\"WARN\",\"found\":\"small\",\"remedy\":\"Raise it.\"}");
    }

    @Test
    void nothingInALineIsObeyedByATerminal() {
        assertThat(Finding.ok(CLUSTER, Check.TCP, "a\u001b[2J\nb\tc").found())
                .isEqualTo("a [2J b c");
    }
}
