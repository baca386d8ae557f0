package io.brokerscope.job;

import io.brokerscope.relationship.RelationshipStore;
import io.brokerscope.relationship.Vertex;
import java.util.List;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.ValueState;

/** The relationships within the cluster under the current key. */
final class KeyedRelationshipStore implements RelationshipStore {

    private static final KeyedAccess STATE = new KeyedAccess("relationships");

    private final ValueState<Header> header;
    private final MapState<String, Vertex> vertices;

    KeyedRelationshipStore(RuntimeContext context) {
        header = context.getState(StateDescriptors.relationshipHeader());
        vertices = context.getMapState(StateDescriptors.relationshipVertices());
    }

    @Override
    public Header header() {
        return STATE.read(header::value);
    }

    @Override
    public void header(Header value) {
        STATE.write(() -> header.update(value));
    }

    @Override
    public Vertex vertex(String key) {
        return STATE.read(() -> vertices.get(key));
    }

    @Override
    public void vertex(String key, Vertex vertex) {
        STATE.write(() -> vertices.put(key, vertex));
    }

    @Override
    public void removeVertex(String key) {
        STATE.write(() -> vertices.remove(key));
    }

    @Override
    public List<String> vertices() {
        return STATE.keys(vertices);
    }

    @Override
    public boolean isEmpty() {
        return STATE.read(vertices::isEmpty);
    }

    @Override
    public void clear() {
        header.clear();
        vertices.clear();
    }
}
