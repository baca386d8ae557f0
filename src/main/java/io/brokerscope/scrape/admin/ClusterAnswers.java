package io.brokerscope.scrape.admin;

import java.util.Collection;
import java.util.Map;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.QuorumInfo;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;

/**
 * What the brokers answered to the questions of one read, as Kafka's client has it. Only what was
 * asked has an answer.
 *
 * @param clusterId null where there is none
 * @param controller the controller; null where it is not known
 * @param nodes registered brokers
 * @param fencedTold whether fenced ones are named
 * @param topics the topics
 * @param configs what of their configurations is known
 * @param sizes what they take on disk
 * @param groupList listings of the groups that are kept, by name
 * @param groups their descriptions
 * @param commits their committed offsets
 * @param commitsReadAt when these were asked for, epoch milliseconds
 * @param starts start offsets
 * @param ends end offsets
 * @param endsReadAt when both were asked for, epoch milliseconds
 * @param quorum the metadata quorum
 * @param writes when partitions were written to since the read before
 */
record ClusterAnswers(
        String clusterId,
        Node controller,
        Collection<Node> nodes,
        boolean fencedTold,
        TopicAnswers topics,
        TopicConfigs configs,
        LogSizes sizes,
        Map<String, GroupListing> groupList,
        Map<String, Answer<ConsumerGroupDescription>> groups,
        Map<String, Answer<Map<TopicPartition, OffsetAndMetadata>>> commits,
        long commitsReadAt,
        Map<TopicPartition, Answer<ListOffsetsResultInfo>> starts,
        Map<TopicPartition, Answer<ListOffsetsResultInfo>> ends,
        long endsReadAt,
        Answer<QuorumInfo> quorum,
        WriteTimes writes) {}
