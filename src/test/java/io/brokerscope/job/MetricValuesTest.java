package io.brokerscope.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brokerscope.entity.EntityGate;
import io.brokerscope.entity.RowState;
import io.brokerscope.model.Quality;
import io.brokerscope.model.Status;
import java.io.IOException;
import java.util.Map;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

/** Metrics in state: written in one piece a name, and read as Flink's own serializer wrote them. */
class MetricValuesTest {

    private static final Map<String, Double> METRICS =
            Map.of("broker.bytes_in.rate", 1.5e9, "größe", Double.NaN, "", -0.0);
    private static final RowState ROW =
            new RowState(
                    15_000,
                    14_000,
                    new double[] {1, Double.NaN},
                    METRICS,
                    2,
                    new EntityGate(
                            7,
                            Status.HEALTHY,
                            Quality.MEASURED,
                            99.5,
                            null,
                            Map.of("version", "4.1.0"),
                            METRICS));

    private final TypeInformation<RowState> plain = TypeInformation.of(RowState.class);
    private final TypeInformation<RowState> ours = MetricValues.in(plain);

    @Test
    void givesBackWhatWasWritten() throws IOException {
        assertIsTheRow(read(serializer(ours), bytes(serializer(ours), ROW)));
    }

    @Test
    void takesLessRoomThanFlinksOwn() throws IOException {
        assertThat(bytes(serializer(ours), ROW).length)
                .isLessThan(bytes(serializer(plain), ROW).length);
    }

    @Test
    void readsWhatFlinksOwnWrote() throws IOException {
        TypeSerializerSnapshot<RowState> inSavepoint = serializer(plain).snapshotConfiguration();
        TypeSerializerSchemaCompatibility<RowState> compatibility =
                serializer(ours).snapshotConfiguration().resolveSchemaCompatibility(inSavepoint);
        assertThat(compatibility.isCompatibleAfterMigration()).isTrue();
        RowState old = read(inSavepoint.restoreSerializer(), bytes(serializer(plain), ROW));
        assertIsTheRow(read(serializer(ours), bytes(serializer(ours), old)));
    }

    @Test
    void isCompatibleWithItself() throws IOException {
        TypeSerializerSnapshot<RowState> snapshot = serializer(ours).snapshotConfiguration();
        DataOutputSerializer out = new DataOutputSerializer(256);
        TypeSerializerSnapshot.writeVersionedSnapshot(out, snapshot);
        TypeSerializerSnapshot<RowState> restored =
                TypeSerializerSnapshot.readVersionedSnapshot(
                        new DataInputDeserializer(out.getCopyOfBuffer()),
                        MetricValuesTest.class.getClassLoader());
        assertThat(
                        serializer(ours)
                                .snapshotConfiguration()
                                .resolveSchemaCompatibility(restored)
                                .isCompatibleAsIs())
                .isTrue();
        assertIsTheRow(read(restored.restoreSerializer(), bytes(serializer(ours), ROW)));
    }

    @Test
    void refusesAVersionItDoesNotKnow() {
        assertThatThrownBy(() -> new MetricValues.Snapshot().readSnapshot(2, null, null))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("version 2, this release reads version 1");
    }

    @Test
    void leavesOtherMapsAlone() {
        TypeInformation<?> texts = Types.MAP(Types.STRING, Types.STRING);
        assertThat(MetricValues.in(texts)).isSameAs(texts);
    }

    private static void assertIsTheRow(RowState read) {
        assertThat(read)
                .usingRecursiveComparison()
                .withEqualsForType(Double::equals, Double.class)
                .isEqualTo(ROW);
    }

    private static <T> TypeSerializer<T> serializer(TypeInformation<T> type) {
        return type.createSerializer(new SerializerConfigImpl());
    }

    private static <T> byte[] bytes(TypeSerializer<T> serializer, T value) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(256);
        serializer.serialize(value, out);
        return out.getCopyOfBuffer();
    }

    private static <T> T read(TypeSerializer<T> serializer, byte[] bytes) throws IOException {
        DataInputDeserializer in = new DataInputDeserializer(bytes);
        T value = serializer.deserialize(in);
        assertThat(in.available()).isZero();
        return value;
    }
}
