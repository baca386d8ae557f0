package io.brokerscope.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.brokerscope.audit.Balance;
import io.brokerscope.model.EntityType;
import io.brokerscope.model.OutcomeKind;
import io.brokerscope.model.Quality;
import io.brokerscope.model.output.EntityRecord;
import io.brokerscope.model.output.OutputJson;
import io.brokerscope.model.output.OutputTopic;
import io.brokerscope.testsupport.Ledger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DemoSummaryTest {

    private static final Scenario IDLE =
            new Scenario(List.of(new Scenario.Topic("audit", 3, 0, 0)), List.of());

    private final DemoView view = new DemoView();

    @Test
    void allIsWell() throws Exception {
        broker("4", Quality.MEASURED);
        ledger();
        for (int i = 0; i <= MeasuredRates.WARM_UP; i++) {
            window(2_000L * i, 999);
        }
        window(12_000, 5);
        view.add(OutputTopic.EVENTS, "demo/4", new byte[0]);
        DemoSummary summary = summary();
        assertThat(summary.ok()).isTrue();
        JsonNode json = new ObjectMapper().readTree(summary.toJson());
        assertThat(json.at("/ok").asBoolean()).isTrue();
        assertThat(json.at("/targets").asInt()).isEqualTo(1);
        assertThat(json.at("/brokersMeasured").asInt()).isEqualTo(1);
        assertThat(json.at("/ticks/expected").asInt()).isEqualTo(2);
        assertThat(json.at("/ticks/lost").asInt()).isZero();
        assertThat(json.at("/outcomes/OBSERVED").asInt()).isEqualTo(1);
        assertThat(json.at("/outcomes/FAILED").asInt()).isEqualTo(1);
        assertThat(json.at("/entities/MESSAGE_QUEUE_BROKER").asInt()).isEqualTo(1);
        assertThat(json.path("records").path("brokerscope.outcomes").asInt()).isEqualTo(3);
        assertThat(json.path("records").path("brokerscope.dead-letters").asInt(-1)).isZero();
        assertThat(json.at("/rates/0/topic").asText()).isEqualTo("audit");
        assertThat(json.at("/rates/0/measuredPerSec").asDouble()).isEqualTo(2.5);
        assertThat(json.at("/rates/0/producedPerSec").isNull()).isTrue();
        assertThat(summary.toText())
                .contains(
                        "Ran 12 s: 1 targets, 2 ticks expected, 2 present, 0 lost, 0 doubled, 0 in flight",
                        "Counters: 0 followed, 0 increments fit their raw values, 0 do not",
                        "Outcomes: OBSERVED 1, FAILED 1",
                        "Topic audit: produced - msg/s, measured 2.5 msg/s (-); - B/s, measured - B/s (-)")
                .noneMatch(line -> line.startsWith("WRONG"));
    }

    /** All three share a machine: what holds one read up at the end holds up the others, too. */
    @Test
    void brokersThatAnswerTooLateAtTheEndAreNothingWrong() {
        broker("4", Quality.MEASURED);
        broker("4", Quality.LAST_KNOWN);
        ledger();
        assertThat(summary().problems()).isEmpty();
        assertThat(summary().brokersMeasured()).isEqualTo(1);
    }

    @Test
    void nothingMeasuredIsWrong() {
        broker("4", Quality.LAST_KNOWN);
        assertThat(summary().ok()).isFalse();
        assertThat(summary().problems())
                .containsExactly("no broker was measured", "no tick has an outcome");
        assertThat(summary().toText()).contains("WRONG: no broker was measured", "Outcomes: none");
    }

    @Test
    void everythingThatIsWrongIsTold() {
        Balance bad =
                new Balance(
                        List.of(),
                        1,
                        new Balance.Ticks(15, 5, 4, 6, 0, 3, 2, 1, 0, 7),
                        new Balance.Counters(9, 8, 0, 0, 0, 0, 0, 0, 0, 0, 5),
                        Map.of(),
                        1,
                        6,
                        0,
                        0,
                        List.of());
        assertThat(DemoSummary.problems(bad, 3, Optional.of("it broke")))
                .containsExactly(
                        "4 ticks have no outcome",
                        "6 ticks were lost with their output",
                        "3 outcomes are there twice",
                        "2 outcomes belong to no expected tick",
                        "1 incarnations have no ADDED record",
                        "7 records count their ticks wrong",
                        "5 increments do not fit the raw values of their counters",
                        "workload: it broke");
    }

    @Test
    void tombstonesRemoveEntities() {
        broker("4", Quality.MEASURED);
        view.add(OutputTopic.ENTITIES, EntityType.MESSAGE_QUEUE_BROKER + "|4", null);
        assertThat(view.entities()).isEmpty();
    }

    @Test
    void differencesAreRelativeToTheTruth() {
        assertThat(DemoSummary.difference(200.0, 201.0)).isEqualTo(0.5);
        assertThat(DemoSummary.difference(200.0, 198.0)).isEqualTo(-1.0);
        assertThat(DemoSummary.difference(0.0, 198.0)).isNull();
        assertThat(DemoSummary.difference(null, 198.0)).isNull();
        assertThat(DemoSummary.difference(200.0, null)).isNull();
    }

    private void window(long dueAt, long messages) throws Exception {
        view.add(
                OutputTopic.METRICS,
                "guid",
                OutputJson.write(
                        Entities.topicWindow(
                                "audit",
                                dueAt,
                                0,
                                Quality.MEASURED,
                                true,
                                dueAt,
                                Map.of("topic.messages_in", messages))));
    }

    private DemoSummary summary() {
        try (Workload workload = Workload.start("127.0.0.1:1", IDLE)) {
            return DemoSummary.of(view, workload, IDLE, 12.3);
        }
    }

    private void broker(String id, Quality quality) {
        EntityRecord entity =
                Entities.entity(EntityType.MESSAGE_QUEUE_BROKER, id, quality, 1L, Map.of());
        view.add(OutputTopic.ENTITIES, entity.guid(), OutputJson.write(entity));
    }

    private void ledger() {
        view.add(OutputTopic.OUTCOMES, "demo/4", OutputJson.write(Ledger.added("4", 1, 10_000)));
        view.add(
                OutputTopic.OUTCOMES,
                "demo/4",
                OutputJson.write(Ledger.tick(OutcomeKind.OBSERVED, "4", 1, 10_000)));
        view.add(
                OutputTopic.OUTCOMES,
                "demo/4",
                OutputJson.write(Ledger.tick(OutcomeKind.FAILED, "4", 1, 12_000)));
    }
}
