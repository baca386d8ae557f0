package io.brokerscope.testsupport;

import io.brokerscope.job.group.GroupState;
import io.brokerscope.job.group.GroupStore;
import io.brokerscope.job.group.TopicEnds;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/** What is remembered of groups, in maps. */
public final class MapGroupStore implements GroupStore {

    private static final TypeSerializer<Header> HEADER = Serializers.of(Header.class);
    private static final TypeSerializer<TopicEnds> TOPIC = Serializers.of(TopicEnds.class);
    private static final TypeSerializer<GroupState> GROUP = Serializers.of(GroupState.class);

    private Header header;
    private final TreeMap<String, TopicEnds> topics = new TreeMap<>();
    private final TreeMap<String, GroupState> groups = new TreeMap<>();

    /** What comes back after a restart: everything was bytes in between. */
    public MapGroupStore restarted() throws Exception {
        MapGroupStore copy = new MapGroupStore();
        copy.header = header == null ? null : throughBytes(HEADER, header);
        for (var topic : topics.entrySet()) {
            copy.topics.put(topic.getKey(), throughBytes(TOPIC, topic.getValue()));
        }
        for (var group : groups.entrySet()) {
            copy.groups.put(group.getKey(), throughBytes(GROUP, group.getValue()));
        }
        return copy;
    }

    /** Whether nothing is left. */
    public boolean isEmpty() {
        return header == null && topics.isEmpty() && groups.isEmpty();
    }

    /** Bytes of everything, as a checkpoint would hold them. */
    public long bytes() throws Exception {
        long sum = 0;
        for (TopicEnds topic : topics.values()) {
            sum += bytes(TOPIC, topic).length;
        }
        for (GroupState group : groups.values()) {
            sum += bytes(GROUP, group).length;
        }
        return sum;
    }

    @Override
    public Header header() {
        return header;
    }

    @Override
    public void header(Header value) {
        header = value;
    }

    @Override
    public TopicEnds topic(String key) {
        return topics.get(key);
    }

    @Override
    public void topic(String key, TopicEnds ends) {
        topics.put(key, ends);
    }

    @Override
    public void removeTopic(String key) {
        topics.remove(key);
    }

    @Override
    public List<String> topics() {
        return new ArrayList<>(topics.keySet());
    }

    @Override
    public GroupState group(String name) {
        return groups.get(name);
    }

    @Override
    public void group(String name, GroupState group) {
        groups.put(name, group);
    }

    @Override
    public void removeGroup(String name) {
        groups.remove(name);
    }

    @Override
    public List<String> groups() {
        return new ArrayList<>(groups.keySet());
    }

    @Override
    public void clear() {
        header = null;
        topics.clear();
        groups.clear();
    }

    private static <T> T throughBytes(TypeSerializer<T> type, T value) throws Exception {
        return type.deserialize(new DataInputDeserializer(bytes(type, value)));
    }

    private static <T> byte[] bytes(TypeSerializer<T> type, T value) throws Exception {
        DataOutputSerializer out = new DataOutputSerializer(1 << 10);
        type.serialize(value, out);
        return out.getCopyOfBuffer();
    }
}
