package io.brokerscope.testsupport;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Assignment;
import org.apache.kafka.clients.consumer.internals.ConsumerProtocol;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.ConsumerGroupDescribeRequestData;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData;
import org.apache.kafka.common.message.DescribeClusterResponseData;
import org.apache.kafka.common.message.DescribeConfigsRequestData;
import org.apache.kafka.common.message.DescribeConfigsResponseData;
import org.apache.kafka.common.message.DescribeGroupsRequestData;
import org.apache.kafka.common.message.DescribeGroupsResponseData;
import org.apache.kafka.common.message.DescribeLogDirsResponseData;
import org.apache.kafka.common.message.DescribeQuorumResponseData;
import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.FindCoordinatorResponseData;
import org.apache.kafka.common.message.ListGroupsResponseData;
import org.apache.kafka.common.message.ListOffsetsRequestData;
import org.apache.kafka.common.message.ListOffsetsResponseData;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.OffsetFetchRequestData;
import org.apache.kafka.common.message.OffsetFetchResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.ListOffsetsRequest;
import org.apache.kafka.common.requests.RequestHeader;
import org.apache.kafka.common.requests.RequestUtils;
import org.apache.kafka.common.requests.ResponseHeader;

/**
 * Brokers that answer as those of a cluster of any size would to who describes it, in Kafka's own
 * protocol over real connections, and count what they are asked. They keep no records: a cluster of
 * 30,000 partitions would take a machine of its own.
 */
public final class AnsweringBrokers implements AutoCloseable {

    /** What every partition ends at before {@link #write}, and what groups have committed there. */
    public static final long END = 1_000;

    public static final long COMMITTED = 900;

    private static final Set<ApiKeys> ANSWERED =
            Set.of(
                    ApiKeys.API_VERSIONS,
                    ApiKeys.METADATA,
                    ApiKeys.DESCRIBE_CLUSTER,
                    ApiKeys.LIST_GROUPS,
                    ApiKeys.FIND_COORDINATOR,
                    ApiKeys.CONSUMER_GROUP_DESCRIBE,
                    ApiKeys.DESCRIBE_GROUPS,
                    ApiKeys.OFFSET_FETCH,
                    ApiKeys.LIST_OFFSETS,
                    ApiKeys.DESCRIBE_QUORUM,
                    ApiKeys.DESCRIBE_LOG_DIRS,
                    ApiKeys.DESCRIBE_CONFIGS);

    private static final byte DEFAULT_CONFIG = 5;

    private static final String GROUPS_TOPIC = "__consumer_offsets";
    private static final int GROUPS_PARTITIONS = 3;

    private static final List<String> CONFIGS =
            List.of(
                    "retention.ms=604800000",
                    "retention.bytes=-1",
                    "min.insync.replicas=1",
                    "cleanup.policy=delete");

    private final AtomicInteger written = new AtomicInteger();
    private final int partitions;
    private final int topicsOfAGroup;
    private final List<ServerSocket> listeners = new ArrayList<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads =
            Executors.newCachedThreadPool(
                    task -> {
                        Thread thread = new Thread(task, "answering-broker");
                        thread.setDaemon(true);
                        return thread;
                    });

    private final List<String> topics;
    private final List<String> groups;
    private final Map<String, Uuid> ids = new ConcurrentHashMap<>();
    private final Map<Uuid, String> names = new ConcurrentHashMap<>();
    private final Map<ApiKeys, Short> newest = new ConcurrentHashMap<>();
    private volatile Set<Integer> leaderless = Set.of();
    private final Map<ApiKeys, Integer> asked = new EnumMap<>(ApiKeys.class);

    /**
     * Starts them.
     *
     * @param brokers how many there are
     * @param topics how many topics; one replica for each partition
     * @param partitions partitions of each topic
     * @param groups how many groups, by turns of the consumer and of the classic protocol, each
     *     with one member
     * @param topicsOfAGroup topics that a group has committed in
     */
    public AnsweringBrokers(int brokers, int topics, int partitions, int groups, int topicsOfAGroup)
            throws IOException {
        this.partitions = partitions;
        this.topicsOfAGroup = topicsOfAGroup;
        this.topics = IntStream.range(0, topics).mapToObj(AnsweringBrokers::topic).toList();
        this.groups = IntStream.range(0, groups).mapToObj(g -> "group-%04d".formatted(g)).toList();
        for (String topic : withGroupsTopic()) {
            Uuid id = Uuid.randomUuid();
            ids.put(topic, id);
            names.put(id, topic);
        }
        for (int broker = 0; broker < brokers; broker++) {
            ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            listeners.add(listener);
            int node = broker;
            threads.execute(() -> accept(node, listener));
        }
    }

