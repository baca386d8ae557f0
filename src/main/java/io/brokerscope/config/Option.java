package io.brokerscope.config;

/**
 * One key of the configuration.
 *
 * @param key its name in the file
 * @param type what it may hold
 * @param presence what happens when it is not there
 * @param defaultText what stands for it then, as a person would write it; for a default that is
 *     derived, how; empty for none
 * @param inheritance what the defaults of a fleet do to it
 * @param description what it means, one or two sentences
 * @param example a value, as a person would write it; empty for none
 */
record Option<T>(
        String key,
        Type<T> type,
        Presence presence,
        String defaultText,
        Inheritance inheritance,
        String description,
        String example) {

    enum Presence {
        /** An error when absent. */
        REQUIRED,
        /** Null when absent. */
        OPTIONAL,
        /** The default when absent. */
        DEFAULTED
    }

    enum Inheritance {
        /** What is absent comes from the defaults. */
        FULL,
        /** The defaults complete it where it is named, and never bring it in. */
        WHERE_NAMED,
        /** As in full, but an empty section means: not the one of the defaults. */
        SWITCHABLE
    }

    /** An option that must be there. */
    static <T> Option<T> required(String key, Type<T> type, String description) {
        return new Option<>(key, type, Presence.REQUIRED, "", Inheritance.FULL, description, "");
    }

    /** An option that is null when absent. */
    static <T> Option<T> optional(String key, Type<T> type, String description) {
        return new Option<>(key, type, Presence.OPTIONAL, "", Inheritance.FULL, description, "");
    }

    /** An option with a default; {@code {}} and {@code []} stand for empty structures. */
    static <T> Option<T> withDefault(
            String key, Type<T> type, String defaultText, String description) {
        return new Option<>(
                key, type, Presence.DEFAULTED, defaultText, Inheritance.FULL, description, "");
    }

    /** The same with an example. */
    Option<T> example(String text) {
        return new Option<>(key, type, presence, defaultText, inheritance, description, text);
    }

    /** The same, documented with a default that the section derives when the value is null. */
    Option<T> derivedDefault(String text) {
        return new Option<>(key, type, presence, text, inheritance, description, example);
    }

    /** The same with another way of inheriting. */
    Option<T> inheriting(Inheritance other) {
        return new Option<>(key, type, presence, defaultText, other, description, example);
    }

    /** Reads the option at its place, its absence included. */
    Read<T> read(Place place) {
        boolean absent =
                place.node() == null
                        || (inheritance == Inheritance.WHERE_NAMED && place.isInherited());
        if (!absent) {
            return switchedOff(place) ? Read.valid(null) : type.read(place);
        }
        if (place.partial() || presence == Presence.OPTIONAL) {
            return Read.valid(null);
        }
        if (presence == Presence.REQUIRED) {
            place.context()
                    .errors()
                    .add(place.line(), place.path(), "missing, must be " + type.allowed());
            return Read.invalid();
        }
        return type.read(place.withOwn(type.defaultNode(place.line(), defaultText)));
    }

    private boolean switchedOff(Place place) {
        return inheritance == Inheritance.SWITCHABLE
                && place.inherited() != null
                && place.own() instanceof YamlNode.Mapping own
                && own.entries().isEmpty();
    }
}
