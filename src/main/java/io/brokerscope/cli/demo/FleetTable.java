package io.brokerscope.cli.demo;

import io.brokerscope.model.EntityType;
import io.brokerscope.model.output.EntityRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Draws the fleet as tables of text: clusters, brokers and topics, and consumer groups. Pure. */
final class FleetTable {

    /** Topics, and groups, beyond this many are counted, not shown. */
    private static final int MAX_ROWS = 20;

    private static final String ABSENT = "-";
    private static final List<String> HEADER =
            List.of(
                    "ENTITY",
                    "STATUS",
                    "HEALTH",
                    "QUALITY",
                    "AGE",
                    "MSG/S",
                    "BYTES IN/S",
                    "BYTES OUT/S");
    private static final List<String> GROUP_HEADER =
            List.of(
                    "CONSUMER GROUP",
                    "STATUS",
                    "HEALTH",
                    "QUALITY",
                    "AGE",
                    "LAG",
                    "LAG IN TIME",
                    "LAG GROWS/S");

    /** Per kind of entity the metrics of the last three columns. */
    private static final Map<EntityType, List<String>> RATES =
            Map.of(
                    EntityType.MESSAGE_QUEUE_CLUSTER,
                    List.of(
                            "cluster.messages.in.rate",
                            "cluster.throughput.in.bytesPerSec",
                            "cluster.throughput.out.bytesPerSec"),
                    EntityType.MESSAGE_QUEUE_BROKER,
                    List.of(
                            "broker.messages.in.rate",
                            "broker.throughput.in.bytesPerSec",
                            "broker.throughput.out.bytesPerSec"),
                    EntityType.MESSAGE_QUEUE_TOPIC,
                    List.of(
                            "topic.messages.in.rate",
                            "topic.bytes.in.rate",
                            "topic.bytes.out.rate"));

    private FleetTable() {}