    /**
     * Names as different as those of people. Where they differ in a running number only, the hashes
     * of their partitions are nearly all the same, and Kafka's client takes some times as long.
     */
    private static String topic(int number) {
        return "topic-%08x".formatted(number * 0x9E3779B9);
    }

    private List<String> withGroupsTopic() {
        List<String> all = new ArrayList<>(topics);
        all.add(GROUPS_TOPIC);
        return all;
    }

    /** From now on these partitions, and no others, of the topic of groups have no leader. */
    public AnsweringBrokers leaderless(Integer... groupPartitions) {
        leaderless = Set.of(groupPartitions);
        return this;
    }

    /** From now on the brokers are as old as to know a question up to this version only. */
    public AnsweringBrokers upTo(ApiKeys question, int version) {
        newest.put(question, (short) version);
        return this;
    }

    public String bootstrap() {
        return "127.0.0.1:" + listeners.get(0).getLocalPort();
    }

    /** How often each question came since the last call. */
    public Map<ApiKeys, Integer> takeAsked() {
        synchronized (asked) {
            Map<ApiKeys, Integer> taken = new EnumMap<>(asked);
            asked.clear();
            return taken;
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        for (ServerSocket listener : listeners) {
            listener.close();
        }
        for (Socket socket : open) {
            socket.close();
        }
        threads.shutdown();
        if (!threads.awaitTermination(10, TimeUnit.SECONDS)) {
            throw new IllegalStateException("threads of the brokers still run");
        }
    }

    private void accept(int node, ServerSocket listener) {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                open.add(socket);
                threads.execute(() -> converse(node, socket));
            } catch (IOException e) {
                if (!listener.isClosed()) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }

    private void converse(int node, Socket socket) {
        try (socket) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            while (true) {
                byte[] request = new byte[in.readInt()];
                in.readFully(request);
                ByteBuffer answer = answer(node, ByteBuffer.wrap(request));
                out.writeInt(answer.remaining());
                out.write(answer.array(), answer.arrayOffset(), answer.remaining());
                out.flush();
            }
        } catch (EOFException | SocketException e) {
            // The client went away.
            return;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } finally {
            open.remove(socket);
        }
    }

    private ByteBuffer answer(int node, ByteBuffer bytes) {
        RequestHeader header = RequestHeader.parse(bytes);
        AbstractRequest request =
                AbstractRequest.parseRequest(
                                header.apiKey(), header.apiVersion(), new ByteBufferAccessor(bytes))
                        .request;
        synchronized (asked) {
            asked.merge(header.apiKey(), 1, Integer::sum);
        }
        ApiMessage answer =
                switch (header.apiKey()) {
                    case API_VERSIONS -> versions();
                    case METADATA -> metadata((MetadataRequestData) request.data());
                    case DESCRIBE_CLUSTER -> cluster();
                    case LIST_GROUPS -> listGroups(node);
                    case FIND_COORDINATOR ->
                            coordinators((FindCoordinatorRequestData) request.data());
                    case CONSUMER_GROUP_DESCRIBE ->
                            consumerGroups((ConsumerGroupDescribeRequestData) request.data());
                    case DESCRIBE_GROUPS ->
                            classicGroups((DescribeGroupsRequestData) request.data());
                    case OFFSET_FETCH ->
                            commits((OffsetFetchRequestData) request.data(), header.apiVersion());
                    case LIST_OFFSETS -> offsets((ListOffsetsRequestData) request.data());
                    case DESCRIBE_QUORUM -> quorum();
                    case DESCRIBE_LOG_DIRS -> logDirs(node);
                    case DESCRIBE_CONFIGS -> configs((DescribeConfigsRequestData) request.data());
                    default -> throw new IllegalArgumentException("asked " + header.apiKey());
                };
        ResponseHeader answered = header.toResponseHeader();
        return RequestUtils.serialize(
                answered.data(), answered.headerVersion(), answer, header.apiVersion());
    }

