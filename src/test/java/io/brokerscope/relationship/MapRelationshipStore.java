package io.brokerscope.relationship;

import io.brokerscope.testsupport.Serializers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/** What is remembered of relationships, as bytes: as after a restart between any two calls. */
final class MapRelationshipStore implements RelationshipStore {

    private static final TypeSerializer<Header> HEADER = Serializers.of(Header.class);
    private static final TypeSerializer<Vertex> VERTEX = Serializers.of(Vertex.class);

    private byte[] header;
    private final TreeMap<String, byte[]> vertices = new TreeMap<>();

    @Override
    public Header header() {
        return read(HEADER, header);
    }

    @Override
    public void header(Header value) {
        header = written(HEADER, value);
    }

    @Override
    public Vertex vertex(String key) {
        return read(VERTEX, vertices.get(key));
    }

    @Override
    public void vertex(String key, Vertex vertex) {
        vertices.put(key, written(VERTEX, vertex));
    }

    @Override
    public void removeVertex(String key) {
        vertices.remove(key);
    }

    @Override
    public List<String> vertices() {
        return new ArrayList<>(vertices.keySet());
    }

    @Override
    public boolean isEmpty() {
        return vertices.isEmpty();
    }

    @Override
    public void clear() {
        header = null;
        vertices.clear();
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
