package io.brokerscope.scrape.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.brokerscope.model.cluster.ClusterReading;
import io.brokerscope.model.cluster.ClusterReading.Missing;
import io.brokerscope.model.settings.ClusterSettings;
import io.brokerscope.testsupport.AnsweringBrokers;
import io.brokerscope.testsupport.TestClusters;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.test.KafkaClusterTestKit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Groups that no broker lists although they are there. */
@Timeout(180)
class GroupListIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int BROKERS = 2;
    private static final int GROUPS = 20;

    private static ClusterReading read(ClusterReader reader) throws Exception {
        return reader.read(AnswerTime.startingNow(ClusterFixture.TIMEOUT_MS)).get();
    }

    /** Kafka 2.8 and 3.0, which know version 11, describe topics by name only. */
    @ParameterizedTest
    @ValueSource(ints = {11, 12})
    void aPartitionWithoutALeaderIsToldUntilTheReadAfterItsReturn(int version) throws Exception {
        try (AnsweringBrokers brokers =
                new AnsweringBrokers(BROKERS, 3, 2, 4, 1).upTo(ApiKeys.METADATA, version)) {
            Properties properties = new Properties();
            properties.setProperty("bootstrap.servers", brokers.bootstrap());
            try (Admin admin = Admin.create(properties)) {
                ClusterReader reader =
                        new ClusterReader(admin, cluster(brokers.bootstrap()), Clock.systemUTC());
                assertThat(read(reader).missing().part()).isEmpty();

                brokers.leaderless(1, 2);
                ClusterReading reading = read(reader);
                assertThat(reading.missing().groupsAreWhole()).isFalse();
                assertThat(MissingParts.sentence(reading.missing()))
                        .isEqualTo(
                                "not read: list of groups (__consumer_offsets-1 and 1 more):"
                                        + " the partition has no leader, or has only just got"
                                        + " one: no broker lists its groups");
                assertThat(reading.topics().name())
                        .hasSize(3)
                        .allMatch(name -> name.startsWith("topic-"));

                brokers.leaderless();
                assertThat(read(reader).missing().part()).containsExactly(Missing.GROUP_LIST);
                assertThat(read(reader).missing().part()).isEmpty();
            }
        }
    }

    private static ClusterSettings cluster(String bootstrap) {
        return ClusterFixture.cluster(bootstrap, ".*", ".*", ClusterFixture.LIMITS);
    }

    @Test
    void theListIsNotWholeWhileABrokerWithGroupsIsDown() throws Exception {
        try (KafkaClusterTestKit kafka =
                        TestClusters.start(
                                TestClusters.ofBrokers(BROKERS)
                                        .setConfigProp("offsets.topic.num.partitions", "4")
                                        .setConfigProp("offsets.topic.replication.factor", "1"));
                Admin admin = Admin.create(kafka.clientProperties());
                Admin client = Admin.create(kafka.clientProperties())) {
            ClusterReader reader =
                    new ClusterReader(client, cluster(kafka.bootstrapServers()), Clock.systemUTC());
            TestClusters.createTopics(kafka, admin, List.of(new NewTopic("orders", 1, (short) 2)));
            assertThat(read(reader).missing().part()).as("without any group").isEmpty();
            for (int g = 0; g < GROUPS; g++) {
                admin.alterConsumerGroupOffsets(
                                "group-" + g,
                                Map.of(new TopicPartition("orders", 0), new OffsetAndMetadata(0)))
                        .all()
                        .get();
            }
            ClusterReading before = read(reader);
            assertThat(before.missing().part()).isEmpty();
            assertThat(before.groups().name()).hasSize(GROUPS);

            kafka.brokers().get(1).shutdown();
            kafka.brokers().get(1).awaitShutdown();
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> {
                                ClusterReading down = read(reader);
                                assertThat(down.nodes().fenced()).containsExactly(false, true);
                                assertThat(down.groups().name()).isNotEmpty();
                                assertThat(down.groups().name().length).isLessThan(GROUPS);
                                assertThat(down.missing().part())
                                        .containsExactly(Missing.GROUP_LIST);
                                assertThat(down.missing().example()[0])
                                        .startsWith("__consumer_offsets-");
                            });
            kafka.brokers().get(1).startup();
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> {
                                ClusterReading back = read(reader);
                                assertThat(back.missing().part()).isEmpty();
                                assertThat(back.groups().name()).hasSize(GROUPS);
                            });
        }
    }
}
