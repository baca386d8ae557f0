package io.brokerscope.job;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.api.java.typeutils.MapTypeInfo;
import org.apache.flink.api.java.typeutils.PojoField;
import org.apache.flink.api.java.typeutils.PojoTypeInfo;
import org.apache.flink.api.java.typeutils.runtime.NullableSerializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * How metrics by name are written into state. They are most of it, and Flink's own serializer
 * writes every character of every name on its own, into a stream that locks each time; here a name
 * is one piece. Reads what Flink's serializer wrote, by a migration.
 *
 * <p>The maps are never changed once they are in state, so that copies are the maps themselves.
 */
final class MetricValues extends TypeInformation<Map<String, Double>> {

    private static final long serialVersionUID = 1L;

    private static final MetricValues TYPE = new MetricValues();

    private MetricValues() {}

    /** The type of a record with metrics by name, its own and those of records in it. */
    @SuppressWarnings("unchecked")
    static <T> TypeInformation<T> in(TypeInformation<T> type) {
        return (TypeInformation<T>) replaced(type);
    }

    private static TypeInformation<?> replaced(TypeInformation<?> type) {
        if (type instanceof MapTypeInfo<?, ?> map
                && map.getKeyTypeInfo().equals(Types.STRING)
                && map.getValueTypeInfo().equals(Types.DOUBLE)) {
            return TYPE;
        }
        if (type instanceof PojoTypeInfo<?> record) {
            List<PojoField> fields = new ArrayList<>();
            for (int i = 0; i < record.getArity(); i++) {
                PojoField field = record.getPojoFieldAt(i);
                fields.add(new PojoField(field.getField(), replaced(field.getTypeInformation())));
            }
            return new PojoTypeInfo<>(record.getTypeClass(), fields);
        }
        return type;
    }

    @Override
    public boolean isBasicType() {
        return false;
    }

    @Override
    public boolean isTupleType() {
        return false;
    }

    @Override
    public int getArity() {
        return 0;
    }

    @Override
    public int getTotalFields() {
        return 1;
    }

    @SuppressWarnings("unchecked")
    @Override
    public Class<Map<String, Double>> getTypeClass() {
        return (Class<Map<String, Double>>) (Class<?>) Map.class;
    }

    @Override
    public boolean isKeyType() {
        return false;
    }

    @Override
    public TypeSerializer<Map<String, Double>> createSerializer(SerializerConfig config) {
        return Serializer.INSTANCE;
    }

    @Override
    public String toString() {
        return "metrics by name";
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MetricValues;
    }

    @Override
    public int hashCode() {
        return MetricValues.class.hashCode();
    }

    @Override
    public boolean canEqual(Object other) {
        return other instanceof MetricValues;
    }

    /**
     * The number of metrics, then for each the length of its name in UTF-8, the name and the value.
     */
    static final class Serializer extends TypeSerializerSingleton<Map<String, Double>> {

        private static final long serialVersionUID = 1L;

        static final Serializer INSTANCE = new Serializer();

        private Serializer() {}

        @Override
        public void serialize(Map<String, Double> metrics, DataOutputView target)
                throws IOException {
            target.writeInt(metrics.size());
            for (Map.Entry<String, Double> metric : metrics.entrySet()) {
                byte[] name = metric.getKey().getBytes(StandardCharsets.UTF_8);
                target.writeShort(name.length);
                target.write(name);
                target.writeDouble(metric.getValue());
            }
        }

        @Override
        public Map<String, Double> deserialize(DataInputView source) throws IOException {
            int size = source.readInt();
            Map<String, Double> metrics = new HashMap<>(size * 2);
            for (int i = 0; i < size; i++) {
                byte[] name = new byte[source.readUnsignedShort()];
                source.readFully(name);
                metrics.put(new String(name, StandardCharsets.UTF_8), source.readDouble());
            }
            return metrics;
        }

        @Override
        public Map<String, Double> deserialize(Map<String, Double> reuse, DataInputView source)
                throws IOException {
            return deserialize(source);
        }

        @Override
        public void copy(DataInputView source, DataOutputView target) throws IOException {
            serialize(deserialize(source), target);
        }

        @Override
        public boolean isImmutableType() {
            return true;
        }

        @Override
        public Map<String, Double> createInstance() {
            return Map.of();
        }

        @Override
        public Map<String, Double> copy(Map<String, Double> from) {
            return from;
        }

        @Override
        public Map<String, Double> copy(Map<String, Double> from, Map<String, Double> reuse) {
            return from;
        }

        @Override
        public int getLength() {
            return -1;
        }

        @Override
        public TypeSerializerSnapshot<Map<String, Double>> snapshotConfiguration() {
            return new Snapshot();
        }
    }

    /** Says in a checkpoint that metrics are written this way. Created by Flink, by its name. */
    public static final class Snapshot implements TypeSerializerSnapshot<Map<String, Double>> {

        private static final int VERSION = 1;

        /** For Flink. */
        public Snapshot() {}

        @Override
        public int getCurrentVersion() {
            return VERSION;
        }

        @Override
        public void writeSnapshot(DataOutputView out) {}

        @Override
        public void readSnapshot(int version, DataInputView in, ClassLoader classLoader)
                throws IOException {
            if (version != VERSION) {
                throw new IOException(
                        "metrics are written in version "
                                + version
                                + ", this release reads version "
                                + VERSION);
            }
        }

        @Override
        public TypeSerializer<Map<String, Double>> restoreSerializer() {
            return Serializer.INSTANCE;
        }

        @Override
        public TypeSerializerSchemaCompatibility<Map<String, Double>> resolveSchemaCompatibility(
                TypeSerializerSnapshot<Map<String, Double>> before) {
            if (before instanceof Snapshot) {
                return TypeSerializerSchemaCompatibility.compatibleAsIs();
            }
            // Flink wraps maps in records, which may be null.
            return before instanceof NullableSerializer.NullableSerializerSnapshot
                    ? TypeSerializerSchemaCompatibility.compatibleAfterMigration()
                    : TypeSerializerSchemaCompatibility.incompatible();
        }
    }
}
