package io.brokerscope.cli.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.brokerscope.audit.LedgerAudit;
import io.brokerscope.audit.Position;
import io.brokerscope.model.OutcomeKind;
import io.brokerscope.model.output.LedgerRecord;
import io.brokerscope.testsupport.Ledger;
import java.util.List;
import org.junit.jupiter.api.Test;

class AuditReportTest {

    @Test
    void whatIsNotProvedIsPartOfTheVerdict() {
        AuditReport report =
                report(
                        Ledger.added("4", 1, 10_000),
                        Ledger.tick(OutcomeKind.OBSERVED, "4", 1, 10_000),
                        Ledger.observed("4", 1, 12_000, Ledger.grown("orders", 7, 3)));
        assertThat(report.verdict())
                .isEqualTo(
                        "BALANCED: 2 ticks of 1 targets have exactly one outcome each, 0 increments"
                                + " fit the raw values of their counters; nothing is proved about 1"
                                + " increments and 1 observations without counters.");
        assertThat(report.toText())
                .anyMatch(line -> line.startsWith("1 observations carry no counters"))
                .anyMatch(line -> line.startsWith("1 increments could not be held against"));
    }

    @Test
    void offencesAreNamedWithTheirPlaces() throws Exception {
        AuditReport report =
                report(
                        Ledger.added("4", 1, 10_000),
                        Ledger.observed("4", 1, 10_000, Ledger.baseline("orders", 5)),
                        Ledger.observed("4", 1, 12_000, Ledger.grown("orders", 9, 3)),
                        Ledger.tick(OutcomeKind.FAILED, "4", 1, 16_000),
                        Ledger.tick(OutcomeKind.SKIPPED, "4", 1, 20_000));
        assertThat(report.toText())
                .contains(
                        "MISSING demo/4, incarnation 1, due 1970-01-01T00:00:14Z: found no outcome,"
                                + " expected one outcome",
                        "COUNTER demo/4, incarnation 1, due 1970-01-01T00:00:12Z,"
                                + " topic.bytes_in{topic=orders}: found increment 3, expected 4 from"
                                + " 5 to 9 (partition 3 offset 2, after partition 3 offset 1)")
                .anyMatch(line -> line.startsWith("1 ticks are still being read"))
                .last()
                .isEqualTo(report.verdict());
        JsonNode json = new ObjectMapper().readTree(report.toJson());
        assertThat(json.at("/balanced").asBoolean(true)).isFalse();
        assertThat(json.at("/verdict").asText()).isEqualTo("UNBALANCED");
        assertThat(json.at("/offences/0/kind").asText()).isEqualTo("MISSING");
        assertThat(json.at("/offences/0/due").asText()).isEqualTo("1970-01-01T00:00:14Z");
        assertThat(json.at("/offences/0").has("line")).isFalse();
        assertThat(json.at("/offences/1/line/offset").asLong()).isEqualTo(2);
        assertThat(json.at("/targets/0/outcomes/FAILED").asLong()).isEqualTo(1);
        assertThat(json.at("/ticks/inFlight").asLong()).isEqualTo(1);
    }

    private static AuditReport report(LedgerRecord... lines) {
        LedgerAudit audit = new LedgerAudit();
        for (int i = 0; i < lines.length; i++) {
            audit.add(lines[i], new Position(3, i));
        }
        return new AuditReport(
                "brokerscope.outcomes",
                null,
                null,
                new LedgerFilter(List.of(), List.of()),
                true,
                lines.length,
                1,
                audit.result());
    }
}
