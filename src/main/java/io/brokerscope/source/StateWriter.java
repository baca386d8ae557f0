package io.brokerscope.source;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes the values of a checkpoint one after the other; {@link StateReader} reads them in the same
 * order. The same values always give the same bytes: maps are written in the order of their keys.
 */
final class StateWriter {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    private final DataOutputStream out = new DataOutputStream(bytes);

    /** Writes one value. */
    @FunctionalInterface
    interface Write<T> {
        void accept(T value) throws IOException;
    }

    /** Everything written so far. */
    byte[] toBytes() {
        return bytes.toByteArray();
    }

    void number(int value) throws IOException {
        out.writeInt(value);
    }

    void longNumber(long value) throws IOException {
        out.writeLong(value);
    }

    void real(double value) throws IOException {
        out.writeDouble(value);
    }

    void flag(boolean value) throws IOException {
        out.writeBoolean(value);
    }

    /** A text of any length, or null. */
    void text(String value) throws IOException {
        if (value == null) {
            out.writeInt(-1);
            return;
        }
        byte[] encoded = value.getBytes(StandardCharsets.UTF_8);
        out.writeInt(encoded.length);
        out.write(encoded);
    }

    /** A value or null. */
    <T> void optional(T value, Write<T> write) throws IOException {
        out.writeBoolean(value != null);
        if (value != null) {
            write.accept(value);
        }
    }

    <T> void list(List<T> values, Write<T> write) throws IOException {
        out.writeInt(values.size());
        for (T value : values) {
            write.accept(value);
        }
    }

    <T> void map(Map<String, T> values, Write<T> write) throws IOException {
        out.writeInt(values.size());
        for (Map.Entry<String, T> entry : new TreeMap<>(values).entrySet()) {
            text(entry.getKey());
            write.accept(entry.getValue());
        }
    }
}
