package io.brokerscope.scrape.admin;

import io.brokerscope.kafka.KafkaFailures;
import io.brokerscope.model.cluster.ClusterReading;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/**
 * Collects what was not answered: one line for each part and reason, however many partitions it
 * concerns. Sentences are made of the kind of a failure, never of its message. Thread-safe.
 */
final class MissingParts {

    /** What is read, and the permission that reading it takes. */
    enum Part {
        GROUP_LIST(ClusterReading.Missing.GROUP_LIST, "Describe on the cluster, or on the groups"),
        QUORUM(ClusterReading.Missing.QUORUM, "Describe on the cluster"),
        LOG_DIRS("log sizes", "Describe on the cluster"),
        TOPICS(ClusterReading.Missing.TOPICS, "Describe on the topic"),
        CONFIGS("topic configurations", "DescribeConfigs on the topic"),
        GROUPS("groups", "Describe on the group"),
        COMMITS(ClusterReading.Missing.COMMITS, "Describe on the group and on its topics"),
        STARTS("start offsets", "Describe on the topic"),
        ENDS("end offsets", "Describe on the topic"),
        TOPIC_LIMIT(ClusterReading.Missing.TOPIC_LIMIT, ""),
        GROUP_LIMIT(ClusterReading.Missing.GROUP_LIMIT, ""),
        COMMIT_LIMIT(ClusterReading.Missing.COMMIT_LIMIT, "");

        private final String title;
        private final String permission;

        Part(String title, String permission) {
            this.title = title;
            this.permission = permission;
        }
    }

    private static final Set<String> LIMITS =
            Set.of(Part.TOPIC_LIMIT.title, Part.GROUP_LIMIT.title, Part.COMMIT_LIMIT.title);

    private static final int MAX_LINES_TOLD = 5;

    private record Key(Part part, String why) {}

    private static final class Line {
        private final String example;
        private int count;

        private Line(String example) {
            this.example = example;
        }
    }

    private final Map<Key, Line> lines = new LinkedHashMap<>();

    /**
     * A question had no answer.
     *
     * @param example the topic, group or broker; the empty string where it is the cluster
     */
    void add(Part part, String example, Throwable failure) {
        add(part, example, 1, why(part, failure));
    }

    /** Something was left out on purpose. */
    synchronized void add(Part part, String example, int count, String why) {
        if (count > 0) {
            lines.computeIfAbsent(new Key(part, why), key -> new Line(example)).count += count;
        }
    }

    /** Leaves out what is beyond a limit: the last ones. */
    void limit(SortedMap<String, ?> all, int most, Part part, String why) {
        if (all.size() > most) {
            List<String> cut = List.copyOf(all.keySet()).subList(most, all.size());
            add(part, cut.get(0), cut.size(), why);
            all.keySet().removeAll(Set.copyOf(cut));
        }
    }

    private static String why(Part part, Throwable failure) {
        if (failure instanceof UnsupportedVersionException) {
            return "the brokers are too old to tell";
        }
        return switch (KafkaFailures.reason(failure)) {
            case FORBIDDEN -> "not allowed: it takes " + part.permission;
            case UNAUTHORIZED -> "the credentials were not accepted";
            case TLS -> "the TLS handshake failed";
            case READ_TIMEOUT -> "no answer in time";
            default ->
                    "the brokers could not be asked (" + failure.getClass().getSimpleName() + ")";
        };
    }

    /** What is missing, in a sentence for a person; the empty string where nothing is. */
    static String sentence(ClusterReading.Missing missing) {
        StringBuilder sentence = new StringBuilder();
        int lines = missing.part().length;
        for (int i = 0; i < Math.min(lines, MAX_LINES_TOLD); i++) {
            sentence.append(i == 0 ? "not read: " : "; ").append(missing.part()[i]);
            if (!missing.example()[i].isEmpty()) {
                sentence.append(" (").append(missing.example()[i]);
                if (missing.count()[i] > 1) {
                    sentence.append(" and ").append(missing.count()[i] - 1).append(" more");
                }
                sentence.append(')');
            }
            sentence.append(": ").append(missing.why()[i]);
        }
        if (lines > MAX_LINES_TOLD) {
            sentence.append("; and ").append(lines - MAX_LINES_TOLD).append(" other reasons");
        }
        return sentence.toString();
    }

    /** How much was left out because of limits. */
    static int beyondLimits(ClusterReading.Missing missing) {
        int count = 0;
        for (int i = 0; i < missing.part().length; i++) {
            count += LIMITS.contains(missing.part()[i]) ? missing.count()[i] : 0;
        }
        return count;
    }

    /** All lines in columns. */
    synchronized ClusterReading.Missing columns() {
        List<Key> keys = new ArrayList<>(lines.keySet());
        return new ClusterReading.Missing(
                keys.stream().map(key -> key.part.title).toArray(String[]::new),
                lines.values().stream().mapToInt(line -> line.count).toArray(),
                lines.values().stream().map(line -> line.example).toArray(String[]::new),
                keys.stream().map(Key::why).toArray(String[]::new));
    }
}
