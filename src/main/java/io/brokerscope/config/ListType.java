package io.brokerscope.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A list.
 *
 * @param items what its items may be
 * @param distinctBy key whose value differs from item to item; the empty string compares the items
 *     themselves, and so are single values that stand for a section
 * @param notEmpty whether at least one item must be there
 * @param withDefaults whether every item inherits the defaults of the fleet
 */
record ListType<T>(Type<T> items, String distinctBy, boolean notEmpty, boolean withDefaults)
        implements Type<List<T>> {

    static <T> ListType<T> of(Type<T> items, String distinctBy) {
        return new ListType<>(items, distinctBy, false, false);
    }

    ListType<T> atLeastOne() {
        return new ListType<>(items, distinctBy, true, withDefaults);
    }

    ListType<T> inheritingDefaults() {
        return new ListType<>(items, distinctBy, notEmpty, true);
    }

    @Override
    public Read<List<T>> read(Place place) {
        if (!(place.node() instanceof YamlNode.Items list)) {
            return place.reject(Found.structure(place.node()) + "must be " + allowed());
        }
        if (notEmpty && list.items().isEmpty()) {
            return place.reject("found an empty list, must have at least one item");
        }
        boolean valid = distinct(place, list);
        List<T> values = new ArrayList<>();
        for (int i = 0; i < list.items().size(); i++) {
            Place item = place.item(i, list.items().get(i));
            Read<T> read =
                    items.read(
                            withDefaults ? item.withInherited(place.context().defaults()) : item);
            values.add(read.value());
            valid &= read.valid();
        }
        return valid ? Read.valid(Collections.unmodifiableList(values)) : Read.invalid();
    }

    /** Compares what is written, so that an item with another mistake is compared too. */
    private boolean distinct(Place place, YamlNode.Items list) {
        boolean distinct = true;
        Map<String, Integer> first = new HashMap<>();
        for (int i = 0; i < list.items().size(); i++) {
            Place item = place.item(i, list.items().get(i));
            Place compared =
                    distinctBy.isEmpty() || item.node() instanceof YamlNode.Scalar
                            ? item
                            : item.child(distinctBy);
            if (compared.node() instanceof YamlNode.Scalar scalar && !scalar.absent()) {
                Integer earlier = first.putIfAbsent(scalar.text(), i);
                if (earlier != null) {
                    compared.reject(
                            "found "
                                    + Paths.quote(scalar.text())
                                    + ", must be unique; "
                                    + Paths.item(place.path(), earlier)
                                    + " has it already");
                    distinct = false;
                }
            }
        }
        return distinct;
    }

    @Override
    public String name() {
        return "list of " + items.name() + "s";
    }

    @Override
    public String allowed() {
        return "a list, each item " + items.allowed();
    }

    @Override
    public YamlNode defaultNode(int line, String text) {
        return new YamlNode.Items(line, List.of());
    }
}
