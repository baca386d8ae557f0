package io.brokerscope.job;

import java.io.IOException;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;

/**
 * A type whose values go into checkpoints in one piece. Flink's serializers write character by
 * character and field by field, and the stream of a checkpoint takes a lock and three calls for
 * each; here a value is put together in memory first. What is written stays the same to the byte,
 * and so does what checkpoints say of the format: a state may change to this type and back.
 *
 * @param <T> type of the values
 */
final class InOnePiece<T> extends TypeInformation<T> {

    private static final long serialVersionUID = 1L;

    private final TypeInformation<T> type;

    InOnePiece(TypeInformation<T> type) {
        this.type = type;
    }

    /** What the values are. */
    TypeInformation<T> type() {
        return type;
    }

    @Override
    public boolean isBasicType() {
        return type.isBasicType();
    }

    @Override
    public boolean isTupleType() {
        return type.isTupleType();
    }

    @Override
    public int getArity() {
        return type.getArity();
    }

    @Override
    public int getTotalFields() {
        return type.getTotalFields();
    }

    @Override
    public Class<T> getTypeClass() {
        return type.getTypeClass();
    }

    @Override
    public boolean isKeyType() {
        return false;
    }

    @Override
    public TypeSerializer<T> createSerializer(SerializerConfig config) {
        return new Serializer<>(type.createSerializer(config));
    }

    @Override
    public String toString() {
        return type.toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof InOnePiece<?> that && type.equals(that.type);
    }

    @Override
    public int hashCode() {
        return type.hashCode();
    }

    @Override
    public boolean canEqual(Object other) {
        return other instanceof InOnePiece;
    }

    /** Not for several threads at once: each takes a {@link #duplicate}, as Flink does. */
    static final class Serializer<T> extends TypeSerializer<T> {

        private static final long serialVersionUID = 1L;

        private static final int INITIAL_BYTES = 1 << 10;

        /** A larger one is let go of: a few large values must not keep memory of every task. */
        private static final int MAX_KEPT_BYTES = 1 << 20;

        private final TypeSerializer<T> values;
        private transient DataOutputSerializer piece;

        Serializer(TypeSerializer<T> values) {
            this.values = values;
        }

        @Override
        public void serialize(T value, DataOutputView target) throws IOException {
            if (piece == null) {
                piece = new DataOutputSerializer(INITIAL_BYTES);
            }
            piece.clear();
            values.serialize(value, piece);
            target.write(piece.getSharedBuffer(), 0, piece.length());
            if (piece.getSharedBuffer().length > MAX_KEPT_BYTES) {
                piece = null;
            }
        }

        @Override
        public T deserialize(DataInputView source) throws IOException {
            return values.deserialize(source);
        }

        @Override
        public T deserialize(T reuse, DataInputView source) throws IOException {
            return values.deserialize(reuse, source);
        }

        @Override
        public void copy(DataInputView source, DataOutputView target) throws IOException {
            values.copy(source, target);
        }

        @Override
        public T copy(T from) {
            return values.copy(from);
        }

        @Override
        public T copy(T from, T reuse) {
            return values.copy(from, reuse);
        }

        @Override
        public T createInstance() {
            return values.createInstance();
        }

        @Override
        public boolean isImmutableType() {
            return values.isImmutableType();
        }

        @Override
        public int getLength() {
            return values.getLength();
        }

        @Override
        public TypeSerializer<T> duplicate() {
            return new Serializer<>(values.duplicate());
        }

        /** That of the values: there is nothing else to know of how they are written. */
        @Override
        public TypeSerializerSnapshot<T> snapshotConfiguration() {
            return values.snapshotConfiguration();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Serializer<?> that && values.equals(that.values);
        }

        @Override
        public int hashCode() {
            return values.hashCode();
        }
    }
}
