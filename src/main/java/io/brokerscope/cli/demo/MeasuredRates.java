package io.brokerscope.cli.demo;

import io.brokerscope.model.EntityType;
import io.brokerscope.model.Quality;
import io.brokerscope.model.output.MetricsRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The rates that were measured per topic, from the increments of its records: the highest revision
 * of a window counts, and what single brokers add to a window or a range adds up. Keeps the most
 * recent windows. Not thread-safe.
 */
final class MeasuredRates {

    private static final String MESSAGES = "topic.messages_in";
    private static final String BYTES = "topic.bytes_in";

    /**
     * Windows left out at the beginning. While Flink starts on the same machine the brokers take a
     * second to answer, and what they answer is older than its first byte by up to as much.
     */
    static final int WARM_UP = 5;

    /** Half an hour of windows. */
    private static final int WINDOWS = 900;

    private final Map<String, TopicWindows> topics = new HashMap<>();

    /**
     * The rate between the first and the last window that was read from every broker, once {@value
     * #WARM_UP} windows have gone by: all increments in between, over the time between the two
     * observations. A mean of the windows' rates would be another figure: a window counts as much
     * as any other there, however short the time between its observations.
     *
     * @param windows number of windows from the first to the last
     * @param fromMs when the first of them was observed, epoch milliseconds
     * @param untilMs when the last of them was observed
     * @param messagesPerSec messages per second; NaN where none of the windows has them
     * @param bytesInPerSec bytes per second; NaN where none of the windows has them
     */
    record Mean(
            int windows, long fromMs, long untilMs, double messagesPerSec, double bytesInPerSec) {}

    private record TopicWindows(
            TreeMap<Long, MetricsRecord> windows, List<MetricsRecord> addenda) {}

    /** Takes one committed record; others than those of topics are left out. */
    void add(MetricsRecord record) {
        if (record.entityType() != EntityType.MESSAGE_QUEUE_TOPIC) {
            return;
        }
        TopicWindows topic =
                topics.computeIfAbsent(
                        record.name(),
                        name -> new TopicWindows(new TreeMap<>(), new ArrayList<>()));
        if (record.contributor() != null) {
            topic.addenda().add(record);
        } else if (record.untilDueAt() == null) {
            topic.windows()
                    .merge(
                            record.dueAt(),
                            record,
                            (known, added) -> added.revision() >= known.revision() ? added : known);
        }
        if (topic.windows().size() > WINDOWS) {
            topic.windows().pollFirstEntry();
            long first = topic.windows().firstKey();
            topic.addenda().removeIf(addendum -> addendum.dueAt() < first);
        }
    }

    /** Whether every broker was read in the window, and none of it filled in afterwards. */
    private static boolean fromEveryBroker(MetricsRecord record) {
        return record.quality() == Quality.MEASURED
                && record.observedAt() != null
                && record.coverage() != null
                && record.coverage().measured() == record.coverage().expected();
    }

    /** The mean rates of a topic; empty where not two windows were read from every broker. */
    Optional<Mean> mean(String topic) {
        TopicWindows known = topics.get(topic);
        if (known == null) {
            return Optional.empty();
        }
        List<MetricsRecord> ends =
                known.windows().values().stream()
                        .skip(WARM_UP)
                        .filter(MeasuredRates::fromEveryBroker)
                        .toList();
        if (ends.size() < 2) {
            return Optional.empty();
        }
        MetricsRecord first = ends.get(0);
        MetricsRecord last = ends.get(ends.size() - 1);
        List<MetricsRecord> between =
                new ArrayList<>(
                        known.windows().subMap(first.dueAt(), false, last.dueAt(), true).values());
        int windows = between.size() + 1;
        known.addenda().stream()
                .filter(a -> a.dueAt() > first.dueAt() && a.dueAt() <= last.dueAt())
                .forEach(between::add);
        double seconds = (last.observedAt() - first.observedAt()) / 1000.0;
        return Optional.of(
                new Mean(
                        windows,
                        first.observedAt(),
                        last.observedAt(),
                        sum(between, MESSAGES) / seconds,
                        sum(between, BYTES) / seconds));
    }

    /** The sum of the increments; NaN where no record knows one. */
    private static double sum(List<MetricsRecord> records, String counter) {
        List<Long> known =
                records.stream()
                        .map(record -> record.increments().get(counter))
                        .filter(Objects::nonNull)
                        .toList();
        return known.isEmpty() ? Double.NaN : known.stream().mapToLong(Long::longValue).sum();
    }
}
