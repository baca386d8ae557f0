package io.brokerscope.scrape.admin;

import io.brokerscope.model.cluster.ClusterReading;
import io.brokerscope.scrape.admin.MissingParts.Part;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.QuorumInfo;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/** Puts the answers to one read into columns. Used once. */
final class ClusterAssembly {

    private static final int UNKNOWN = ClusterReading.UNKNOWN;

    private final ClusterAnswers answers;
    private final int maxRows;
    private final MissingParts missing;

    /** Rows of the partitions, in the order of topics and numbers. */
    private final Map<TopicPartition, Integer> rows = new HashMap<>();

    /**
     * Nothing happens yet.
     *
     * @param answers what the brokers answered
     * @param maxRows how many commits are kept
     * @param missing takes what was not answered
     */
    ClusterAssembly(ClusterAnswers answers, int maxRows, MissingParts missing) {
        this.answers = answers;
        this.maxRows = maxRows;
        this.missing = missing;
    }

    ClusterReading reading() {
        List<TopicDescription> topics =
                new ArrayList<>(new TreeMap<>(answers.topics().described()).values());
        List<TopicPartitionInfo> partitions = new ArrayList<>();
        int[] first = new int[topics.size() + 1];
        for (int t = 0; t < topics.size(); t++) {
            for (TopicPartitionInfo partition : topics.get(t).partitions()) {
                rows.put(
                        new TopicPartition(topics.get(t).name(), partition.partition()),
                        partitions.size());
                partitions.add(partition);
            }
            first[t + 1] = partitions.size();
        }
        List<GroupListing> groups = new ArrayList<>(new TreeMap<>(answers.groupList()).values());
        ClusterReading.Partitions partitionColumns = partitions(topics, partitions, first);
        CommitRows commits = commits(groups);
        ClusterReading.Groups groupColumns = groups(groups, commits);
        ClusterReading.Quorum quorum = quorum();
        return new ClusterReading(
                answers.clusterId(),
                isThere(answers.controller()) ? answers.controller().id() : UNKNOWN,
                nodes(),
                topics(topics, first),
                partitionColumns,
                groupColumns,
                commits.columns(),
                quorum,
                missing.columns(),
                writes());
    }

    static boolean isThere(Node node) {
        return node != null && !node.isEmpty();
    }

    private ClusterReading.Nodes nodes() {
        List<Node> nodes = new ArrayList<>(answers.nodes());
        nodes.sort(Comparator.comparingInt(Node::id));
        boolean[] fenced = new boolean[nodes.size()];
        for (int i = 0; i < fenced.length; i++) {
            fenced[i] = nodes.get(i).isFenced();
        }
        return new ClusterReading.Nodes(
                ints(nodes, Node::id),
                nodes.stream().map(Node::host).toArray(String[]::new),
                ints(nodes, Node::port),
                nodes.stream()
                        .map(node -> node.hasRack() ? node.rack() : "")
                        .toArray(String[]::new),
                fenced,
                answers.fencedTold());
    }

    private ClusterReading.Topics topics(List<TopicDescription> topics, int[] first) {
        int n = topics.size();
        String[] name = new String[n];
        String[] id = new String[n];
        boolean[] internal = new boolean[n];
        long[] retentionMs = new long[n];
        long[] retentionBytes = new long[n];
        int[] minIsr = new int[n];
        String[] cleanup = new String[n];
        for (int t = 0; t < n; t++) {
            TopicDescription topic = topics.get(t);
            name[t] = topic.name();
            id[t] = topic.topicId().equals(Uuid.ZERO_UUID) ? "" : topic.topicId().toString();
            internal[t] = topic.isInternal();
            TopicConfigs.Settings settings = answers.configs().known().get(topic.name());
            retentionMs[t] = settings == null ? UNKNOWN : settings.retentionMs();
            retentionBytes[t] = settings == null ? UNKNOWN : settings.retentionBytes();
            minIsr[t] = settings == null ? UNKNOWN : settings.minIsr();
            cleanup[t] = settings == null ? "" : settings.cleanup();
        }
        return new ClusterReading.Topics(
                name, id, internal, first, retentionMs, retentionBytes, minIsr, cleanup);
    }