    private ApiMessage versions() {
        ApiVersionsResponseData data = new ApiVersionsResponseData();
        for (ApiKeys key : ANSWERED) {
            data.apiKeys()
                    .add(
                            new ApiVersionsResponseData.ApiVersion()
                                    .setApiKey(key.id)
                                    .setMinVersion(key.oldestVersion())
                                    .setMaxVersion(newest.getOrDefault(key, key.latestVersion())));
        }
        return data;
    }

    private int leader(String topic, int partition) {
        return Math.floorMod(topic.hashCode() + partition, listeners.size());
    }

    private int coordinator(String group) {
        return Math.floorMod(group.hashCode(), listeners.size());
    }

    private int port(int node) {
        return listeners.get(node).getLocalPort();
    }

    private ApiMessage metadata(MetadataRequestData request) {
        MetadataResponseData data =
                new MetadataResponseData().setClusterId("answering").setControllerId(0);
        for (int node = 0; node < listeners.size(); node++) {
            data.brokers()
                    .add(
                            new MetadataResponseData.MetadataResponseBroker()
                                    .setNodeId(node)
                                    .setHost("127.0.0.1")
                                    .setPort(port(node)));
        }
        List<String> wanted = new ArrayList<>();
        if (request.topics() == null) {
            wanted.addAll(withGroupsTopic());
        } else {
            for (MetadataRequestData.MetadataRequestTopic topic : request.topics()) {
                boolean byId = !topic.topicId().equals(Uuid.ZERO_UUID);
                wanted.add(byId ? names.get(topic.topicId()) : topic.name());
            }
        }
        for (String topic : wanted) {
            boolean ofGroups = topic.equals(GROUPS_TOPIC);
            MetadataResponseData.MetadataResponseTopic described =
                    new MetadataResponseData.MetadataResponseTopic()
                            .setName(topic)
                            .setTopicId(ids.get(topic))
                            .setIsInternal(ofGroups);
            for (int p = 0; p < (ofGroups ? GROUPS_PARTITIONS : partitions); p++) {
                boolean led = !ofGroups || !leaderless.contains(p);
                List<Integer> leader = List.of(leader(topic, p));
                described
                        .partitions()
                        .add(
                                new MetadataResponseData.MetadataResponsePartition()
                                        .setPartitionIndex(p)
                                        .setErrorCode(led ? 0 : Errors.LEADER_NOT_AVAILABLE.code())
                                        .setLeaderId(led ? leader.get(0) : -1)
                                        .setLeaderEpoch(1)
                                        .setReplicaNodes(leader)
                                        .setIsrNodes(leader));
            }
            data.topics().add(described);
        }
        return data;
    }

    private ApiMessage cluster() {
        DescribeClusterResponseData data =
                new DescribeClusterResponseData().setClusterId("answering").setControllerId(0);
        for (int node = 0; node < listeners.size(); node++) {
            data.brokers()
                    .add(
                            new DescribeClusterResponseData.DescribeClusterBroker()
                                    .setBrokerId(node)
                                    .setHost("127.0.0.1")
                                    .setPort(port(node)));
        }
        return data;
    }

    private boolean modern(String group) {
        return groups.indexOf(group) % 2 == 0;
    }

    private ApiMessage listGroups(int node) {
        ListGroupsResponseData data = new ListGroupsResponseData();
        for (String group : groups) {
            if (coordinator(group) == node) {
                data.groups()
                        .add(
                                new ListGroupsResponseData.ListedGroup()
                                        .setGroupId(group)
                                        .setProtocolType("consumer")
                                        .setGroupState("Stable")
                                        .setGroupType(modern(group) ? "Consumer" : "Classic"));
            }
        }
        return data;
    }

