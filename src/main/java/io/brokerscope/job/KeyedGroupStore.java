package io.brokerscope.job;

import io.brokerscope.job.group.GroupState;
import io.brokerscope.job.group.GroupStore;
import io.brokerscope.job.group.TopicEnds;
import java.util.List;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.ValueState;

/** The groups of the cluster under the current key. */
final class KeyedGroupStore implements GroupStore {

    private static final KeyedAccess STATE = new KeyedAccess("groups");

    private final ValueState<Header> header;
    private final MapState<String, TopicEnds> topics;
    private final MapState<String, GroupState> groups;

    KeyedGroupStore(RuntimeContext context) {
        header = context.getState(StateDescriptors.groupHeader());
        topics = context.getMapState(StateDescriptors.groupEnds());
        groups = context.getMapState(StateDescriptors.groups());
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
    public TopicEnds topic(String key) {
        return STATE.read(() -> topics.get(key));
    }

    @Override
    public void topic(String key, TopicEnds ends) {
        STATE.write(() -> topics.put(key, ends));
    }

    @Override
    public void removeTopic(String key) {
        STATE.write(() -> topics.remove(key));
    }

    @Override
    public List<String> topics() {
        return STATE.keys(topics);
    }

    @Override
    public GroupState group(String name) {
        return STATE.read(() -> groups.get(name));
    }

    @Override
    public void group(String name, GroupState group) {
        STATE.write(() -> groups.put(name, group));
    }

    @Override
    public void removeGroup(String name) {
        STATE.write(() -> groups.remove(name));
    }

    @Override
    public List<String> groups() {
        return STATE.keys(groups);
    }

    @Override
    public void clear() {
        header.clear();
        topics.clear();
        groups.clear();
    }
}
