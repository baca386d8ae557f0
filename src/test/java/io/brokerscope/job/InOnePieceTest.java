package io.brokerscope.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputViewStreamWrapper;
import org.junit.jupiter.api.Test;

class InOnePieceTest {

    private static final TypeInformation<Map<String, Double>> PLAIN =
            Types.MAP(Types.STRING, Types.DOUBLE);

    private final TypeSerializer<Map<String, Double>> plain =
            PLAIN.createSerializer(new SerializerConfigImpl());
    private final TypeSerializer<Map<String, Double>> whole =
            new InOnePiece<>(PLAIN).createSerializer(new SerializerConfigImpl());

    @Test
    void writesTheSameBytesInOneGo() throws IOException {
        Counting toPlain = new Counting();
        Counting toWhole = new Counting();
        plain.serialize(metrics(40), new DataOutputViewStreamWrapper(toPlain));
        whole.serialize(metrics(40), new DataOutputViewStreamWrapper(toWhole));

        assertThat(toWhole.toByteArray()).isEqualTo(toPlain.toByteArray());
        assertThat(toPlain.writes).as("by the character").isGreaterThan(400);
        assertThat(toWhole.writes).isEqualTo(1);
    }

    @Test
    void writesOneAfterTheOther() throws IOException {
        Counting bytes = new Counting();
        DataOutputViewStreamWrapper target = new DataOutputViewStreamWrapper(bytes);
        // The second takes more than is kept in memory, the third comes after that was let go of.
        for (int size : new int[] {3, 100_000, 5}) {
            whole.serialize(metrics(size), target);
        }

        DataInputDeserializer source = new DataInputDeserializer(bytes.toByteArray());
        for (int size : new int[] {3, 100_000, 5}) {
            assertThat(whole.deserialize(source)).isEqualTo(metrics(size));
        }
        assertThat(source.available()).isZero();
    }

    @Test
    void aDuplicateIsAnother() throws IOException {
        TypeSerializer<Map<String, Double>> other = whole.duplicate();
        assertThat(other).isEqualTo(whole).isNotSameAs(whole);
        Counting first = new Counting();
        Counting second = new Counting();
        whole.serialize(metrics(9), new DataOutputViewStreamWrapper(first));
        other.serialize(metrics(9), new DataOutputViewStreamWrapper(second));
        assertThat(second.toByteArray()).isEqualTo(first.toByteArray());
    }

    @Test
    void aStateMayChangeToItAndBack() {
        assertThat(
                        whole.snapshotConfiguration()
                                .resolveSchemaCompatibility(plain.snapshotConfiguration())
                                .isCompatibleAsIs())
                .isTrue();
        assertThat(
                        plain.snapshotConfiguration()
                                .resolveSchemaCompatibility(whole.snapshotConfiguration())
                                .isCompatibleAsIs())
                .isTrue();
    }

    private static Map<String, Double> metrics(int size) {
        Map<String, Double> metrics = new HashMap<>();
        for (int i = 0; i < size; i++) {
            metrics.put("metric-" + i, i * 1.5);
        }
        return metrics;
    }

    /** Counts how often it is written to. */
    private static final class Counting extends ByteArrayOutputStream {

        private int writes;

        @Override
        public synchronized void write(int b) {
            writes++;
            super.write(b);
        }

        @Override
        public synchronized void write(byte[] bytes, int from, int length) {
            writes++;
            super.write(bytes, from, length);
        }
    }
}
