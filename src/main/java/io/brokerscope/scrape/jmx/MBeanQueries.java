package io.brokerscope.scrape.jmx;

import io.brokerscope.model.JmxQuery;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

/**
 * Which MBeans are of interest, and which of their attributes. A JVM is asked once for each type of
 * a domain, and not for each of the many names in it: to answer, it goes through all its MBeans.
 * Thread-safe.
 */
final class MBeanQueries {

    private static final String TYPE = "type";
    private static final String JAVA = "java.lang";
    private static final String TRAFFIC = "BrokerTopicMetrics";
    private static final Set<String> OF_PARTITIONS = Set.of("Log", "Partition");

    private record Query(ObjectName pattern, JmxQuery asked) {}

    private final Map<ObjectName, List<Query>> byType = new TreeMap<>();
    private final List<ObjectName> patterns;
    private final Map<List<Query>, WantedAttributes> wanted = new ConcurrentHashMap<>();

    MBeanQueries(List<JmxQuery> queries) {
        for (JmxQuery query : queries) {
            ObjectName pattern = name(query.objectName());
            byType.computeIfAbsent(typeOf(pattern), type -> new ArrayList<>())
                    .add(new Query(pattern, query));
        }
        // Stable: those of one turn stay in the order of their names.
        patterns =
                byType.keySet().stream()
                        .sorted(Comparator.comparingInt(MBeanQueries::turn))
                        .toList();
    }

    /**
     * Patterns that together find every MBean of interest, and some more. First come the few of the
     * Java runtime ({@code java.lang}), then what a broker does with its topics: the time of a read
     * is that of its first values, and rates of messages and bytes are held to it most. What there
     * is of every partition comes last: where a limit cuts off, nothing else is lost.
     */
    List<ObjectName> patterns() {
        return patterns;
    }

    private static int turn(ObjectName pattern) {
        if (pattern.getDomain().equals(JAVA)) {
            return 0;
        }
        String type = pattern.getKeyProperty(TYPE);
        return TRAFFIC.equals(type) ? 1 : type != null && OF_PARTITIONS.contains(type) ? 3 : 2;
    }

    /** What is wanted of an MBean; null for nothing. */
    WantedAttributes wanted(ObjectName mbean) {
        List<Query> fitting =
                byType.getOrDefault(typeOf(mbean), List.of()).stream()
                        .filter(query -> query.pattern().apply(mbean))
                        .toList();
        return fitting.isEmpty() ? null : wanted.computeIfAbsent(fitting, MBeanQueries::merged);
    }

    private static WantedAttributes merged(List<Query> queries) {
        TreeSet<String> attributes = new TreeSet<>();
        TreeSet<String> texts = new TreeSet<>();
        for (Query query : queries) {
            attributes.addAll(query.asked().attributes());
            texts.addAll(query.asked().texts());
        }
        String[] names = attributes.toArray(String[]::new);
        String[][] paths = new String[names.length][];
        boolean[] isText = new boolean[names.length];
        LinkedHashSet<String> asked = new LinkedHashSet<>();
        for (int i = 0; i < names.length; i++) {
            paths[i] = names[i].split("\\.");
            isText[i] = texts.contains(names[i]);
            asked.add(paths[i][0]);
        }
        return new WantedAttributes(names, paths, isText, asked.toArray(String[]::new));
    }

    private static ObjectName typeOf(ObjectName name) {
        String type = name.getKeyProperty(TYPE);
        return name(name.getDomain() + ":" + (type == null ? "" : TYPE + "=" + type + ",") + "*");
    }

    private static ObjectName name(String text) {
        try {
            return new ObjectName(text);
        } catch (MalformedObjectNameException e) {
            throw new IllegalArgumentException("not an object name: " + text, e);
        }
    }
}
