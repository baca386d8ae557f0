package io.brokerscope.coverage;

import io.brokerscope.testsupport.Serializers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/** What is remembered of coverage, as bytes: as after a restart between any two calls. */
final class MapCoverageStore implements CoverageStore {

    private static final TypeSerializer<Header> HEADER = Serializers.of(Header.class);
    private static final TypeSerializer<WatchedTarget> TARGET = Serializers.of(WatchedTarget.class);

    private byte[] header;
    private final TreeMap<String, byte[]> targets = new TreeMap<>();

    /** Whether nothing is left. */
    boolean isEmpty() {
        return header == null && targets.isEmpty();
    }

    @Override
    public Header header() {
        return read(HEADER, header);
    }

    @Override
    public void header(Header value) {
        header = written(HEADER, value);
    }

    @Override
    public WatchedTarget target(String id) {
        return read(TARGET, targets.get(id));
    }

    @Override
    public void target(String id, WatchedTarget target) {
        targets.put(id, written(TARGET, target));
    }

    @Override
    public void removeTarget(String id) {
        targets.remove(id);
    }

    @Override
    public List<String> targets() {
        return new ArrayList<>(targets.keySet());
    }

    @Override
    public void clear() {
        header = null;
        targets.clear();
    }

    private static <T> byte[] written(TypeSerializer<T> serializer, T value) {
        try {
            DataOutputSerializer out = new DataOutputSerializer(256);
            serializer.serialize(value, out);
            return out.getCopyOfBuffer();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <T> T read(TypeSerializer<T> serializer, byte[] bytes) {
        try {
            return bytes == null ? null : serializer.deserialize(new DataInputDeserializer(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
