package io.brokerscope.scrape.jmx;

import io.brokerscope.model.SeriesCollector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.management.ObjectName;

/** An MBean of one target, and the series its attributes are. Not thread-safe. */
final class MBean {

    /** Not a handle: the series was not introduced yet. */
    private static final int NEW = -2;

    /** What one takes beside its name, roughly. */
    private static final int BYTES = 400;

    /** What its states take, roughly, where it has some. */
    private static final int STATES_BYTES = 2_000;

    /** Names of states are short; a longer text is none. */
    private static final int MAX_TEXT = 100;

    private final ObjectName name;
    private final WantedAttributes wanted;
    private final int[] handles;

    /** Handles of the states that were told, by attribute and text; null where there is none. */
    private Map<String, Integer> states;

    private String[] asked;

    MBean(ObjectName name, WantedAttributes wanted) {
        this.name = name;
        this.wanted = wanted;
        this.handles = new int[wanted.names().length];
        forgetSeries();
    }

    ObjectName name() {
        return name;
    }

    /** The attributes to ask for; empty where none of them is of interest. */
    String[] asked() {
        return asked;
    }

    /** Bytes held, roughly. */
    long bytes() {
        return BYTES
                + 4L * name.getCanonicalName().length()
                + (wanted.anyText() ? STATES_BYTES : 0);
    }

    /** The collector forgot its handles: everything is introduced again. */
    void forgetSeries() {
        Arrays.fill(handles, NEW);
        states = null;
        asked = wanted.asked();
    }

    /** Passes on the values of an answer. */
    void deliver(Map<String, Object> values, SeriesCollector collector, SampleCount count) {
        boolean introduced = false;
        for (int i = 0; i < handles.length; i++) {
            String[] path = wanted.paths()[i];
            Object value = values.get(path[0]);
            for (int step = 1; step < path.length; step++) {
                value = AttributeValues.item(value, path[step]);
            }
            Number number = AttributeValues.number(value);
            if (wanted.texts()[i] && value instanceof String text && text.length() <= MAX_TEXT) {
                text(i, text, collector, count);
            } else if (!wanted.texts()[i] && number != null) {
                introduced |= handles[i] == NEW;
                number(i, number.doubleValue(), collector, count);
            }
        }
        if (introduced) {
            askForTheRest();
        }
    }

    private void number(int i, double value, SeriesCollector collector, SampleCount count) {
        if (handles[i] == NEW) {
            handles[i] = collector.series(seriesName(i), labels(null));
        }
        count.add(handles[i]);
        collector.sample(handles[i], value);
    }

    /**
     * A state is a series of its own, which is 1 while it is told. Only known ones are remembered,
     * of which there are few.
     */
    private void text(int i, String text, SeriesCollector collector, SampleCount count) {
        String state = wanted.names()[i] + "=" + text;
        Integer handle = states == null ? null : states.get(state);
        if (handle == null) {
            handle = collector.series(seriesName(i), labels(text));
            if (handle != SeriesCollector.UNKNOWN) {
                states = states == null ? new HashMap<>() : states;
                states.put(state, handle);
            }
        }
        count.add(handle);
        collector.sample(handle, 1);
    }

    private String seriesName(int i) {
        return name.getDomain() + ":" + wanted.names()[i];
    }

    private String[] labels(String text) {
        List<String> labels = new ArrayList<>();
        name.getKeyPropertyList()
                .forEach(
                        (key, value) -> {
                            labels.add(key);
                            labels.add(value);
                        });
        if (text != null) {
            labels.add("value");
            labels.add(text);
        }
        return labels.toArray(String[]::new);
    }

    /** Numbers that nobody wants to hear of are not asked for again. */
    private void askForTheRest() {
        List<String> rest = new ArrayList<>();
        for (String attribute : wanted.asked()) {
            boolean of = false;
            for (int i = 0; i < handles.length; i++) {
                boolean unwanted = handles[i] == SeriesCollector.UNKNOWN && !wanted.texts()[i];
                of |= wanted.paths()[i][0].equals(attribute) && !unwanted;
            }
            if (of) {
                rest.add(attribute);
            }
        }
        asked = rest.size() == wanted.asked().length ? wanted.asked() : rest.toArray(String[]::new);
    }
}
