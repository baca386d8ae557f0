package io.brokerscope.scrape.jmx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A serialized object as data. Values are null, {@link String} (texts, and the names of enum
 * constants), {@link Number}, {@link Character} and {@link Boolean} for primitives, {@link List}
 * for arrays of objects, {@code byte[]} for raw data, and other serialized objects. It may hold
 * itself.
 */
final class SerialObject {

    private final List<String> classNames;
    private final Map<String, Object> fields = new HashMap<>();
    private final Map<String, List<Object>> annotations = new HashMap<>();

    /**
     * @param classNames its class and those above, from below
     */
    SerialObject(List<String> classNames) {
        this.classNames = classNames;
    }

    void put(String field, Object value) {
        fields.put(field, value);
    }

    void annotate(String className, List<Object> values) {
        annotations.put(className, values);
    }

    /** Name of its class. */
    String className() {
        return classNames.get(0);
    }

    /** Whether it is of this class or a class below. */
    boolean is(String className) {
        return classNames.contains(className);
    }

    /** Value of a field; null where it is null or there is no such field. */
    Object field(String name) {
        return fields.get(name);
    }

    /** What a class of its wrote beside its fields; raw data in pieces. */
    List<Object> annotation(String className) {
        return annotations.getOrDefault(className, List.of());
    }

    /** As {@link #annotation}, without raw data. */
    List<Object> elements(String className) {
        List<Object> elements = new ArrayList<>(annotation(className));
        elements.removeIf(byte[].class::isInstance);
        return elements;
    }
}
