package io.brokerscope.config;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** The options of one section as they were read, for its rules and its builder. */
final class Values {

    private final Map<String, Place> places = new HashMap<>();
    private final Map<String, Read<?>> reads = new HashMap<>();
    private boolean valid = true;

    void read(Option<?> option, Place at) {
        Read<?> read = option.read(at);
        places.put(option.key(), at);
        reads.put(option.key(), read);
        valid &= read.valid();
    }

    void invalidate() {
        valid = false;
    }

    boolean valid() {
        return valid;
    }

    boolean valid(Collection<Option<?>> options) {
        return options.stream().allMatch(o -> reads.get(o.key()).valid());
    }

    /** Whether the file or the defaults say something. */
    boolean given(Option<?> option) {
        return places.get(option.key()).node() != null;
    }

    /** The value; null for an optional one that is absent. */
    @SuppressWarnings("unchecked") // reads are made from the very option
    <T> T get(Option<T> option) {
        Read<?> read = reads.get(option.key());
        if (read == null || !read.valid()) {
            throw new IllegalStateException(option.key() + " was not read");
        }
        return (T) read.value();
    }

    /** The value as written, or its default. */
    String text(Option<?> option) {
        return at(option).node() instanceof YamlNode.Scalar scalar
                ? scalar.text()
                : option.defaultText();
    }

    /** Reports that a single value does not go together with the others. Never for secrets. */
    void refuse(Option<?> option, String must) {
        Place at = at(option);
        String found;
        if (at.node() instanceof YamlNode.Scalar scalar) {
            String origin = at.isInherited() ? " from the defaults" : "";
            found = "found " + Paths.quote(scalar.text()) + origin;
        } else if (option.defaultText().isEmpty()) {
            found = "missing";
        } else {
            found = "found the default " + Paths.quote(option.defaultText());
        }
        refuse(at, found + ", must " + must);
    }

    /** Reports a mistake at a place of the section or below it. */
    void refuse(Place at, String message) {
        valid = false;
        at.context().errors().add(at.line(), at.path(), message);
    }

    /** The place of an option. */
    Place at(Option<?> option) {
        return places.get(option.key());
    }
}
