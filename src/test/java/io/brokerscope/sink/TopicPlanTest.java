package io.brokerscope.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.model.output.OutputTopic;
import io.brokerscope.model.settings.OutputSettings;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicPlanTest {

    private static final OutputSettings SETTINGS = TestSettings.of("b:1", "p").output();

    @Test
    void statesAreCompactedSoon() {
        NewTopic topic = new TopicPlan(OutputTopic.ENTITIES, SETTINGS).newTopic();
        assertThat(topic.name()).isEqualTo("p.entities");
        assertThat(topic.numPartitions()).isEqualTo(2);
        assertThat(topic.replicationFactor()).isEqualTo((short) 1);
        assertThat(topic.configs())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(
                                "cleanup.policy", "compact",
                                "segment.ms", "3600000",
                                "max.compaction.lag.ms", "3600000",
                                "min.cleanable.dirty.ratio", "0.1",
                                "min.insync.replicas", "1",
                                "max.message.bytes", "8388608"));
    }

    @Test
    void theRestGoesByAge() {
        for (OutputTopic topic : OutputTopic.values()) {
            if (!topic.compacted()) {
                assertThat(new TopicPlan(topic, SETTINGS).newTopic().configs())
                        .containsExactlyInAnyOrderEntriesOf(
                                Map.of(
                                        "cleanup.policy", "delete",
                                        "retention.ms", "86400000",
                                        "segment.ms", "10800000",
                                        "min.insync.replicas", "1",
                                        "max.message.bytes", "8388608"));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 1", "3, 2", "5, 2"})
    void oneReplicaMayFailWhereThereAreEnough(short replicas, String inSync) {
        OutputSettings settings =
                new OutputSettings(
                        SETTINGS.kafka(),
                        SETTINGS.guarantee(),
                        "p.",
                        "p",
                        1,
                        true,
                        1,
                        replicas,
                        1,
                        SETTINGS.ledger());
        assertThat(new TopicPlan(OutputTopic.METRICS, settings).newTopic().configs())
                .containsEntry("min.insync.replicas", inSync);
    }

    @Test
    void unlimitedRetentionNeedsNoShortSegments() {
        OutputSettings forever =
                new OutputSettings(
                        SETTINGS.kafka(),
                        SETTINGS.guarantee(),
                        "p.",
                        "p",
                        1,
                        true,
                        1,
                        (short) 1,
                        -1,
                        SETTINGS.ledger());
        assertThat(new TopicPlan(OutputTopic.METRICS, forever).newTopic().configs())
                .containsEntry("retention.ms", "-1")
                .doesNotContainKey("segment.ms");
    }

    @ParameterizedTest
    @CsvSource({
        "ENTITIES, compact, true",
        "ENTITIES, delete, false",
        "ENTITIES, 'compact,delete', false",
        "METRICS, delete, true",
        "METRICS, ' delete ', true",
        "METRICS, compact, false",
        "METRICS, 'delete,compact', false",
        "OUTCOMES, '', false"
    })
    void onlyTheRightCleanupPolicyWillDo(OutputTopic topic, String policy, boolean good) {
        List<String> problems =
                new TopicPlan(topic, SETTINGS).problems(config("cleanup.policy", policy), 1);
        if (good) {
            assertThat(problems).isEmpty();
        } else {
            String wanted = topic.compacted() ? "compact" : "delete";
            assertThat(problems)
                    .singleElement()
                    .asString()
                    .contains("has cleanup.policy=" + policy + ", it must be " + wanted)
                    .contains("--add-config cleanup.policy=" + wanted);
        }
    }

    @Test
    void aTopicThatTellsNothingIsNotGood() {
        assertThat(new TopicPlan(OutputTopic.METRICS, SETTINGS).problems(new Config(List.of()), 1))
                .hasSize(1);
    }

    @Test
    void moreReplicasInSyncThanThereAreIsAProblem() {
        Config config =
                new Config(
                        List.of(
                                new ConfigEntry("cleanup.policy", "delete"),
                                new ConfigEntry("min.insync.replicas", "2")));
        TopicPlan plan = new TopicPlan(OutputTopic.METRICS, SETTINGS);
        assertThat(plan.problems(config, 2)).isEmpty();
        assertThat(plan.problems(config, 1))
                .singleElement()
                .asString()
                .contains("p.metrics needs 2 replicas in sync (min.insync.replicas) but has 1");
    }

    @Test
    void smallBatchesAreWorthAWarningForTheLedger() {
        Config small = config("max.message.bytes", "1048588");
        assertThat(new TopicPlan(OutputTopic.OUTCOMES, SETTINGS).warnings(small))
                .singleElement()
                .asString()
                .contains("p.outcomes takes batches of 1048588 bytes");
        assertThat(new TopicPlan(OutputTopic.ENTITIES, SETTINGS).warnings(small)).isEmpty();
        assertThat(
                        new TopicPlan(OutputTopic.OUTCOMES, SETTINGS)
                                .warnings(config("max.message.bytes", "8388608")))
                .isEmpty();
        assertThat(new TopicPlan(OutputTopic.OUTCOMES, SETTINGS).warnings(new Config(List.of())))
                .isEmpty();
    }

    @Test
    void theCommandForAPersonSaysTheSame() {
        assertThat(new TopicPlan(OutputTopic.ENTITIES, SETTINGS).createCommand())
                .isEqualTo(
                        "kafka-topics.sh --bootstrap-server .. --create --topic p.entities"
                                + " --partitions 2 --replication-factor 1"
                                + " --config cleanup.policy=compact"
                                + " --config max.compaction.lag.ms=3600000"
                                + " --config max.message.bytes=8388608"
                                + " --config min.cleanable.dirty.ratio=0.1"
                                + " --config min.insync.replicas=1"
                                + " --config segment.ms=3600000");
    }

    @Test
    void thereIsAPlanForEveryTopic() {
        assertThat(TopicPlan.all(SETTINGS)).hasSameSizeAs(OutputTopic.values());
    }

    private static Config config(String name, String value) {
        return new Config(List.of(new ConfigEntry(name, value)));
    }
}
