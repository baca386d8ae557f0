package io.brokerscope.audit;

import io.brokerscope.model.output.LedgerRecord.Counter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Names of counters, each kept once and known by a small number. Not thread-safe. */
final class SeriesNames {

    /** A number that stands for no name. */
    static final int NONE = -1;

    private final int max;
    private final Map<Name, Integer> numbers = new HashMap<>();
    private final List<Name> names = new ArrayList<>();

    /**
     * @param max names kept
     */
    SeriesNames(int max) {
        this.max = max;
    }

    /** Number of the name of a counter; {@link #NONE} where there is no room for it. */
    int numberOf(Counter counter) {
        Name name = new Name(counter.metric(), counter.topic(), counter.qualifier());
        Integer known = numbers.get(name);
        if (known != null) {
            return known;
        }
        if (names.size() >= max) {
            return NONE;
        }
        numbers.put(name, names.size());
        names.add(name);
        return names.size() - 1;
    }

    /** The name as a person reads it. */
    static String text(Counter counter) {
        StringBuilder text = new StringBuilder(String.valueOf(counter.metric()));
        if (counter.topic() != null || counter.qualifier() != null) {
            text.append('{');
            if (counter.topic() != null) {
                text.append("topic=").append(counter.topic());
            }
            if (counter.qualifier() != null) {
                text.append(counter.topic() == null ? "" : ", ").append(counter.qualifier());
            }
            text.append('}');
        }
        return text.toString();
    }

    private record Name(String metric, String topic, String qualifier) {}
}
