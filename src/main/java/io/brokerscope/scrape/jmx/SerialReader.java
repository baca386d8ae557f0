package io.brokerscope.scrape.jmx;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.ObjectStreamConstants;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads one stream of Java's object serialization as data. It follows the grammar of the
 * specification, loads no class, makes no foreign object and runs no foreign method, whatever the
 * bytes say. What it takes in is bounded by the {@link ReplyMeter}. Not thread-safe.
 */
final class SerialReader {

    /** Objects within objects: Kafka's answers have some ten. */
    private static final int MAX_DEPTH = 100;

    /** What an entry takes at least, here and in the table of what can be referred to. */
    private static final int ENTRY_BYTES = 64;

    /** What an object takes beside its values. */
    private static final int OBJECT_BYTES = 256;

    private static final Object END = new Object();

    private final DataInputStream in;
    private final ReplyMeter meter;
    private final List<Object> handles = new ArrayList<>();
    private int depth;

    private record Field(char type, String name) {}

    /** A class as a stream describes it. Its parts become known after it can be referred to. */
    private static final class ClassDescription {
        private final String name;
        private int flags;
        private List<Field> fields = List.of();
        private ClassDescription above;

        /** Itself and those above, from below; null before its first object. */
        private List<ClassDescription> lineage;

        /** Their names. */
        private List<String> names;

        private ClassDescription(String name) {
            this.name = name;
        }

        private boolean has(int flag) {
            return (flags & flag) != 0;
        }
    }

    /**
     * Begins a stream.
     *
     * @throws NotRmiException if none begins here
     */
    SerialReader(DataInputStream in, ReplyMeter meter) throws IOException {
        this.in = in;
        this.meter = meter;
        if (in.readShort() != ObjectStreamConstants.STREAM_MAGIC
                || in.readShort() != ObjectStreamConstants.STREAM_VERSION) {
            throw new NotRmiException("the answer holds no serialized objects");
        }
    }

    /**
     * The next value: see {@link SerialObject} for what it may be.
     *
     * @throws NotRmiException if the bytes are not what the specification allows
     */
    Object value() throws IOException {
        Object value = content();
        if (value == END) {
            throw malformed("an end without a beginning");
        }
        return value;
    }

    private Object content() throws IOException {
        if (++depth > MAX_DEPTH) {
            throw malformed("more than " + MAX_DEPTH + " objects within each other");
        }
        meter.hold(ENTRY_BYTES);
        byte type = in.readByte();
        Object content =
                switch (type) {
                    case ObjectStreamConstants.TC_NULL -> null;
                    case ObjectStreamConstants.TC_REFERENCE -> reference();
                    case ObjectStreamConstants.TC_STRING -> text();
                    case ObjectStreamConstants.TC_OBJECT -> object();
                    case ObjectStreamConstants.TC_ARRAY -> array();
                    case ObjectStreamConstants.TC_ENUM -> enumConstant();
                    case ObjectStreamConstants.TC_CLASS -> referable(nameOf(description()));
                    case ObjectStreamConstants.TC_CLASSDESC,
                            ObjectStreamConstants.TC_PROXYCLASSDESC ->
                            described(type).name;
                    case ObjectStreamConstants.TC_BLOCKDATA -> data(in.readUnsignedByte());
                    case ObjectStreamConstants.TC_BLOCKDATALONG -> data(in.readInt());
                    case ObjectStreamConstants.TC_ENDBLOCKDATA -> END;
                    default -> throw malformed("type " + (type & 0xff));
                };
        depth--;
        return content;
    }

    private <T> T referable(T value) {
        handles.add(value);
        return value;
    }

    private Object reference() throws IOException {
        int handle = in.readInt() - ObjectStreamConstants.baseWireHandle;
        if (handle < 0 || handle >= handles.size()) {
            throw malformed("a reference to nothing");
        }
        return handles.get(handle);
    }

    private String text() throws IOException {
        return referable(utf());
    }

    private String utf() throws IOException {
        String text = in.readUTF();
        meter.hold(2L * text.length());
        return text;
    }

    private byte[] data(int length) throws IOException {
        if (length < 0) {
            throw malformed("data of " + length + " bytes");
        }
        // Twice: it is put together from pieces.
        meter.hold(2L * length);
        byte[] data = in.readNBytes(length);
        if (data.length < length) {
            throw new EOFException();
        }
        return data;
    }

    private static String nameOf(ClassDescription described) throws NotRmiException {
        if (described == null) {
            throw malformed("a class without a description");
        }
        return described.name;
    }

