package io.brokerscope.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.brokerscope.model.ScrapeRequest;
import io.brokerscope.model.ScrapeRequest.Kind;
import io.brokerscope.model.TargetSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.util.Collector;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The source on a real cluster in this JVM. A ledger in keyed state, restored together with the
 * source, takes every record and notes each one that comes twice, leaves a tick out or comes out of
 * its place.
 */
@Timeout(180)
class TargetSourceIT {

    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final long TICK_MS = 200;
    private static final long ROUND_MS = 100;

    private static final Queue<String> VIOLATIONS = new ConcurrentLinkedQueue<>();
    private static final Queue<ScrapeRequest> NOTICES = new ConcurrentLinkedQueue<>();
    private static final Map<String, Map<Long, TickLedger>> LEDGERS = new ConcurrentHashMap<>();
    private static final AtomicInteger FAILURES_TO_COME = new AtomicInteger();

    @RegisterExtension
    static final MiniClusterExtension CLUSTER =
            new MiniClusterExtension(
                    new MiniClusterResourceConfiguration.Builder()
                            .setNumberTaskManagers(2)
                            .setNumberSlotsPerTaskManager(2)
                            .build());

    @TempDir Path savepoints;

    private final ScriptedDiscovery discovery =
            new ScriptedDiscovery(getClass().getName() + System.nanoTime());
    private final ScriptedDiscovery.Script script = discovery.script();

    @BeforeEach
    void forget() {
        VIOLATIONS.clear();
        NOTICES.clear();
        LEDGERS.clear();
        FAILURES_TO_COME.set(0);
    }

    @Test
    void everyTickComesOnceThroughFailuresSavepointsAndRescales() throws Exception {
        script.cluster("one", ROUND_MS, "1").found("one", targets("one", 1, 6));
        script.cluster("two", ROUND_MS, "1").found("two", targets("two", 1, 4));
        JobClient job = submit(2, null);
        awaitTicks("one/1", "one/6", "two/1", "two/4");

        fail(job);
        awaitTicks("one/1", "one/2", "one/3", "one/4", "one/5", "one/6", "two/1", "two/4");

        List<TargetSpec> changed = targets("one", 2, 5);
        changed.add(Specs.spec("one", 1, 2 * TICK_MS, "elsewhere"));
        changed.addAll(targets("one", 7, 8));
        script.found("one", changed);
        awaitOpen("one/6", 0);
        awaitTicks("one/1", "one/7", "one/8");
        assertThat(LEDGERS.get("one/1")).hasSize(2);
        fail(job);
        awaitTicks("one/1", "one/7", "one/8", "two/2");
        awaitOpen("one/6", 0);

        job = submit(3, stop(job));
        awaitTicks("one/1", "one/7", "two/1", "two/4");
        script.remove("two");
        script.found("one", targets("one", 1, 8));
        for (int id = 1; id <= 4; id++) {
            awaitOpen("two/" + id, 0);
        }
        awaitTicks("one/6");

        job = submit(1, stop(job));
        awaitTicks("one/1", "one/2", "one/3", "one/4", "one/5", "one/6", "one/7", "one/8");
        stop(job);

        assertThat(VIOLATIONS).isEmpty();
        for (int id = 1; id <= 8; id++) {
            assertThat(open("one/" + id)).as("open incarnations of one/" + id).isEqualTo(1);
        }
        assertThat(LEDGERS).hasSize(12);
        assertThat(NOTICES).extracting(n -> n.notice().cluster()).contains("one", "two");
        assertThat(script.opened.get()).isGreaterThanOrEqualTo(3);
        await().atMost(DEADLINE).until(() -> script.closed.get() == script.opened.get());
    }

    @Test
    void theJobStartsWhileDiscoveryFailsAndTargetsComeLater() throws Exception {
        script.cluster("one", ROUND_MS, "1")
                .answers
                .put(
                        "one",
                        () -> {
                            throw new IOException("no answer");
                        });
        JobClient job = submit(2, null);
        await().atMost(DEADLINE)
                .until(
                        () ->
                                NOTICES.stream()
                                        .anyMatch(n -> n.notice().message().equals("no answer")));
        script.found("one", targets("one", 1, 3));
        awaitTicks("one/1", "one/2", "one/3");
        job.cancel().get(60, TimeUnit.SECONDS);

        assertThat(VIOLATIONS).isEmpty();
    }

