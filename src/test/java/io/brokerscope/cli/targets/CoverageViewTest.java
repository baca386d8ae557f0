package io.brokerscope.cli.targets;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.brokerscope.model.BreakerState;
import io.brokerscope.model.Coverage;
import io.brokerscope.model.Quality;
import io.brokerscope.model.output.CoverageRecord;
import io.brokerscope.model.output.CoverageRecord.Gap;
import io.brokerscope.model.output.CoverageRecord.GapKind;
import io.brokerscope.model.output.CoverageRecord.Latency;
import io.brokerscope.model.output.CoverageRecord.Statistics;
import io.brokerscope.model.output.OutputJson;
import java.util.List;
import org.junit.jupiter.api.Test;

class CoverageViewTest {

    private static final long NOW = 1_764_000_100_000L;

    private final Latest latest = new Latest(List.of());

    @Test
    void gapsStandWithWhatToDoAndTargetsInATable() {
        take(cluster("prod", new Coverage(3, 1, 1, 1, 0, 0)));
        take(target("prod", "10", Quality.SECONDARY, 12_345L));
        take(target("prod", "2", Quality.UNKNOWN, null));

        assertThat(view().toText(false))
                .containsExactly(
                        "prod: 2 of 3 expected brokers are read, 1 by a fallback, 5 s ago",
                        "  BROKER_SILENT 2, well 3 min ago: FAILED REFUSED: bad? news",
                        "    -> start it",
                        "  BROKERS_MISSING: 3 are declared",
                        "    -> look for it",
                        "  and 7 more",
                        "",
                        "TARGET     QUALITY  ANSWERED   OF  ATTEMPTS  P50 MS  P95 MS  P99 MS "
                                + "  BYTES  SERIES  DIALECT    CIRCUIT  AGE  TOLD AGO"
                                + "       ENDPOINT",
                        "prod/2     UNKNOWN         -    0         0       -       -       - "
                                + "      -       -        -          -    -       5 s"
                                + "  http://b:9404",
                        "prod/10  SECONDARY    99.6 %  240       245      12      80     900 "
                                + " 12,345      17      jmx  HALF_OPEN  2 h       5 s"
                                + "  http://b:9404");
        assertThat(view().toText(true)).hasSize(6);
    }

    @Test
    void theLatestRecordCountsAndATombstoneEndsIt() {
        take(cluster("a", new Coverage(3, 1, 0, 0, 0, 2)));
        take(cluster("a", new Coverage(3, 3, 0, 0, 0, 0)));
        take(target("a", "1", Quality.MEASURED, 1L));
        take(target("a", "2", Quality.MEASURED, 1L));
        latest.take("a/1", null);
        assertThat(latest.clusters())
                .extracting(CoverageRecord::brokers)
                .containsExactly(new Coverage(3, 3, 0, 0, 0, 0));
        assertThat(latest.targets()).extracting(CoverageRecord::target).containsExactly("2");
        latest.take("a", null);
        latest.take("a/2", null);
        assertThat(latest.isEmpty()).isTrue();
    }

    @Test
    void othersThanTheWantedClustersAreLeftOut() {
        Latest some = new Latest(List.of("b"));
        for (String cluster : List.of("a", "b")) {
            CoverageRecord record = cluster(cluster, new Coverage(1, 1, 0, 0, 0, 0));
            some.take(record.key(), OutputJson.write(record));
        }
        assertThat(some.clusters()).extracting(CoverageRecord::cluster).containsExactly("b");
    }

    @Test
    void jsonHoldsTheRecordsAsTheyAre() throws Exception {
        CoverageRecord cluster = cluster("prod", new Coverage(3, 3, 0, 0, 0, 0));
        take(cluster);
        take(target("prod", "1", Quality.MEASURED, 1L));
        JsonNode json = new ObjectMapper().readTree(view().toJson());
        assertThat(json.at("/clusters/0"))
                .isEqualTo(new ObjectMapper().readTree(OutputJson.write(cluster)));
        assertThat(json.at("/targets/0/statistics/latencyMs/p95").asInt()).isEqualTo(80);
    }

    private CoverageView view() {
        return new CoverageView(latest, NOW);
    }

    private void take(CoverageRecord record) {
        latest.take(record.key(), OutputJson.write(record));
    }

    private static CoverageRecord cluster(String name, Coverage brokers) {
        return new CoverageRecord(
                1,
                name,
                null,
                NOW - 30_000,
                NOW - 5_000,
                brokers,
                List.of(
                        new Gap(
                                GapKind.BROKER_SILENT,
                                "2",
                                NOW - 200_000,
                                "FAILED REFUSED: bad\u0007 news",
                                "start it"),
                        new Gap(
                                GapKind.BROKERS_MISSING,
                                null,
                                null,
                                "3 are declared",
                                "look for it")),
                7,
                null,
                null,
                null,
                null);
    }

    private static CoverageRecord target(String cluster, String id, Quality quality, Long bytes) {
        return new CoverageRecord(
                1,
                cluster,
                id,
                NOW - 30_000,
                NOW - 5_000,
                null,
                List.of(),
                0,
                "http://b:9404",
                quality,
                bytes == null ? null : NOW - 7_300_000,
                bytes == null
                        ? new Statistics(
                                0, 0, null, 0, null, null, null, null, null, null, null, List.of())
                        : new Statistics(
                                240,
                                239,
                                239 / 240.0,
                                245,
                                new Latency(12, 80, 900),
                                bytes,
                                20,
                                17,
                                0,
                                "jmx",
                                BreakerState.HALF_OPEN,
                                List.of()));
    }
}
