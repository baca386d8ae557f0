package io.brokerscope.scrape.jmx;

import java.util.List;
import java.util.Set;

/** What the values of attributes say. Pure. */
final class AttributeValues {

    private static final Set<String> NUMBERS =
            Set.of(
                    "java.lang.Byte",
                    "java.lang.Short",
                    "java.lang.Integer",
                    "java.lang.Long",
                    "java.lang.Float",
                    "java.lang.Double",
                    "java.util.concurrent.atomic.AtomicInteger",
                    "java.util.concurrent.atomic.AtomicLong");

    private AttributeValues() {}

    /** The number that a value is; null where it is none. */
    static Number number(Object value) {
        return value instanceof SerialObject boxed
                        && NUMBERS.contains(boxed.className())
                        && boxed.field("value") instanceof Number number
                ? number
                : null;
    }

    /** The item of a composite value; null where there is none. */
    static Object item(Object value, String key) {
        if (value instanceof SerialObject composite
                && composite.field("contents") instanceof SerialObject map) {
            List<Object> keysAndValues = map.elements("java.util.TreeMap");
            for (int i = 0; i + 1 < keysAndValues.size(); i += 2) {
                if (key.equals(keysAndValues.get(i))) {
                    return keysAndValues.get(i + 1);
                }
            }
        }
        return null;
    }
}
