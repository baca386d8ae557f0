package io.brokerscope.config;

/**
 * What reading a place gave.
 *
 * @param value the value; null where none is written and none is needed, and where it is not valid
 * @param valid false when an error was reported, here or where the value is inherited from
 */
record Read<T>(T value, boolean valid) {

    static <T> Read<T> valid(T value) {
        return new Read<>(value, true);
    }

    static <T> Read<T> invalid() {
        return new Read<>(null, false);
    }
}
