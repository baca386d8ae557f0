package io.brokerscope.testsupport;

import io.brokerscope.incident.IncidentStore;
import io.brokerscope.incident.Layout;
import io.brokerscope.incident.Trouble;
import io.brokerscope.incident.Watch;
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

    private static final TypeSerializer<Watch> WATCH = Serializers.of(Watch.class);
    private static final TypeSerializer<Watch.Target> TARGET = Serializers.of(Watch.Target.class);
    private static final TypeSerializer<Layout> LAYOUT = Serializers.of(Layout.class);

    private Header header;
    private Watch watch;
    private Layout layout;
    private final TreeMap<String, Watch.Target> targets = new TreeMap<>();
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

    @Override
    public Watch watch() {
        return watch;
    }

    @Override
    public void watch(Watch value) {
        watch = throughBytes(WATCH, value);
    }

    @Override
    public Watch.Target target(String id) {
        return targets.get(id);
    }

    @Override
    public void target(String id, Watch.Target target) {
        targets.put(id, throughBytes(TARGET, target));
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
    public boolean hasTargets() {
        return !targets.isEmpty();
    }

    @Override
    public Layout layout() {
        return layout;
    }

    @Override
    public void layout(Layout value) {
        layout = value == null ? null : throughBytes(LAYOUT, value);
    }

    @Override
    public void clear() {
        header = null;
        watch = null;
        layout = null;
        troubles.clear();
        targets.clear();
    }

    /** Whether nothing is left. */
    public boolean isEmpty() {
        return header == null
                && watch == null
                && layout == null
                && troubles.isEmpty()
                && targets.isEmpty();
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
