package io.brokerscope.cli.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Producers and consumers at known rates on the demo's brokers: the truth that measured rates are
 * held against. Thread-safe.
 */
final class Workload implements AutoCloseable {

    private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(12);

    private final CountDownLatch stopped = new CountDownLatch(1);
    private final AtomicReference<String> failure = new AtomicReference<>();
    private final Map<String, ProducerLoad> producers = new LinkedHashMap<>();
    private final List<Thread> threads = new ArrayList<>();

    private Workload() {}

    /** Starts every producer and consumer on a daemon thread of its own. */
    static Workload start(String bootstrap, Scenario scenario) {
        Workload workload = new Workload();
        for (Scenario.Topic topic : scenario.topics()) {
            if (topic.recordsPerSecond() > 0) {
                ProducerLoad load = new ProducerLoad(bootstrap, topic, workload.stopped);
                workload.producers.put(topic.name(), load);
                workload.startThread("demo-producer-" + topic.name(), load);
            }
        }
        for (Scenario.Group group : scenario.groups()) {
            workload.startThread(
                    "demo-consumer-" + group.name(),
                    new ConsumerLoad(bootstrap, group, workload.stopped));
        }
        return workload;
    }

    /** Records of a topic the brokers have acknowledged so far; 0 for a topic nobody writes to. */
    long acknowledged(String topic) {
        ProducerLoad load = producers.get(topic);
        return load == null ? 0 : load.acknowledged();
    }

    /**
     * True rates of a topic between two moments, epoch milliseconds; empty where nobody wrote or
     * the time is not covered.
     */
    Optional<RateTimeline.Rate> rate(String topic, long fromMs, long untilMs) {
        ProducerLoad load = producers.get(topic);
        return load == null ? Optional.empty() : load.timeline().between(fromMs, untilMs);
    }

    /** Why the load is not what it should be: a record was refused, a thread died. */
    Optional<String> failure() {
        if (failure.get() != null) {
            return Optional.of(failure.get());
        }
        return producers.values().stream()
                .map(ProducerLoad::failure)
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** Ends every producer and consumer, within twelve seconds. */
    @Override
    public void close() {
        stopped.countDown();
        long deadline = System.nanoTime() + CLOSE_DEADLINE.toNanos();
        for (Thread thread : threads) {
            try {
                thread.join(
                        Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void startThread(String name, Runnable load) {
        Thread thread = new Thread(load, name);
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler(
                (t, e) -> failure.compareAndSet(null, t.getName() + " died: " + e));
        threads.add(thread);
        thread.start();
    }
}