    private ClusterReading.Partitions partitions(
            List<TopicDescription> topics, List<TopicPartitionInfo> partitions, int[] first) {
        int n = partitions.size();
        int[] topicOf = new int[n];
        int[] leader = new int[n];
        int[] firstReplica = new int[n + 1];
        int[] replicas =
                partitions.stream()
                        .flatMap(partition -> partition.replicas().stream())
                        .mapToInt(Node::id)
                        .toArray();
        long[] start = new long[n];
        long[] end = new long[n];
        long[] size = new long[n];
        for (int t = 0; t < topics.size(); t++) {
            for (int p = first[t]; p < first[t + 1]; p++) {
                TopicPartitionInfo partition = partitions.get(p);
                TopicPartition id = new TopicPartition(topics.get(t).name(), partition.partition());
                topicOf[p] = t;
                leader[p] = isThere(partition.leader()) ? partition.leader().id() : UNKNOWN;
                firstReplica[p + 1] = firstReplica[p] + partition.replicas().size();
                start[p] = offset(answers.starts().get(id), id, Part.STARTS);
                end[p] = offset(answers.ends().get(id), id, Part.ENDS);
                size[p] = answers.sizes().of(leader[p], id);
            }
        }
        return new ClusterReading.Partitions(
                topicOf,
                ints(partitions, TopicPartitionInfo::partition),
                leader,
                replicas,
                firstReplica,
                ints(partitions, partition -> partition.isr().size()),
                start,
                end,
                size,
                answers.endsReadAt(),
                answers.sizes().readAt());
    }

    /** What could not be told here is told by interpolation, so that nothing is missing. */
    private ClusterReading.Writes writes() {
        Map<Integer, ListOffsetsResultInfo> first = new TreeMap<>();
        Map<Integer, Long> newest = new HashMap<>();
        answers.writes()
                .first()
                .forEach(
                        (id, answer) -> {
                            if (isTold(id, answer)) {
                                first.put(rows.get(id), answer.value());
                            }
                        });
        answers.writes()
                .newest()
                .forEach(
                        (id, answer) -> {
                            if (isTold(id, answer)) {
                                newest.put(rows.get(id), answer.value().timestamp());
                            }
                        });
        return new ClusterReading.Writes(
                first.keySet().stream().mapToInt(row -> row).toArray(),
                first.values().stream().mapToLong(ListOffsetsResultInfo::offset).toArray(),
                first.values().stream().mapToLong(ListOffsetsResultInfo::timestamp).toArray(),
                first.keySet().stream()
                        .mapToLong(row -> newest.getOrDefault(row, (long) UNKNOWN))
                        .toArray());
    }

    private boolean isTold(TopicPartition id, Answer<ListOffsetsResultInfo> answer) {
        return rows.containsKey(id) && answer.given() && answer.value().offset() >= 0;
    }

    private long offset(Answer<ListOffsetsResultInfo> answer, TopicPartition id, Part part) {
        if (answer == null) {
            return UNKNOWN;
        }
        if (!answer.given()) {
            missing.add(part, id.toString(), answer.failure());
            return UNKNOWN;
        }
        return answer.value().offset();
    }

    private ClusterReading.Groups groups(List<GroupListing> groups, CommitRows kept) {
        int n = groups.size();
        String[] type = new String[n];
        String[] state = new String[n];
        int[] coordinator = new int[n];
        String[] assignor = new String[n];
        int[] members = new int[n];
        long[] commitsReadAt = new long[n];
        int[] outOfSight = new int[n];
        for (int g = 0; g < n; g++) {
            GroupListing listing = groups.get(g);
            type[g] = listing.type().map(Object::toString).orElse("");
            state[g] = listing.groupState().map(Object::toString).orElse("");
            coordinator[g] = UNKNOWN;
            assignor[g] = "";
            members[g] = UNKNOWN;
            ConsumerGroupDescription description = described(listing.groupId());
            if (description != null) {
                type[g] = description.type().toString();
                state[g] = description.groupState().toString();
                coordinator[g] =
                        isThere(description.coordinator())
                                ? description.coordinator().id()
                                : UNKNOWN;
                assignor[g] = description.partitionAssignor();
                members[g] = description.members().size();
            }
            Answer<?> commits = answers.commits().get(listing.groupId());
            if (!commits.given()) {
                missing.add(Part.COMMITS, listing.groupId(), commits.failure());
            }
            boolean read = commits.given() && !kept.lacks(listing.groupId());
            commitsReadAt[g] = read ? answers.commitsReadAt() : UNKNOWN;
            outOfSight[g] = read ? outOfSight(listing.groupId()) : 0;
        }
        missing.add(
                Part.COMMIT_LIMIT,
                kept.firstCut(),
                kept.cut(),
                "commits are more than limits.series allows: " + maxRows);
        return new ClusterReading.Groups(
                groups.stream().map(GroupListing::groupId).toArray(String[]::new),
                type,
                state,
                coordinator,
                assignor,
                members,
                commitsReadAt,
                outOfSight);
    }

