package io.brokerscope.job;

import io.brokerscope.model.EntityType;
import io.brokerscope.model.ScrapeOutcome;
import io.brokerscope.model.TargetSpec;
import io.brokerscope.model.cluster.ClusterReading;
import io.brokerscope.model.output.OutputRecord;
import io.brokerscope.relationship.EntityFact;
import io.brokerscope.relationship.Picture;
import io.brokerscope.testsupport.ClusterReadings;
import io.brokerscope.testsupport.ClusterReadings.Partition;
import io.brokerscope.testsupport.Fixtures;
import io.brokerscope.testsupport.Serializers;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;

/**
 * CPU time that relationships cost for each reading of a cluster and for each record of an entity,
 * with Flink's own serializers and state.
 */
public final class RelationshipCost {

    private static final long START = 1_764_000_000_000L;
    private static final long INTERVAL_MS = 15_000;
    private static final int BROKERS = 6;
    private static final int REPLICAS = 3;
    private static final int TOPICS_OF_GROUP = 3;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final TargetSpec spec = Fixtures.clusterSpec(Fixtures.cluster("c"));
    private final TypeSerializer<Picture> pictures = Serializers.of(Picture.class);
    private final TypeSerializer<EntityFact> facts = Serializers.of(EntityFact.class);
    private final DataOutputSerializer out = new DataOutputSerializer(1 << 20);
    private final int topics;
    private final int partitions;
    private final int groups;

    private RelationshipCost(int topics, int partitions, int groups) {
        this.topics = topics;
        this.partitions = partitions;
        this.groups = groups;
    }

    /** Prints the cost: {@code topics partitions groups rounds}. */
    public static void main(String[] args) throws Exception {
        new RelationshipCost(
                        Integer.parseInt(args[0]),
                        Integer.parseInt(args[1]),
                        Integer.parseInt(args[2]))
                .measure(Integer.parseInt(args[3]));
    }

    private void measure(int rounds) throws Exception {
        List<ClusterReading> readings = List.of(reading(1_000), reading(1_300));
        List<EntityFact> entities = entities();
        try (var harness =
                new KeyedTwoInputStreamOperatorTestHarness<
                        String, EntityFact, Picture, OutputRecord>(
                        new KeyedCoProcessOperator<>(new RelationshipFunction("acme")),
                        EntityFact::cluster,
                        Picture::cluster,
                        Types.STRING)) {
            harness.setProcessingTime(START);
            harness.open();
            long told = 0;
            long repeated = 0;
            long bytes = 0;
            long edges = 0;
            for (int round = 0; round <= 2 * rounds; round++) {
                harness.setProcessingTime(START + round * INTERVAL_MS);
                ScrapeOutcome outcome =
                        Fixtures.told(
                                spec, 1, START + round * INTERVAL_MS, readings.get(round % 2));
                long begun = THREADS.getCurrentThreadCpuTime();
                Picture picture = passed(pictures, Picture.of(outcome));
                bytes = out.length();
                harness.processElement2(new StreamRecord<>(picture));
                long between = THREADS.getCurrentThreadCpuTime();
                for (EntityFact entity : entities) {
                    harness.processElement1(new StreamRecord<>(passed(facts, entity)));
                }
                long end = THREADS.getCurrentThreadCpuTime();
                if (round == 0) {
                    edges = harness.getOutput().size();
                    System.out.printf(
                            "%d relationships; first picture %.1f ms%n",
                            edges, (end - begun) / 1e6);
                } else if (round > rounds) {
                    told += between - begun;
                    repeated += end - between;
                }
                harness.getOutput().clear();
            }
            System.out.printf(
                    "%.2f ms a reading (%d bytes), %.2f us for each of %d records of entities%n",
                    told / 1e6 / rounds,
                    bytes,
                    repeated / 1e3 / rounds / entities.size(),
                    entities.size());
        }
    }

    private <T> T passed(TypeSerializer<T> serializer, T value) throws Exception {
        out.clear();
        serializer.serialize(value, out);
        return serializer.deserialize(
                new DataInputDeserializer(out.getSharedBuffer(), 0, out.length()));
    }

    private ClusterReading reading(long end) {
        ClusterReadings reading = ClusterReadings.at(START);
        for (int topic = 0; topic < topics; topic++) {
            Partition[] all = new Partition[partitions];
            for (int p = 0; p < partitions; p++) {
                int[] replicas = new int[REPLICAS];
                for (int r = 0; r < REPLICAS; r++) {
                    replicas[r] = (topic + p + r) % BROKERS;
                }
                all[p] = new Partition(replicas[0], REPLICAS, end + p, -1, replicas);
            }
            reading.topic("topic-" + topic, all);
        }
        for (int group = 0; group < groups; group++) {
            reading.group("group-" + group);
            for (int t = 0; t < TOPICS_OF_GROUP; t++) {
                for (int p = 0; p < partitions; p++) {
                    reading.commit("topic-" + (group * TOPICS_OF_GROUP + t) % topics, p, 900);
                }
            }
        }
        return reading.build();
    }

    private List<EntityFact> entities() {
        List<EntityFact> entities = new ArrayList<>();
        entities.add(new EntityFact("c", EntityType.MESSAGE_QUEUE_CLUSTER, "c", true, START));
        add(entities, EntityType.MESSAGE_QUEUE_BROKER, "", BROKERS);
        add(entities, EntityType.MESSAGE_QUEUE_TOPIC, "topic-", topics);
        add(entities, EntityType.MESSAGE_QUEUE_CONSUMER_GROUP, "group-", groups);
        return entities;
    }

    private static void add(List<EntityFact> entities, EntityType type, String name, int count) {
        for (int i = 0; i < count; i++) {
            entities.add(new EntityFact("c", type, name + i, true, START));
        }
    }
}
