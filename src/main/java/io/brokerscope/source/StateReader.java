package io.brokerscope.source;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads what {@link StateWriter} wrote. Announced sizes are held against the bytes that are left,
 * so that damaged state ends in an error and not in an endless allocation.
 */
final class StateReader {

    /** Longer than the name of any constant. */
    private static final int LONGEST_CONSTANT = 20;

    private final DataInputStream in;

    StateReader(byte[] bytes) {
        in = new DataInputStream(new ByteArrayInputStream(bytes));
    }

    /** Reads one value. */
    @FunctionalInterface
    interface Read<T> {
        T get() throws IOException;
    }

    /**
     * Ends the reading.
     *
     * @throws IOException if bytes are left
     */
    void end() throws IOException {
        int left = in.available();
        if (left > 0) {
            throw new IOException(left + " bytes are left after the last value");
        }
    }

    int number() throws IOException {
        return in.readInt();
    }

    long longNumber() throws IOException {
        return in.readLong();
    }

    double real() throws IOException {
        return in.readDouble();
    }

    boolean flag() throws IOException {
        byte value = in.readByte();
        if (value != 0 && value != 1) {
            throw new IOException("a flag is 0 or 1, not " + value);
        }
        return value == 1;
    }

    /** A text or null. */
    String text() throws IOException {
        int length = in.readInt();
        if (length == -1) {
            return null;
        }
        byte[] encoded = new byte[checked(length)];
        in.readFully(encoded);
        return new String(encoded, StandardCharsets.UTF_8);
    }

    /** A text that is always there. */
    String name() throws IOException {
        String name = text();
        if (name == null) {
            throw new IOException("a name is missing");
        }
        return name;
    }

    /** A value or null. */
    <T> T optional(Read<T> read) throws IOException {
        return flag() ? read.get() : null;
    }

    /** The constant of that name. */
    <E extends Enum<E>> E constant(Class<E> type) throws IOException {
        String name = text();
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equals(name)) {
                return constant;
            }
        }
        // A length that is damaged makes a name out of whatever follows, references to secrets too.
        throw new IOException(
                type.getSimpleName()
                        + " has no constant "
                        + (name == null || name.length() <= LONGEST_CONSTANT
                                ? name
                                : "of " + name.length() + " characters"));
    }

    <T> List<T> list(Read<T> read) throws IOException {
        int size = size();
        List<T> values = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            values.add(read.get());
        }
        return values;
    }

    <T> Map<String, T> map(Read<T> read) throws IOException {
        int size = size();
        Map<String, T> values = new LinkedHashMap<>();
        for (int i = 0; i < size; i++) {
            values.put(name(), read.get());
        }
        return values;
    }

    /** The number of values that follow, each of one byte at least. */
    int size() throws IOException {
        return checked(in.readInt());
    }

    private int checked(int size) throws IOException {
        if (size < 0) {
            throw new IOException("a size is not negative: " + size);
        }
        if (size > in.available()) {
            throw new EOFException(
                    size + " bytes or more are announced, " + in.available() + " are left");
        }
        return size;
    }
}
