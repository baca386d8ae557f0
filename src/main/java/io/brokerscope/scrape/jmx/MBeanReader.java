package io.brokerscope.scrape.jmx;

import io.brokerscope.model.FailureReason;
import io.brokerscope.model.SeriesCatalog;
import io.brokerscope.model.SeriesCollector;
import io.brokerscope.model.TargetSpec;
import io.brokerscope.model.settings.ScrapeSettings;
import io.brokerscope.scrape.AttemptResult;
import io.brokerscope.scrape.AttemptResult.Content;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.management.InstanceNotFoundException;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

/**
 * Turns the MBeans of one target into readings. Which MBeans there are is kept from read to read:
 * names are asked for again when their number changed, when one of them is gone, and every few
 * minutes. Not thread-safe.
 */
final class MBeanReader {

    /** Calls under way at once: what is asked and answered fits into the buffers of a socket. */
    private static final int BATCH = 16;

    private static final long NAMES_NANOS = TimeUnit.MINUTES.toNanos(5);

    private final MBeanQueries queries;
    private final Clock clock;
    private final ReplyMeter meter;
    private final ScrapeSettings settings;
    private final SeriesCollector collector;
    private Map<ObjectName, MBean> mbeans = new LinkedHashMap<>();
    private long mbeanBytes;

    /** MBeans that were found beyond the limit of series. */
    private int cutMBeans;

    private long generation = -1;

    /** MBeans of all kinds when names were asked for; -1 where they have to be asked for. */
    private int count = -1;

    private long namesAskedNanos;

    MBeanReader(
            SeriesCatalog catalog,
            MBeanQueries queries,
            TargetSpec spec,
            ReplyMeter meter,
            Clock clock) {
        this.queries = queries;
        this.clock = clock;
        this.meter = meter;
        this.settings = spec.cluster().scrape();
        this.collector =
                catalog.collector(SeriesCatalog.JMX, settings.limits(), spec.cluster().topics());
    }

    /** Bytes held between two reads, roughly. */
    long retainedBytes() {
        return mbeanBytes + collector.retainedBytes();
    }

    /**
     * One read.
     *
     * @param mbeanCount how many MBeans the JVM has by now
     * @throws IOException if the connection broke
     * @throws RemoteFailure if what cannot fail for an MBean alone failed, for example for want of
     *     rights; after either, neither the connection nor this reader is of use any more
     */
    Read read(JmxConnection connection, int mbeanCount) throws IOException, RemoteFailure {
        ReadInProgress read = new ReadInProgress(connection);
        boolean whole = true;
        try {
            long nanos = System.nanoTime();
            if (count < 0 || count != mbeanCount || nanos - namesAskedNanos > NAMES_NANOS) {
                count = -1;
                askNames(connection);
                namesAskedNanos = nanos;
                count = mbeanCount;
            }
            begin();
            read.attributes();
        } catch (TooLargeException e) {
            whole = false;
        }
        return new Read(read.result(whole), whole);
    }

    private void begin() throws NoMemoryException {
        long begun = collector.begin();
        if (begun != generation) {
            generation = begun;
            mbeans.values().forEach(MBean::forgetSeries);
        }
        meter.retain(retainedBytes());
    }

    private void askNames(JmxConnection connection) throws IOException, RemoteFailure {
        Map<ObjectName, MBean> found = new LinkedHashMap<>();
        long bytes = 0;
        int cut = 0;
        List<ObjectName> patterns = queries.patterns();
        for (int from = 0; from < patterns.size(); from += BATCH) {
            List<ObjectName> batch =
                    patterns.subList(from, Math.min(from + BATCH, patterns.size()));
            for (ObjectName pattern : batch) {
                connection.askNames(pattern);
            }
            for (int i = 0; i < batch.size(); i++) {
                for (String text : connection.names()) {
                    MBean mbean = mbean(text);
                    if (mbean == null || found.containsKey(mbean.name())) {
                        continue;
                    }
                    if (found.size() == settings.limits().series()) {
                        cut++;
                        continue;
                    }
                    found.put(mbean.name(), mbean);
                    bytes += mbean.bytes();
                    meter.retain(mbeanBytes + bytes + collector.retainedBytes());
                }
                meter.replyDone();
            }
        }
        mbeans = found;
        mbeanBytes = bytes;
        cutMBeans = cut;
    }

