package io.brokerscope.cli;

import io.brokerscope.sink.CommittedReader;
import io.brokerscope.sink.CommittedReader.Start;
import io.brokerscope.sink.OutputReadException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/**
 * Reads an output topic on a thread of its own, so that whoever waits for it can break it off.
 * Closing it ends the reading within a few seconds.
 *
 * @param <T> what the reading comes to
 */
public final class OutputReading<T> implements AutoCloseable {

    private static final Duration OPEN_DEADLINE = Duration.ofSeconds(30);
    private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(5);

    private final CompletableFuture<T> result = new CompletableFuture<>();
    private final AtomicReference<CommittedReader> reader = new AtomicReference<>();
    private final Thread thread;
    private volatile boolean closed;

    private OutputReading(
            OutputPlace.Topic place,
            Start start,
            String outOfMemory,
            Function<CommittedReader, T> read) {
        thread = new Thread(() -> run(place, start, outOfMemory, read), "brokerscope-output");
        thread.setDaemon(true);
    }

    /**
     * Starts to read.
     *
     * @param place the topic
     * @param start where to begin
     * @param outOfMemory what a person can do where the heap does not suffice
     * @param read reads what it needs; it ends early once this is closed
     */
    public static <T> OutputReading<T> start(
            OutputPlace.Topic place,
            Start start,
            String outOfMemory,
            Function<CommittedReader, T> read) {
        OutputReading<T> reading = new OutputReading<>(place, start, outOfMemory, read);
        reading.thread.start();
        return reading;
    }

    /**
     * Waits for what it comes to.
     *
     * @throws CommandException if the topic cannot be read
     */
    public T await(Interruption interruption) throws Exception {
        try {
            return interruption.await(result);
        } catch (OutputReadException e) {
            throw CommandException.failure(e.getMessage(), e);
        }
    }

    private void run(
            OutputPlace.Topic place,
            Start start,
            String outOfMemory,
            Function<CommittedReader, T> read) {
        try (CommittedReader opened =
                CommittedReader.open(place.kafka(), List.of(place.topic()), start, OPEN_DEADLINE)) {
            reader.set(opened);
            if (closed) {
                opened.stop();
            }
            result.complete(read.apply(opened));
        } catch (OutOfMemoryError e) {
            result.completeExceptionally(
                    CommandException.failure("out of memory: " + outOfMemory, e));
        } catch (Throwable e) {
            result.completeExceptionally(e);
        }
    }

    @Override
    public void close() {
        closed = true;
        CommittedReader opened = reader.get();
        if (opened == null) {
            // Nothing to clean up; the thread ends by itself when the cluster answers or not.
            return;
        }
        opened.stop();
        try {
            thread.join(CLOSE_DEADLINE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