    private ApiMessage coordinators(FindCoordinatorRequestData request) {
        FindCoordinatorResponseData data = new FindCoordinatorResponseData();
        for (String group : request.coordinatorKeys()) {
            data.coordinators()
                    .add(
                            new FindCoordinatorResponseData.Coordinator()
                                    .setKey(group)
                                    .setNodeId(coordinator(group))
                                    .setHost("127.0.0.1")
                                    .setPort(port(coordinator(group))));
        }
        return data;
    }

    /** Topics of a group: a stretch of all of them, another one for each group. */
    private List<String> topicsOf(String group) {
        int first = groups.indexOf(group) * topicsOfAGroup;
        return IntStream.range(0, Math.min(topicsOfAGroup, topics.size()))
                .mapToObj(t -> topics.get((first + t) % topics.size()))
                .toList();
    }

    private ApiMessage consumerGroups(ConsumerGroupDescribeRequestData request) {
        ConsumerGroupDescribeResponseData data = new ConsumerGroupDescribeResponseData();
        for (String group : request.groupIds()) {
            ConsumerGroupDescribeResponseData.DescribedGroup described =
                    new ConsumerGroupDescribeResponseData.DescribedGroup().setGroupId(group);
            if (modern(group)) {
                ConsumerGroupDescribeResponseData.Assignment assignment =
                        new ConsumerGroupDescribeResponseData.Assignment();
                for (String topic : topicsOf(group)) {
                    assignment
                            .topicPartitions()
                            .add(
                                    new ConsumerGroupDescribeResponseData.TopicPartitions()
                                            .setTopicName(topic)
                                            .setTopicId(ids.get(topic))
                                            .setPartitions(
                                                    IntStream.range(0, partitions)
                                                            .boxed()
                                                            .toList()));
                }
                described
                        .setGroupState("Stable")
                        .setAssignorName("uniform")
                        .members()
                        .add(
                                new ConsumerGroupDescribeResponseData.Member()
                                        .setMemberId(group + "-member")
                                        .setClientId("client")
                                        .setClientHost("/127.0.0.1")
                                        .setAssignment(assignment)
                                        .setTargetAssignment(assignment));
            } else {
                described.setErrorCode(Errors.GROUP_ID_NOT_FOUND.code());
            }
            data.groups().add(described);
        }
        return data;
    }

    private ApiMessage classicGroups(DescribeGroupsRequestData request) {
        DescribeGroupsResponseData data = new DescribeGroupsResponseData();
        for (String group : request.groups()) {
            List<TopicPartition> owned = new ArrayList<>();
            topicsOf(group)
                    .forEach(
                            topic ->
                                    IntStream.range(0, partitions)
                                            .forEach(p -> owned.add(new TopicPartition(topic, p))));
            ByteBuffer assignment = ConsumerProtocol.serializeAssignment(new Assignment(owned));
            byte[] bytes = new byte[assignment.remaining()];
            assignment.get(bytes);
            DescribeGroupsResponseData.DescribedGroup described =
                    new DescribeGroupsResponseData.DescribedGroup()
                            .setGroupId(group)
                            .setGroupState("Stable")
                            .setProtocolType("consumer")
                            .setProtocolData("range");
            described
                    .members()
                    .add(
                            new DescribeGroupsResponseData.DescribedGroupMember()
                                    .setMemberId(group + "-member")
                                    .setClientId("client")
                                    .setClientHost("/127.0.0.1")
                                    .setMemberAssignment(bytes));
            data.groups().add(described);
        }
        return data;
    }

    private ApiMessage commits(OffsetFetchRequestData request, short version) {
        OffsetFetchResponseData data = new OffsetFetchResponseData();
        for (OffsetFetchRequestData.OffsetFetchRequestGroup group : request.groups()) {
            OffsetFetchResponseData.OffsetFetchResponseGroup answer =
                    new OffsetFetchResponseData.OffsetFetchResponseGroup()
                            .setGroupId(group.groupId());
            for (String topic : topicsOf(group.groupId())) {
                OffsetFetchResponseData.OffsetFetchResponseTopics committed =
                        new OffsetFetchResponseData.OffsetFetchResponseTopics();
                if (version >= 10) {
                    committed.setTopicId(ids.get(topic));
                } else {
                    committed.setName(topic);
                }
                for (int p = 0; p < partitions; p++) {
                    committed
                            .partitions()
                            .add(
                                    new OffsetFetchResponseData.OffsetFetchResponsePartitions()
                                            .setPartitionIndex(p)
                                            .setCommittedOffset(COMMITTED));
                }
                answer.topics().add(committed);
            }
            data.groups().add(answer);
        }
        return data;
    }