    /** The MBean as it is known, or a new one; null where nothing is wanted of it. */
    private MBean mbean(String text) {
        try {
            ObjectName name = new ObjectName(text);
            MBean known = mbeans.get(name);
            if (known != null) {
                return known;
            }
            WantedAttributes wanted = name.isPattern() ? null : queries.wanted(name);
            return wanted == null ? null : new MBean(name, wanted);
        } catch (MalformedObjectNameException e) {
            return null;
        }
    }

    /**
     * What became of a read.
     *
     * @param reusable whether the connection can serve the next one
     */
    record Read(AttemptResult result, boolean reusable) {}

    private final class ReadInProgress {

        private final JmxConnection connection;
        private final SampleCount samples = new SampleCount();
        private long observedAt = -1;
        private int failed;
        private String firstFailure = "";

        private ReadInProgress(JmxConnection connection) {
            this.connection = connection;
        }

        private void attributes() throws IOException, RemoteFailure {
            List<MBean> batch = new ArrayList<>(BATCH);
            for (MBean mbean : mbeans.values()) {
                if (mbean.asked().length > 0) {
                    batch.add(mbean);
                }
                if (batch.size() == BATCH) {
                    attributes(batch);
                }
            }
            attributes(batch);
        }

        private void attributes(List<MBean> batch) throws IOException, RemoteFailure {
            for (MBean mbean : batch) {
                connection.askAttributes(mbean.name(), mbean.asked());
            }
            RemoteFailure refused = null;
            for (MBean mbean : batch) {
                try {
                    Map<String, Object> values = connection.attributes();
                    if (observedAt < 0) {
                        observedAt = clock.millis();
                    }
                    mbean.deliver(values, collector, samples);
                } catch (RemoteFailure e) {
                    if (e.is(SecurityException.class)) {
                        refused = e;
                    } else {
                        failed(mbean, e);
                    }
                }
                meter.replyDone();
            }
            batch.clear();
            meter.retain(retainedBytes());
            if (refused != null) {
                throw refused;
            }
        }

        private void failed(MBean mbean, RemoteFailure failure) {
            if (failure.is(InstanceNotFoundException.class)) {
                // It went since names were asked for.
                count = -1;
                return;
            }
            failed++;
            if (failed == 1) {
                byte[] told =
                        (mbean.name() + ": " + failure.getMessage())
                                .getBytes(StandardCharsets.UTF_8);
                firstFailure = connection.redactor().excerpt(told, 0, told.length);
            }
        }

        private AttemptResult result(boolean whole) {
            if (samples.known() == 0) {
                long limit = settings.limits().bytes();
                return whole
                        ? AttemptResult.failed(
                                FailureReason.EMPTY,
                                "none of "
                                        + count
                                        + " MBeans is known to the catalog, or none of them has"
                                        + " values",
                                content(0))
                        : AttemptResult.failed(
                                FailureReason.TOO_LARGE,
                                "no catalogued series within the limit of " + limit + " bytes",
                                content(0));
            }
            SeriesCollector.Collected collected =
                    collector.end(whole && failed == 0 && cutMBeans == 0);
            return AttemptResult.observed(
                    whole ? "" : "cut off at the limit of " + settings.limits().bytes() + " bytes",
                    content(collected.truncated() + cutMBeans, whole),
                    collected.readings());
        }

        private Content content(int truncated) {
            return content(truncated, true);
        }

        private Content content(int truncated, boolean whole) {
            return new Content(
                    observedAt,
                    meter.bytes(),
                    samples.known() + samples.unknown(),
                    samples.known(),
                    samples.unknown(),
                    truncated,
                    !whole,
                    failed,
                    0,
                    firstFailure);
        }
    }
}
