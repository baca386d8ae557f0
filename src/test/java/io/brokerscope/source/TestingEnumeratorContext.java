package io.brokerscope.source;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import org.apache.flink.api.connector.source.ReaderInfo;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.SplitEnumeratorMetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.runtime.metrics.groups.InternalSplitEnumeratorMetricGroup;

/**
 * The test's thread is the coordinator's thread: {@link #runWhatWaits} does what was handed over.
 */
final class TestingEnumeratorContext implements SplitEnumeratorContext<TargetSplit> {

    final Map<Integer, List<TargetSplit>> assigned = new HashMap<>();
    final Map<Integer, List<SourceEvent>> sent = new HashMap<>();
    final Map<String, Gauge<?>> gauges = new ConcurrentHashMap<>();
    int assignments;
    volatile boolean over;
    private final int parallelism;
    private final Map<Integer, ReaderInfo> readers = new HashMap<>();
    private final LinkedBlockingQueue<Runnable> waiting = new LinkedBlockingQueue<>();
    private Runnable periodic;

    TestingEnumeratorContext(int parallelism) {
        this.parallelism = parallelism;
    }

    void register(int subtask) {
        readers.put(subtask, new ReaderInfo(subtask, "localhost"));
    }

    void unregister(int subtask) {
        readers.remove(subtask);
    }

    /** The periodic call comes once more. */
    void callPeriodic() {
        periodic.run();
        runWhatWaits();
    }

    void runWhatWaits() {
        List<Runnable> now = new ArrayList<>();
        waiting.drainTo(now);
        now.forEach(Runnable::run);
    }

    @Override
    public SplitEnumeratorMetricGroup metricGroup() {
        return new InternalSplitEnumeratorMetricGroup(
                new UnregisteredMetricsGroup() {
                    @Override
                    public <T, G extends Gauge<T>> G gauge(String name, G gauge) {
                        gauges.put(name, gauge);
                        return gauge;
                    }

                    @Override
                    public MetricGroup addGroup(String name) {
                        return this;
                    }
                });
    }

    @Override
    public void sendEventToSourceReader(int subtask, SourceEvent event) {
        if (!readers.containsKey(subtask)) {
            throw new IllegalStateException("reader " + subtask + " is not registered");
        }
        sent.computeIfAbsent(subtask, s -> new ArrayList<>()).add(event);
    }

    @Override
    public int currentParallelism() {
        return parallelism;
    }

    @Override
    public Map<Integer, ReaderInfo> registeredReaders() {
        return Map.copyOf(readers);
    }

    @Override
    public void assignSplits(SplitsAssignment<TargetSplit> assignment) {
        assignments++;
        assignment
                .assignment()
                .forEach(
                        (subtask, splits) -> {
                            if (!readers.containsKey(subtask)) {
                                throw new IllegalArgumentException(
                                        "reader " + subtask + " is not registered");
                            }
                            assigned.computeIfAbsent(subtask, s -> new ArrayList<>())
                                    .addAll(splits);
                        });
    }

    @Override
    public void signalNoMoreSplits(int subtask) {
        throw new UnsupportedOperationException("the source is endless");
    }

    @Override
    public <T> void callAsync(Callable<T> callable, BiConsumer<T, Throwable> handler) {
        throw new UnsupportedOperationException("not used");
    }

    @Override
    public <T> void callAsync(
            Callable<T> callable,
            BiConsumer<T, Throwable> handler,
            long initialDelay,
            long period) {
        periodic =
                () -> {
                    try {
                        T result = callable.call();
                        waiting.add(() -> handler.accept(result, null));
                    } catch (Exception e) {
                        waiting.add(() -> handler.accept(null, e));
                    }
                };
        periodic.run();
    }

    @Override
    public void runInCoordinatorThread(Runnable runnable) {
        if (over) {
            throw new RejectedExecutionException("over");
        }
        waiting.add(runnable);
    }
}
