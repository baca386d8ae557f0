package io.brokerscope.scrape.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.model.cluster.ClusterReading;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class TopicReaderTest {

    private static final Node ONE = new Node(1, "one", 9092);

    private final Map<String, Answer<TopicDescription>> answers = new LinkedHashMap<>();
    private final MissingParts missing = new MissingParts();

    private void topic(String name, int... partitions) {
        List<TopicPartitionInfo> own =
                IntStream.of(partitions)
                        .mapToObj(p -> new TopicPartitionInfo(p, ONE, List.of(ONE), List.of(ONE)))
                        .toList();
        answers.put(
                name,
                new Answer<>(
                        new TopicDescription(name, false, own, Set.of(), Uuid.randomUuid()), null));
    }

    private Map<String, TopicDescription> described(int maxPartitions) {
        return TopicReader.described(answers, maxPartitions, missing);
    }

    private static List<Integer> numbers(TopicDescription topic) {
        return topic.partitions().stream().map(TopicPartitionInfo::partition).toList();
    }

    /** Memory is taken by number, and brokers may tell any. */
    @Test
    void partitionsWhoseNumbersCannotBeAreLeftOutAndTold() {
        topic("a", 0, -1, 2_000_000_000);
        topic("b", 1, 0);
        Map<String, TopicDescription> described = described(100);
        assertThat(numbers(described.get("a"))).containsExactly(0);
        assertThat(numbers(described.get("b"))).containsExactly(0, 1);
        ClusterReading.Missing told = missing.columns();
        assertThat(told.lacks(ClusterReading.Missing.TOPICS)).isTrue();
        assertThat(told.example()).containsExactly("a");
    }

    @Test
    void topicsWithoutAnAnswerOrWithoutRoomAreLeftOutAndTold() {
        topic("a", 0, 1);
        answers.put("b", new Answer<>(null, new TimeoutException()));
        topic("c", 0, 1);
        topic("d", 0);
        assertThat(described(3)).containsOnlyKeys("a", "d");
        assertThat(missing.columns().part())
                .containsExactly(ClusterReading.Missing.TOPICS, ClusterReading.Missing.TOPIC_LIMIT);
        assertThat(missing.columns().example()).containsExactly("b", "c");
    }
}
