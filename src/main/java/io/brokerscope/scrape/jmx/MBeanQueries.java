package io.brokerscope.scrape.jmx;

import io.brokerscope.model.JmxQuery;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
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

    private record Query(ObjectName pattern, JmxQuery asked) {}

    private final Map<ObjectName, List<Query>> byType = new TreeMap<>();
    private final Map<List<Query>, WantedAttributes> wanted = new ConcurrentHashMap<>();

    MBeanQueries(List<JmxQuery> queries) {
        for (JmxQuery query : queries) {
            ObjectName pattern = name(query.objectName());
            byType.computeIfAbsent(typeOf(pattern), type -> new ArrayList<>())
                    .add(new Query(pattern, query));
        }
    }

    /**
     * Patterns that together find every MBean of interest, and some more; the few of the Java
     * runtime ({@code java.lang}) come before the many of Kafka.
     */
    List<ObjectName> patterns() {
        return List.copyOf(byType.keySet());
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