    /** Partitions of topics that were not read in which the group committed, or a member reads. */
    private int outOfSight(String group) {
        if (answers.topics().unread().isEmpty()) {
            return 0;
        }
        Set<TopicPartition> partitions = owned(answers.groups().get(group).value());
        partitions.addAll(answers.commits().get(group).value().keySet());
        partitions.removeIf(id -> !answers.topics().unread().contains(id.topic()));
        return partitions.size();
    }

    /** Null where the group could not be described; that is counted once. */
    private ConsumerGroupDescription described(String group) {
        Answer<ConsumerGroupDescription> answer = answers.groups().get(group);
        if (!answer.given()) {
            missing.add(Part.GROUPS, group, answer.failure());
        }
        return answer.value();
    }

    /** Of topics that the filter does not keep, or that are gone, there is no row. */
    private CommitRows commits(List<GroupListing> groups) {
        CommitRows commits = new CommitRows(maxRows);
        for (int g = 0; g < groups.size(); g++) {
            String group = groups.get(g).groupId();
            Map<Integer, Long> offsets = new TreeMap<>();
            for (TopicPartition owned : owned(answers.groups().get(group).value())) {
                put(offsets, owned, null);
            }
            Set<Integer> owned = Set.copyOf(offsets.keySet());
            Map<TopicPartition, OffsetAndMetadata> committed = answers.commits().get(group).value();
            if (committed != null) {
                committed.forEach((partition, offset) -> put(offsets, partition, offset));
            }
            commits.add(g, group, offsets, owned);
        }
        return commits;
    }

    private void put(
            Map<Integer, Long> offsets, TopicPartition partition, OffsetAndMetadata committed) {
        Integer row = rows.get(partition);
        if (row != null) {
            offsets.put(row, committed == null ? (long) UNKNOWN : committed.offset());
        }
    }

    private static Set<TopicPartition> owned(ConsumerGroupDescription description) {
        Set<TopicPartition> owned = new HashSet<>();
        if (description != null) {
            for (MemberDescription member : description.members()) {
                owned.addAll(member.assignment().topicPartitions());
            }
        }
        return owned;
    }

    /** Clusters with ZooKeeper have none, and that is nothing to tell. */
    private ClusterReading.Quorum quorum() {
        if (!answers.quorum().given()) {
            if (!(answers.quorum().failure() instanceof UnsupportedVersionException)) {
                missing.add(Part.QUORUM, "", answers.quorum().failure());
            }
            return null;
        }
        QuorumInfo info = answers.quorum().value();
        List<QuorumInfo.ReplicaState> replicas = new ArrayList<>(info.voters());
        replicas.addAll(info.observers());
        boolean[] voter = new boolean[replicas.size()];
        Arrays.fill(voter, 0, info.voters().size(), true);
        return new ClusterReading.Quorum(
                info.leaderId(),
                info.leaderEpoch(),
                info.highWatermark(),
                ints(replicas, QuorumInfo.ReplicaState::replicaId),
                voter,
                replicas.stream().mapToLong(QuorumInfo.ReplicaState::logEndOffset).toArray(),
                replicas.stream()
                        .mapToLong(replica -> replica.lastCaughtUpTimestamp().orElse(UNKNOWN))
                        .toArray());
    }

    private static <T> int[] ints(List<T> all, ToIntFunction<T> number) {
        return all.stream().mapToInt(number).toArray();
    }
}
