package io.brokerscope.console.fleet;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ObjDoubleConsumer;

/** The golden metrics of a record in little room: names are shared with whoever has the same. */
public final class MetricValues {

    static final MetricValues NONE = new MetricValues(new String[0], new double[0]);

    private final String[] names;
    private final double[] values;

    private MetricValues(String[] names, double[] values) {
        this.names = names;
        this.values = values;
    }

    /**
     * @param metrics values by full name
     * @param table shares the names
     */
    static MetricValues of(Map<String, Double> metrics, NameTable table) {
        Map<String, Double> sorted = new TreeMap<>(metrics);
        String[] names = table.shared(sorted.keySet());
        double[] values = new double[names.length];
        for (int i = 0; i < names.length; i++) {
            values[i] = sorted.get(names[i]);
        }
        return new MetricValues(names, values);
    }

    /** The value of a metric; null where it is not known. */
    public Double get(String name) {
        int at = Arrays.binarySearch(names, name);
        return at < 0 ? null : values[at];
    }

    /** Tells every metric, in the order of their names. */
    public void forEach(ObjDoubleConsumer<String> action) {
        for (int i = 0; i < names.length; i++) {
            action.accept(names[i], values[i]);
        }
    }
}
