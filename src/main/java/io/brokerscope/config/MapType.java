package io.brokerscope.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A mapping whose keys a person chooses. Defaults are merged key by key.
 *
 * @param name its name in the reference table
 * @param keys what a key looks like
 * @param keysAllowed the same in words
 * @param values what the values may be
 * @param reserved keys that are not allowed here, each with the reason
 * @param confidential whether the values may be secrets: a key without a value, or one that cannot
 *     be a key, may then be a key and a value run together, and is not shown
 * @param canonical what makes two keys collide; null for their text alone
 */
record MapType<T>(
        String name,
        Pattern keys,
        String keysAllowed,
        ScalarType<T> values,
        Map<String, String> reserved,
        boolean confidential,
        Pattern canonical)
        implements Type<Map<String, T>> {

    /** More than any sensible set of labels or client properties. */
    private static final int MAX_ENTRIES = 200;

    @Override
    public Read<Map<String, T>> read(Place place) {
        if (!(place.node() instanceof YamlNode.Mapping)) {
            return place.reject(Found.structure(place.node()) + "must be " + allowed());
        }
        Set<String> names = new LinkedHashSet<>();
        if (place.inherited() instanceof YamlNode.Mapping inherited) {
            names.addAll(inherited.entries().keySet());
        }
        if (place.own() instanceof YamlNode.Mapping own) {
            names.addAll(own.entries().keySet());
        }
        if (names.size() > MAX_ENTRIES) {
            return place.reject(
                    "found " + names.size() + " entries, must be at most " + MAX_ENTRIES);
        }
        boolean valid = true;
        Map<String, T> entries = new LinkedHashMap<>();
        Map<String, String> taken = new LinkedHashMap<>();
        for (String key : names) {
            Place entry = entry(place, key);
            Read<T> read = checkKey(entry, key, taken) ? values.read(entry) : Read.invalid();
            entries.put(key, read.value());
            valid &= read.valid();
        }
        return valid ? Read.valid(Collections.unmodifiableMap(entries)) : Read.invalid();
    }

    private Place entry(Place place, String key) {
        Place entry = place.child(key);
        boolean suspicious =
                !keys.matcher(key).matches()
                        || (entry.node() instanceof YamlNode.Scalar scalar && scalar.absent());
        return confidential && suspicious ? entry.withPath(Paths.hiddenChild(place.path())) : entry;
    }

    private boolean checkKey(Place entry, String key, Map<String, String> taken) {
        if (reserved.containsKey(key)) {
            return entry.reject("found a reserved property, must be left out: " + reserved.get(key))
                    .valid();
        }
        if (!keys.matcher(key).matches()) {
            // The key itself is shown by the path if it may be shown at all.
            return entry.reject("found a wrong name, must be " + keysAllowed).valid();
        }
        if (canonical != null) {
            String other = taken.putIfAbsent(canonical.matcher(key).replaceAll("_"), key);
            if (other != null) {
                return entry.reject(
                                "found a name that is the same as "
                                        + other
                                        + " once other characters become _, must differ in letters"
                                        + " or digits")
                        .valid();
            }
        }
        return true;
    }

    @Override
    public String allowed() {
        return "a mapping, each value " + values.allowed();
    }

    @Override
    public YamlNode defaultNode(int line, String text) {
        return YamlNode.emptyMapping(line);
    }
}
