package io.brokerscope.config;

/**
 * What an option may hold: how it is read, checked and described. Types are immutable.
 *
 * @param <T> what it becomes
 */
sealed interface Type<T> permits ScalarType, ListType, MapType, Section {

    /** Reads what stands at a place; reports every mistake there. */
    Read<T> read(Place place);

    /** One or two words for the reference table, for example {@code duration}. */
    String name();

    /** What is allowed, to be read behind "must be". */
    String allowed();

    /** What stands for an absent value with the given default text. */
    YamlNode defaultNode(int line, String text);
}