    private ClassDescription description() throws IOException {
        byte type = in.readByte();
        switch (type) {
            case ObjectStreamConstants.TC_NULL -> {
                return null;
            }
            case ObjectStreamConstants.TC_REFERENCE -> {
                if (reference() instanceof ClassDescription known) {
                    return known;
                }
                throw malformed("a reference to something that is no class");
            }
            case ObjectStreamConstants.TC_CLASSDESC, ObjectStreamConstants.TC_PROXYCLASSDESC -> {
                return described(type);
            }
            default -> throw malformed("type " + (type & 0xff) + " in place of a class");
        }
    }

    private ClassDescription described(byte type) throws IOException {
        if (++depth > MAX_DEPTH) {
            throw malformed("more than " + MAX_DEPTH + " classes above each other");
        }
        meter.hold(ENTRY_BYTES);
        ClassDescription described;
        if (type == ObjectStreamConstants.TC_PROXYCLASSDESC) {
            described = referable(new ClassDescription("a proxy"));
            int interfaces = in.readInt();
            for (int i = 0; i < interfaces; i++) {
                utf();
            }
            described.flags = ObjectStreamConstants.SC_SERIALIZABLE;
        } else {
            String name = utf();
            in.readLong();
            described = referable(new ClassDescription(name));
            described.flags = in.readUnsignedByte();
            described.fields = fields();
        }
        annotations();
        described.above = description();
        depth--;
        return described;
    }

    private List<Field> fields() throws IOException {
        int count = in.readUnsignedShort();
        List<Field> fields = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            char type = (char) in.readUnsignedByte();
            String name = utf();
            meter.hold(ENTRY_BYTES);
            if (type == 'L' || type == '[') {
                value();
            }
            fields.add(new Field(type, name));
        }
        return fields;
    }

    private List<Object> annotations() throws IOException {
        List<Object> values = new ArrayList<>();
        for (Object next = content(); next != END; next = content()) {
            values.add(next);
        }
        return values;
    }

    private SerialObject object() throws IOException {
        ClassDescription own = description();
        if (own == null) {
            throw malformed("an object without a class");
        }
        if (own.lineage == null) {
            own.lineage = lineage(own);
            own.names = own.lineage.stream().map(c -> c.name).toList();
        }
        meter.hold(OBJECT_BYTES);
        SerialObject object = referable(new SerialObject(own.names));
        for (int i = own.lineage.size() - 1; i >= 0; i--) {
            ClassDescription described = own.lineage.get(i);
            if (described.has(ObjectStreamConstants.SC_EXTERNALIZABLE)) {
                if (!described.has(ObjectStreamConstants.SC_BLOCK_DATA)) {
                    throw malformed("an object of which only its class knows the length");
                }
                object.annotate(described.name, annotations());
                continue;
            }
            for (Field field : described.fields) {
                meter.hold(ENTRY_BYTES);
                object.put(field.name(), primitiveOrValue(field.type()));
            }
            if (described.has(ObjectStreamConstants.SC_WRITE_METHOD)) {
                object.annotate(described.name, annotations());
            }
        }
        return object;
    }

    private List<ClassDescription> lineage(ClassDescription own) throws IOException {
        List<ClassDescription> classes = new ArrayList<>();
        for (ClassDescription next = own; next != null; next = next.above) {
            if (classes.size() == MAX_DEPTH) {
                throw malformed("more than " + MAX_DEPTH + " classes above each other");
            }
            meter.hold(ENTRY_BYTES);
            classes.add(next);
        }
        return classes;
    }

    /** Arrays of primitives are passed over: none is of interest. */
    private List<Object> array() throws IOException {
        ClassDescription type = description();
        List<Object> values = referable(new ArrayList<>());
        int length = in.readInt();
        if (type == null || type.name.length() < 2 || length < 0) {
            throw malformed("an array without type or length");
        }
        char component = type.name.charAt(1);
        for (int i = 0; i < length; i++) {
            Object value = primitiveOrValue(component);
            if (component == 'L' || component == '[') {
                values.add(value);
            }
        }
        return values;
    }

    private Object enumConstant() throws IOException {
        description();
        int handle = handles.size();
        handles.add(null);
        Object name = value();
        handles.set(handle, name);
        return name;
    }

    private Object primitiveOrValue(char type) throws IOException {
        return switch (type) {
            case 'B' -> in.readByte();
            case 'C' -> in.readChar();
            case 'D' -> in.readDouble();
            case 'F' -> in.readFloat();
            case 'I' -> in.readInt();
            case 'J' -> in.readLong();
            case 'S' -> in.readShort();
            case 'Z' -> in.readBoolean();
            case 'L', '[' -> value();
            default -> throw malformed("a field of type " + (int) type);
        };
    }

    private static NotRmiException malformed(String found) {
        return new NotRmiException("the answer holds no valid serialized objects: " + found);
    }
}
