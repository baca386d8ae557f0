package io.brokerscope.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.model.EntityType;
import io.brokerscope.model.Quality;
import io.brokerscope.model.output.EntityRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FleetTableTest {

    @Test
    void showsClustersBrokersAndTopicsInOrder() {
        List<EntityRecord> entities =
                List.of(
                        Entities.entity(
                                EntityType.MESSAGE_QUEUE_TOPIC,
                                "orders",
                                Quality.MEASURED,
                                99_000L,
                                Map.of(
                                        "topic.messages.in.rate", 199.6,
                                        "topic.bytes.in.rate", 115_000.0,
                                        "topic.bytes.out.rate", 0.0)),
                        broker("10", Quality.MEASURED),
                        broker("9", Quality.UNKNOWN),
                        Entities.entity(
                                EntityType.MESSAGE_QUEUE_CLUSTER,
                                "demo",
                                Quality.MEASURED,
                                98_500L,
                                Map.of("cluster.messages.in.rate", 1250.0)));
        assertThat(FleetTable.render(entities, 100_000))
                .containsExactly(
                        "ENTITY          STATUS   HEALTH  QUALITY     AGE  MSG/S  BYTES IN/S  BYTES OUT/S",
                        "cluster demo    HEALTHY     100  MEASURED  1.5 s   1250           -            -",
                        "  broker 9      UNKNOWN       -  UNKNOWN       -      -           -            -",
                        "  broker 10     HEALTHY     100  MEASURED  1.0 s      3           -            -",
                        "  topic orders  HEALTHY     100  MEASURED  1.0 s    200      115.0k            0");
    }

    @Test
    void showsConsumerGroupsWithTheirLag() {
        List<EntityRecord> entities =
                List.of(
                        group(
                                "reporting",
                                Map.of(
                                        "consumerGroup.lag.total", 12_345.0,
                                        "consumerGroup.lag.seconds.atLeast", 120.0,
                                        "consumerGroup.lag.trend", 400.0)),
                        group(
                                "billing",
                                Map.of(
                                        "consumerGroup.lag.total", 7.0,
                                        "consumerGroup.lag.seconds", 0.24)),
                        group("quiet", Map.of()));
        assertThat(FleetTable.render(entities, 100_000))
                .endsWith(
                        "",
                        "CONSUMER GROUP  STATUS   HEALTH  QUALITY     AGE    LAG  LAG IN TIME  LAG GROWS/S",
                        "demo billing    HEALTHY     100  MEASURED  1.0 s      7        0.2 s            -",
                        "demo quiet      HEALTHY     100  MEASURED  1.0 s      -            -            -",
                        "demo reporting  HEALTHY     100  MEASURED  1.0 s  12.3k   over 2 min          400");
    }

    private static EntityRecord group(String name, Map<String, Double> metrics) {
        return Entities.entity(
                EntityType.MESSAGE_QUEUE_CONSUMER_GROUP, name, Quality.MEASURED, 99_000L, metrics);
    }

    @Test
    void saysThatNothingIsThereYet() {
        assertThat(FleetTable.render(List.of(), 0))
                .hasSize(2)
                .last()
                .isEqualTo("(no entity is committed yet)");
    }

    @Test
    void countsTheTopicsItDoesNotShow() {
        List<EntityRecord> entities = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            entities.add(
                    Entities.entity(
                            EntityType.MESSAGE_QUEUE_TOPIC,
                            "t" + i,
                            Quality.MEASURED,
                            1L,
                            Map.of()));
        }
        assertThat(FleetTable.render(entities, 0))
                .hasSize(22)
                .last()
                .isEqualTo("... and 5 more topics");
    }

    @Test
    void namesCannotMoveTheCursor() {
        EntityRecord evil =
                Entities.entity(
                        EntityType.MESSAGE_QUEUE_TOPIC,
                        "a\u001b[2Jb",
                        Quality.MEASURED,
                        1L,
                        Map.of());
        assertThat(FleetTable.render(List.of(evil), 0)).last().asString().contains("topic a?[2Jb");
    }

    @ParameterizedTest
    @CsvSource({
        "0,0",
        "0.04,0.0",
        "1.25,1.3",
        "99.9,99.9",
        "100.4,100",
        "9999,9999",
        "10000,10.0k",
        "123456,123.5k",
        "12345678,12.3M",
        "-5,-5",
        "1e19,10000.0P"
    })
    void numbersAreShort(double value, String expected) {
        assertThat(FleetTable.number(value)).isEqualTo(expected);
    }

    @Test
    void whatIsNotKnownIsNoZero() {
        assertThat(FleetTable.number(null)).isEqualTo("-");
        assertThat(FleetTable.number(Double.NaN)).isEqualTo("-");
        assertThat(FleetTable.age(null, 5)).isEqualTo("-");
    }

    @ParameterizedTest
    @CsvSource({"0,0.0 s", "1500,1.5 s", "-5,0.0 s", "120000,2 min", "7200000,2 h"})
    void agesAreShort(long ageMs, String expected) {
        assertThat(FleetTable.age(1_000_000L, 1_000_000 + ageMs)).isEqualTo(expected);
    }

    private static EntityRecord broker(String id, Quality quality) {
        return Entities.entity(
                EntityType.MESSAGE_QUEUE_BROKER,
                id,
                quality,
                quality == Quality.UNKNOWN ? null : 99_000L,
                quality == Quality.UNKNOWN ? Map.of() : Map.of("broker.messages.in.rate", 3.0));
    }
}
