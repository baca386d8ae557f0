package io.brokerscope.cli.demo;

import io.brokerscope.model.EntityType;
import io.brokerscope.model.Quality;
import io.brokerscope.model.output.MetricsRecord;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The rates that were measured per topic, window by window: the highest revision counts. Keeps the
 * most recent windows. Not thread-safe.
 */
final class MeasuredRates {

    /** Half an hour of windows. */
    private static final int WINDOWS = 900;

    private final Map<String, TreeMap<Long, MetricsRecord>> topics = new HashMap<>();

    /**
     * The mean over the windows that are known from every broker.
     *
     * @param windows number of windows
     * @param fromMs start of the first of them, epoch milliseconds
     * @param untilMs end of the last of them
     * @param messagesPerSec messages per second; NaN where no window has them
     * @param bytesInPerSec bytes per second; NaN where no window has them
     */
    record Mean(
            int windows, long fromMs, long untilMs, double messagesPerSec, double bytesInPerSec) {}

    /** Takes one committed record; others than those of single windows of topics are left out. */
    void add(MetricsRecord record) {
        if (record.entityType() != EntityType.MESSAGE_QUEUE_TOPIC || record.untilDueAt() != null) {
            return;
        }
        TreeMap<Long, MetricsRecord> windows =
                topics.computeIfAbsent(record.name(), name -> new TreeMap<>());
        windows.merge(
                record.dueAt(),
                record,
                (known, added) -> added.revision() >= known.revision() ? added : known);
        if (windows.size() > WINDOWS) {
            windows.pollFirstEntry();
        }
    }

    /**
     * Windows to which every broker contributed, at its tick or filled in afterwards. Leaving out
     * those that were filled in would leave out what happened while the machine was too busy to
     * answer.
     */
    private static boolean known(MetricsRecord record) {
        boolean whole =
                record.coverage() == null
                        || record.coverage().measured() == record.coverage().expected();
        return whole
                && (record.quality() == Quality.MEASURED
                        || record.quality() == Quality.INTERPOLATED);
    }

    /** The mean rates of a topic; empty where nothing was measured. */
    Optional<Mean> mean(String topic, long windowMs) {
        Collection<MetricsRecord> measured =
                topics.getOrDefault(topic, new TreeMap<>()).values().stream()
                        .filter(MeasuredRates::known)
                        .filter(r -> r.metrics().containsKey("topic.messages.in.rate"))
                        .toList();
        if (measured.isEmpty()) {
            return Optional.empty();
        }
        long from = measured.stream().mapToLong(MetricsRecord::dueAt).min().orElseThrow();
        long last = measured.stream().mapToLong(MetricsRecord::dueAt).max().orElseThrow();
        return Optional.of(
                new Mean(
                        measured.size(),
                        from,
                        last + windowMs,
                        mean(measured, "topic.messages.in.rate"),
                        mean(measured, "topic.bytes.in.rate")));
    }

    private static double mean(Collection<MetricsRecord> records, String metric) {
        return records.stream()
                .map(r -> r.metrics().get(metric))
                .filter(value -> value != null)
                .mapToDouble(Double::doubleValue)
                .average()
                .orElse(Double.NaN);
    }
}
