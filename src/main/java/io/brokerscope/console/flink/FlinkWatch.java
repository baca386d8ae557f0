package io.brokerscope.console.flink;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks Flink about the job every two seconds, on a thread of its own, until it is closed. */
public final class FlinkWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FlinkWatch.class);
    private static final long EVERY_MS = 2_000;
    private static final Duration CONNECT_DEADLINE = Duration.ofSeconds(2);

    private final URI base;
    private final FlinkRest rest;
    private final Thread thread;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile FlinkFacts facts = FlinkFacts.NEW;

    /**
     * @param base where Flink's REST interface is, without a slash at its end
     * @param jobName what the name of the job begins with
     * @param clock tells the time
     */
    public FlinkWatch(URI base, String jobName, Clock clock) {
        this.base = base;
        HttpClient http =
                HttpClient.newBuilder()
                        .connectTimeout(CONNECT_DEADLINE)
                        .version(HttpClient.Version.HTTP_1_1)
                        .build();
        rest = new FlinkRest(base, jobName, http, clock);
        thread = new Thread(this::run, "console-flink");
        thread.setDaemon(true);
    }

    /** Begins to ask. */
    public void start() {
        thread.start();
    }

    /** What it told last. */
    public FlinkFacts facts() {
        return facts;
    }

    @Override
    public void close() {
        closed.countDown();
        thread.interrupt();
    }

    private void run() {
        try {
            do {
                ask();
            } while (!closed.await(EVERY_MS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void ask() throws InterruptedException {
        try {
            FlinkFacts told = rest.ask();
            if (facts.error() != null) {
                LOG.info("Flink answers again at {}", base);
            }
            facts = told;
        } catch (IOException | RuntimeException e) {
            String error = "Flink does not answer at " + base + " (" + e.getMessage() + ")";
            if (facts.error() == null) {
                LOG.error("{}", error);
            }
            facts = facts.failed(error);
        }
    }
}
