package io.brokerscope.scrape.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.model.cluster.ClusterReading;
import io.brokerscope.testsupport.AnsweringBrokers;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.util.Arrays;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Clusters of any size, in their own protocol: how often they are asked, how long a read takes and
 * what it needs.
 */
@Timeout(120)
@Tag("alone")
class ClusterReaderScaleIT {

    private static final int TIMEOUT_MS = 20_000;
    private static final long READ_MS_AT_MOST = 5_000;
    private static final long HEAP_AT_MOST = 300L << 20;
    private static final int BROKERS = 3;
    private static final int READS = 5;

    private record Measured(ClusterReading reading, Map<ApiKeys, Integer> asked, long[] ms) {

        long median() {
            return ms[READS / 2];
        }
    }

    private static Measured laterReads(AnsweringBrokers brokers) throws Exception {
        Properties properties = new Properties();
        properties.setProperty("bootstrap.servers", brokers.bootstrap());
        try (Admin admin = Admin.create(properties)) {
            ClusterReader reader =
                    new ClusterReader(
                            admin,
                            ClusterFixture.cluster(
                                    brokers.bootstrap(), ".*", ".*", ClusterFixture.LIMITS),
                            Clock.systemUTC());
            reader.read(AnswerTime.startingNow(TIMEOUT_MS)).get();
            long[] ms = new long[READS];
            ClusterReading reading = null;
            for (int i = 0; i < READS; i++) {
                brokers.takeAsked();
                brokers.write();
                long start = System.nanoTime();
                reading = reader.read(AnswerTime.startingNow(TIMEOUT_MS)).get();
                ms[i] = (System.nanoTime() - start) / 1_000_000;
            }
            Arrays.sort(ms);
            return new Measured(reading, brokers.takeAsked(), ms);
        }
    }

    @Test
    void aLargeClusterIsAskedNoMoreOftenThanASmallOne() throws Exception {
        try (AnsweringBrokers small = new AnsweringBrokers(BROKERS, 30, 10, 10, 3);
                AnsweringBrokers large = new AnsweringBrokers(BROKERS, 3_000, 10, 500, 20)) {
            Measured few = laterReads(small);
            Measured many = laterReads(large);
            System.out.printf(
                    "a read of 30 topics and 10 groups: %s, %s ms%n"
                            + "a read of 3,000 topics and 500 groups: %s, %s ms%n",
                    few.asked(),
                    Arrays.toString(few.ms()),
                    many.asked(),
                    Arrays.toString(many.ms()));

            ClusterReading reading = many.reading();
            assertThat(reading.missing().why()).isEmpty();
            assertThat(reading.partitions().end())
                    .hasSize(30_000)
                    .containsOnly(AnsweringBrokers.END + READS);
            // Groups are behind in as many partitions as there are, and 5,000 are asked about.
            assertThat(reading.writes().offset())
                    .hasSize(WriteTimes.MAX_PARTITIONS)
                    .containsOnly(AnsweringBrokers.END + READS - 1);
            assertThat(reading.partitions().size()).containsOnly(12_345);
            assertThat(reading.commits().offset())
                    .hasSize(500 * 20 * 10)
                    .containsOnly(AnsweringBrokers.COMMITTED);
            assertThat(reading.commits().owned()).containsOnly(true);
            assertThat(Arrays.stream(reading.groups().type()).filter("Classic"::equals))
                    .hasSize(250);
            assertThat(many.asked()).isEqualTo(few.asked());
            assertThat(many.median()).isLessThan(READ_MS_AT_MOST);
        }
    }

    /** What is reachable at any moment of a read, what the brokers of the test hold included. */
    @Test
    void aLargeClusterTakesLittleHeap() throws Exception {
        try (AnsweringBrokers large = new AnsweringBrokers(BROKERS, 3_000, 10, 500, 20)) {
            long before = reachable();
            AtomicLong most = new AtomicLong();
            ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor();
            watch.scheduleWithFixedDelay(
                    () -> most.accumulateAndGet(reachable(), Math::max),
                    0,
                    200,
                    TimeUnit.MILLISECONDS);
            Measured read;
            try {
                read = laterReads(large);
            } finally {
                watch.shutdown();
                watch.awaitTermination(10, TimeUnit.SECONDS);
            }
            System.out.printf(
                    "reading 3,000 topics and 500 groups takes %d MB of heap at most%n",
                    (most.get() - before) >> 20);
            assertThat(read.reading().partitions().end()).hasSize(30_000);
            assertThat(most.get() - before).isLessThan(HEAP_AT_MOST);
        }
    }

    /** Bytes of heap after a collection. */
    private static long reachable() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** Kafka 2.8 and 3.0 tell the ids of topics, but describe them by name only. */
    @Test
    void olderBrokersAreAskedByName() throws Exception {
        try (AnsweringBrokers old =
                new AnsweringBrokers(BROKERS, 30, 10, 10, 3).upTo(ApiKeys.METADATA, 11)) {
            Measured read = laterReads(old);
            assertThat(read.reading().missing().why()).isEmpty();
            assertThat(read.reading().topics().id()).hasSize(30).doesNotContain("");
            assertThat(read.reading().partitions().end())
                    .hasSize(300)
                    .containsOnly(AnsweringBrokers.END + READS);
        }
    }
}