    /**
     * The lines of the tables.
     *
     * @param entities latest states
     * @param now epoch milliseconds that ages count to
     */
    static List<String> render(List<EntityRecord> entities, long now) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEADER);
        addRows(rows, entities, EntityType.MESSAGE_QUEUE_CLUSTER, Integer.MAX_VALUE, now);
        int brokers = addRows(rows, entities, EntityType.MESSAGE_QUEUE_BROKER, MAX_ROWS, now);
        int topics = addRows(rows, entities, EntityType.MESSAGE_QUEUE_TOPIC, MAX_ROWS, now);
        List<List<String>> groupRows = new ArrayList<>();
        groupRows.add(GROUP_HEADER);
        int groups =
                addRows(
                        groupRows,
                        entities,
                        EntityType.MESSAGE_QUEUE_CONSUMER_GROUP,
                        MAX_ROWS,
                        now);
        List<String> lines = new ArrayList<>(align(rows));
        if (entities.isEmpty()) {
            lines.add("(no entity is committed yet)");
        }
        if (brokers > 0) {
            lines.add("... and " + brokers + " more brokers");
        }
        if (topics > 0) {
            lines.add("... and " + topics + " more topics");
        }
        if (groupRows.size() > 1) {
            lines.add("");
            lines.addAll(align(groupRows));
        }
        if (groups > 0) {
            lines.add("... and " + groups + " more consumer groups");
        }
        return lines;
    }

    private static int addRows(
            List<List<String>> rows,
            List<EntityRecord> entities,
            EntityType type,
            int limit,
            long now) {
        boolean several = entities.stream().map(EntityRecord::cluster).distinct().count() > 1;
        List<EntityRecord> sorted =
                entities.stream()
                        .filter(entity -> entity.entityType() == type)
                        .sorted(
                                Comparator.comparing(EntityRecord::cluster)
                                        .thenComparingInt(
                                                e ->
                                                        type == EntityType.MESSAGE_QUEUE_BROKER
                                                                ? e.name().length()
                                                                : 0)
                                        .thenComparing(EntityRecord::name))
                        .toList();
        sorted.stream().limit(limit).forEach(entity -> rows.add(row(entity, several, now)));
        return Math.max(0, sorted.size() - limit);
    }

    private static List<String> row(EntityRecord entity, boolean several, long now) {
        List<String> cells = new ArrayList<>();
        cells.add(titled(entity, several));
        cells.add(entity.status().name());
        cells.add(number(entity.healthScore()));
        cells.add(entity.quality().name());
        cells.add(age(entity.observedAt(), now));
        Map<String, Double> metrics = entity.metrics();
        if (entity.entityType() == EntityType.MESSAGE_QUEUE_CONSUMER_GROUP) {
            cells.add(number(metrics.get("consumerGroup.lag.total")));
            cells.add(lagInTime(metrics));
            cells.add(number(metrics.get("consumerGroup.lag.trend")));
        } else {
            RATES.get(entity.entityType())
                    .forEach(metric -> cells.add(number(metrics.get(metric))));
        }
        return cells;
    }

    /**
     * Kind and name of an entity.
     *
     * @param several whether there is more than one cluster
     */
    private static String titled(EntityRecord entity, boolean several) {
        String name = printable(entity.name());
        String of = several ? printable(entity.cluster()) + "/" : "";
        return switch (entity.entityType()) {
            case MESSAGE_QUEUE_CLUSTER -> "cluster " + name;
            case MESSAGE_QUEUE_CONSUMER_GROUP -> printable(entity.cluster()) + " " + name;
            default -> "  " + entity.entityType().prefix() + " " + of + name;
        };
    }

    /** Where only a bound is known it says so. */
    private static String lagInTime(Map<String, Double> metrics) {
        Double seconds = metrics.get("consumerGroup.lag.seconds");
        Double atLeast = metrics.get("consumerGroup.lag.seconds.atLeast");
        return seconds != null ? time(seconds) : atLeast != null ? "over " + time(atLeast) : ABSENT;
    }

    /** Names come from outside: what could move the cursor of a terminal is replaced. */
    private static String printable(String name) {
        return name.replaceAll("\\p{Cntrl}", "?");
    }

    /** A number as a person reads it: 1.2k, 3.4M; absent, never zero, where nothing is known. */
    static String number(Double value) {
        if (value == null || value.isNaN()) {
            return ABSENT;
        }
        double size = Math.abs(value);
        if (size < 100) {
            return String.format(Locale.ROOT, size == Math.rint(size) ? "%.0f" : "%.1f", value);
        }
        String[] units = {"", "k", "M", "G", "T", "P"};
        int unit = 0;
        while (size >= 9_999.5 && unit < units.length - 1) {
            size /= 1000;
            unit++;
        }
        double scaled = value / Math.pow(1000, unit);
        return String.format(Locale.ROOT, unit == 0 ? "%.0f%s" : "%.1f%s", scaled, units[unit]);
    }

    /** How old a value is. */
    static String age(Long observedAt, long now) {
        if (observedAt == null) {
            return ABSENT;
        }
        return time(Math.max(0, now - observedAt) / 1000.0);
    }

    private static String time(double seconds) {
        return seconds < 100
                ? String.format(Locale.ROOT, "%.1f s", seconds)
                : seconds < 6000
                        ? String.format(Locale.ROOT, "%.0f min", seconds / 60)
                        : String.format(Locale.ROOT, "%.0f h", seconds / 3600);
    }

    /** Pads the columns: the first, status and quality to the right, numbers to the left. */
    private static List<String> align(List<List<String>> rows) {
        int[] widths = new int[HEADER.size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String padding = " ".repeat(widths[i] - row.get(i).length());
                boolean left = i == 0 || i == 1 || i == 3;
                line.append(i == 0 ? "" : "  ");
                line.append(left ? row.get(i) + padding : padding + row.get(i));
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }
}
