package io.brokerscope.job;

import io.brokerscope.job.group.GroupState;
import io.brokerscope.job.group.GroupStore;
import io.brokerscope.job.group.TopicEnds;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.util.FlinkRuntimeException;

/** The groups of the cluster under the current key. */
final class KeyedGroupStore implements GroupStore {

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
        return access(header::value);
    }

    @Override
    public void header(Header value) {
        change(() -> header.update(value));
    }

    @Override
    public TopicEnds topic(String key) {
        return access(() -> topics.get(key));
    }

    @Override
    public void topic(String key, TopicEnds ends) {
        change(() -> topics.put(key, ends));
    }

    @Override
    public void removeTopic(String key) {
        change(() -> topics.remove(key));
    }

    @Override
    public List<String> topics() {
        return access(() -> keys(topics));
    }

    @Override
    public GroupState group(String name) {
        return access(() -> groups.get(name));
    }

    @Override
    public void group(String name, GroupState group) {
        change(() -> groups.put(name, group));
    }

    @Override
    public void removeGroup(String name) {
        change(() -> groups.remove(name));
    }

    @Override
    public List<String> groups() {
        return access(() -> keys(groups));
    }

    @Override
    public void clear() {
        header.clear();
        topics.clear();
        groups.clear();
    }

    private static List<String> keys(MapState<String, ?> state) throws Exception {
        List<String> keys = new ArrayList<>();
        for (String key : state.keys()) {
            keys.add(key);
        }
        return keys;
    }

    private static <T> T access(Access<T> access) {
        try {
            return access.get();
        } catch (Exception e) {
            throw new FlinkRuntimeException("state of groups cannot be read", e);
        }
    }

    private static void change(Change change) {
        try {
            change.run();
        } catch (Exception e) {
            throw new FlinkRuntimeException("state of groups cannot be written", e);
        }
    }

    private interface Access<T> {
        T get() throws Exception;
    }

    private interface Change {
        void run() throws Exception;
    }
}
