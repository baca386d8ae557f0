package io.brokerscope.scrape;

import io.brokerscope.model.ScrapeOutcome;
import io.brokerscope.model.ScrapeRequest;
import io.brokerscope.model.settings.ProcessSettings;
import io.brokerscope.testsupport.ScrapeTargets;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What budget, retry, circuit and limits add to a read, whose attempt itself costs nothing here.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "-Xmx1g")
@State(Scope.Thread)
public class ReadOverheadBenchmark {

    private static final int TARGETS = 1_000;

    private final ScrapeRequest[] requests = new ScrapeRequest[TARGETS];
    private TargetReads reads;
    private int next;

    @Setup
    public void setUp() {
        AttemptlessScraper scraper = new AttemptlessScraper();
        reads =
                new TargetReads(
                        budget -> scraper,
                        new ProcessSettings(TARGETS, TARGETS, 1L << 20),
                        ScrapeListener.NONE,
                        Clock.systemUTC());
        ScrapeTargets target = ScrapeTargets.at("http://unused/").attempts(3);
        for (int i = 0; i < TARGETS; i++) {
            requests[i] = target.read("" + i);
        }
    }

    @TearDown
    public void tearDown() {
        reads.close();
    }

    @Benchmark
    public ScrapeOutcome read() {
        next = (next + 1) % TARGETS;
        return reads.read(requests[next]).join();
    }
}
