package io.brokerscope.testsupport;

import io.brokerscope.incident.IncidentStore;
import io.brokerscope.incident.Trouble;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/** What is remembered of incidents, in maps; everything that is kept goes through bytes. */
public final class MapIncidentStore implements IncidentStore {

    private static final TypeSerializer<Header> HEADER = Serializers.of(Header.class);
    private static final TypeSerializer<Trouble> TROUBLE = Serializers.of(Trouble.class);

    private Header header;
    private final TreeMap<String, Trouble> troubles = new TreeMap<>();

    @Override
    public Header header() {
        return header;
    }

    @Override
    public void header(Header value) {
        header = throughBytes(HEADER, value);
    }

    @Override
    public Trouble trouble(String guid) {
        return troubles.get(guid);
    }

    @Override
    public void trouble(Trouble trouble) {
        troubles.put(trouble.fact().guid(), throughBytes(TROUBLE, trouble));
    }

    @Override
    public void removeTrouble(String guid) {
        troubles.remove(guid);
    }

    @Override
    public List<Trouble> troubles() {
        return new ArrayList<>(troubles.values());
    }

    private static <T> T throughBytes(TypeSerializer<T> type, T value) {
        try {
            DataOutputSerializer out = new DataOutputSerializer(1 << 10);
            type.serialize(value, out);
            return type.deserialize(new DataInputDeserializer(out.getCopyOfBuffer()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
