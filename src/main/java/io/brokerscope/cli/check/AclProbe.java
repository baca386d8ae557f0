package io.brokerscope.cli.check;

import io.brokerscope.cli.check.AclFacts.Answer;
import io.brokerscope.kafka.AdminClients;
import io.brokerscope.kafka.KafkaFailures;
import io.brokerscope.model.Texts;
import io.brokerscope.model.settings.ClusterSettings;
import io.brokerscope.model.settings.Secrets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Finds out, one by one, what the principal may do on a cluster. It asks for a topic and a group
 * that nobody has: brokers look at permissions first, so only who may describe every topic hears
 * that there is none of that name. Nothing is created by asking.
 */
final class AclProbe {

    private AclProbe() {}

    /**
     * Asks a cluster. Blocks, while names are resolved for as long as the system takes, otherwise
     * at most for the given time.
     *
     * @param cluster settings of a cluster with a section {@code kafka}
     * @param timeoutMs positive
     */
    static AclFacts ask(ClusterSettings cluster, long timeoutMs) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        Admin admin;
        try {
            admin =
                    AdminClients.create(
                            cluster.kafka(), "brokerscope-check-" + cluster.name(), timeoutMs);
        } catch (Secrets.UnresolvedSecretException e) {
            return AclFacts.unknown(e.getMessage());
        } catch (KafkaException e) {
            return AclFacts.unknown(
                    KafkaFailures.creation(e, Texts.shown(cluster.kafka().bootstrap().template())));
        }
        try {
            return ask(admin, end);
        } finally {
            AdminClients.discard(admin);
        }
    }

    private static AclFacts ask(Admin admin, long end) {
        String nobodys = "brokerscope-check-" + UUID.randomUUID();
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, nobodys);
        // All are on their way before the first answer is waited for.
        KafkaFuture<Set<AclOperation>> onCluster =
                admin.describeCluster(
                                new DescribeClusterOptions().includeAuthorizedOperations(true))
                        .authorizedOperations();
        KafkaFuture<?> topics =
                admin.describeTopics(List.of(nobodys)).topicNameValues().get(nobodys);
        KafkaFuture<?> configs = admin.describeConfigs(List.of(topic)).values().get(topic);
        KafkaFuture<?> groups =
                admin.describeConsumerGroups(List.of(nobodys)).describedGroups().get(nobodys);
        Map<Permission, Answer> answers = new EnumMap<>(Permission.class);
        answers.put(Permission.DESCRIBE_CLUSTER, onCluster(onCluster, end));
        answers.put(Permission.DESCRIBE_TOPICS, answer(topics, end));
        answers.put(Permission.DESCRIBE_TOPIC_CONFIGS, answer(configs, end));
        answers.put(Permission.DESCRIBE_GROUPS, answer(groups, end));
        return new AclFacts(answers);
    }

    /** Whoever may not describe the cluster is told of no operation at all. */
    private static Answer onCluster(KafkaFuture<Set<AclOperation>> asked, long end) {
        Answer answer = answer(asked, end);
        if (!Boolean.TRUE.equals(answer.allowed())) {
            return answer;
        }
        Set<AclOperation> operations = asked.toCompletionStage().toCompletableFuture().getNow(null);
        if (operations == null) {
            return Answer.unknown("the brokers are too old to tell");
        }
        return operations.contains(AclOperation.DESCRIBE) ? Answer.ALLOWED : Answer.DENIED;
    }

    private static Answer answer(KafkaFuture<?> asked, long end) {
        try {
            asked.get(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS);
            return Answer.ALLOWED;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException
                    || e.getCause() instanceof GroupIdNotFoundException) {
                return Answer.ALLOWED;
            }
            return e.getCause() instanceof AuthorizationException
                    ? Answer.DENIED
                    : Answer.unknown(
                            "the brokers could not be asked ("
                                    + e.getCause().getClass().getSimpleName()
                                    + ")");
        } catch (TimeoutException e) {
            return Answer.unknown("no answer in time");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Answer.unknown("interrupted");
        }
    }
}