    /** Every partition gets one more record. */
    public void write() {
        written.incrementAndGet();
    }

    private ApiMessage offsets(ListOffsetsRequestData request) {
        long end = END + written.get();
        ListOffsetsResponseData data = new ListOffsetsResponseData();
        for (ListOffsetsRequestData.ListOffsetsTopic topic : request.topics()) {
            ListOffsetsResponseData.ListOffsetsTopicResponse answer =
                    new ListOffsetsResponseData.ListOffsetsTopicResponse().setName(topic.name());
            for (ListOffsetsRequestData.ListOffsetsPartition partition : topic.partitions()) {
                answer.partitions()
                        .add(
                                new ListOffsetsResponseData.ListOffsetsPartitionResponse()
                                        .setPartitionIndex(partition.partitionIndex())
                                        .setOffset(offset(partition.timestamp(), end))
                                        .setTimestamp(
                                                partition.timestamp()
                                                                == ListOffsetsRequest.MAX_TIMESTAMP
                                                        ? System.currentTimeMillis()
                                                        : partition.timestamp())
                                        .setLeaderEpoch(1));
            }
            data.topics().add(answer);
        }
        return data;
    }

    private static long offset(long asked, long end) {
        if (asked == ListOffsetsRequest.LATEST_TIMESTAMP) {
            return end;
        }
        return asked == ListOffsetsRequest.EARLIEST_TIMESTAMP ? 0 : end - 1;
    }

    private static ApiMessage quorum() {
        DescribeQuorumResponseData.PartitionData partition =
                new DescribeQuorumResponseData.PartitionData()
                        .setLeaderId(100)
                        .setLeaderEpoch(3)
                        .setHighWatermark(5_000)
                        .setCurrentVoters(
                                List.of(
                                        new DescribeQuorumResponseData.ReplicaState()
                                                .setReplicaId(100)
                                                .setLogEndOffset(5_000)));
        return new DescribeQuorumResponseData()
                .setTopics(
                        List.of(
                                new DescribeQuorumResponseData.TopicData()
                                        .setTopicName("__cluster_metadata")
                                        .setPartitions(List.of(partition))));
    }

    private ApiMessage logDirs(int node) {
        DescribeLogDirsResponseData.DescribeLogDirsResult dir =
                new DescribeLogDirsResponseData.DescribeLogDirsResult().setLogDir("/data");
        for (String topic : topics) {
            DescribeLogDirsResponseData.DescribeLogDirsTopic sizes =
                    new DescribeLogDirsResponseData.DescribeLogDirsTopic().setName(topic);
            for (int p = 0; p < partitions; p++) {
                if (leader(topic, p) == node) {
                    sizes.partitions()
                            .add(
                                    new DescribeLogDirsResponseData.DescribeLogDirsPartition()
                                            .setPartitionIndex(p)
                                            .setPartitionSize(12_345));
                }
            }
            dir.topics().add(sizes);
        }
        return new DescribeLogDirsResponseData().setResults(List.of(dir));
    }

    private static ApiMessage configs(DescribeConfigsRequestData request) {
        DescribeConfigsResponseData data = new DescribeConfigsResponseData();
        for (DescribeConfigsRequestData.DescribeConfigsResource resource : request.resources()) {
            DescribeConfigsResponseData.DescribeConfigsResult answer =
                    new DescribeConfigsResponseData.DescribeConfigsResult()
                            .setResourceType(resource.resourceType())
                            .setResourceName(resource.resourceName());
            for (String config : CONFIGS) {
                answer.configs()
                        .add(
                                new DescribeConfigsResponseData.DescribeConfigsResourceResult()
                                        .setName(config.substring(0, config.indexOf('=')))
                                        .setConfigSource(DEFAULT_CONFIG)
                                        .setValue(config.substring(config.indexOf('=') + 1)));
            }
            data.results().add(answer);
        }
        return data;
    }
}