    private JobClient submit(int parallelism, String savepoint) throws Exception {
        Configuration configuration = new Configuration();
        configuration.set(PipelineOptions.GENERIC_TYPES, false);
        configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(300));
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 10);
        configuration.set(
                RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(50));
        if (savepoint != null) {
            configuration.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint);
        }
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        env.setParallelism(parallelism);
        env.setMaxParallelism(16);
        TargetSource source =
                new TargetSource(discovery, new TargetSourceSettings(100, 3, ROUND_MS));
        env.fromSource(source, WatermarkStrategy.noWatermarks(), "targets")
                .uid("targets")
                .map(new FailOnDemand())
                .uid("fail")
                .keyBy(r -> r.spec() == null ? "" : r.spec().target().toString())
                .process(new Ledger())
                .uid("ledger")
                .sinkTo(new DiscardingSink<>())
                .uid("end");
        return env.executeAsync("target source");
    }

    private String stop(JobClient job) throws Exception {
        return job.stopWithSavepoint(
                        false, savepoints.toUri().toString(), SavepointFormatType.CANONICAL)
                .get(60, TimeUnit.SECONDS);
    }

    private static void fail(JobClient job) {
        FAILURES_TO_COME.set(1);
        await().atMost(DEADLINE).until(() -> FAILURES_TO_COME.get() == 0);
    }

    /** Each of them has an open incarnation that goes on for three ticks from now. */
    private static void awaitTicks(String... targets) {
        long from = System.currentTimeMillis() + 3 * TICK_MS;
        await().atMost(DEADLINE)
                .pollInterval(Duration.ofMillis(50))
                .until(
                        () -> {
                            TreeSet<String> behind = new TreeSet<>(List.of(targets));
                            behind.removeIf(
                                    t ->
                                            LEDGERS.getOrDefault(t, Map.of()).values().stream()
                                                    .anyMatch(
                                                            l ->
                                                                    !l.retired()
                                                                            && l.nextDue() > from));
                            return behind.isEmpty() || !VIOLATIONS.isEmpty();
                        });
        assertThat(VIOLATIONS).isEmpty();
    }

    private static void awaitOpen(String target, long count) {
        await().atMost(DEADLINE).until(() -> open(target) == count);
    }

    private static long open(String target) {
        return LEDGERS.get(target).values().stream().filter(l -> !l.retired()).count();
    }

    private static List<TargetSpec> targets(String cluster, int from, int until) {
        return new ArrayList<>(
                IntStream.rangeClosed(from, until)
                        .mapToObj(id -> Specs.spec(cluster, id, TICK_MS))
                        .toList());
    }

    private static final class FailOnDemand implements MapFunction<ScrapeRequest, ScrapeRequest> {

        private static final long serialVersionUID = 1L;

        @Override
        public ScrapeRequest map(ScrapeRequest request) {
            if (request.kind() == Kind.READ
                    && FAILURES_TO_COME.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
                throw new IllegalStateException("failed on demand");
            }
            return request;
        }
    }

    private static final class Ledger extends KeyedProcessFunction<String, ScrapeRequest, Long> {

        private static final long serialVersionUID = 1L;
        private transient MapState<Long, TickLedger> ledgers;

        @Override
        public void open(OpenContext context) {
            ledgers =
                    getRuntimeContext()
                            .getMapState(
                                    new MapStateDescriptor<>(
                                            "ledgers",
                                            Types.LONG,
                                            TypeInformation.of(TickLedger.class)));
        }

        @Override
        public void processElement(ScrapeRequest request, Context context, Collector<Long> out)
                throws Exception {
            if (request.kind() == Kind.NOTICE) {
                NOTICES.add(request);
                return;
            }
            try {
                ledgers.put(
                        request.incarnation(),
                        TickLedger.with(
                                ledgers.get(request.incarnation()),
                                request.kind(),
                                request.spec(),
                                request.dueAt(),
                                request.untilDueAt()));
            } catch (IllegalStateException e) {
                VIOLATIONS.add(context.getCurrentKey() + ": " + e.getMessage());
                throw e;
            }
            Map<Long, TickLedger> all = new HashMap<>();
            for (Map.Entry<Long, TickLedger> entry : ledgers.entries()) {
                all.put(entry.getKey(), entry.getValue());
            }
            LEDGERS.put(context.getCurrentKey(), all);
        }
    }
}
