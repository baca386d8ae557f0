package io.brokerscope.sink;

import io.brokerscope.model.settings.OutputSettings;
import io.brokerscope.model.settings.OutputSettings.Guarantee;
import io.brokerscope.model.settings.Secrets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicCollection;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** One run of {@link OutputTopics}; not thread-safe, used once. */
final class OutputCheck {

    /**
     * The broker's setting that bounds {@code transaction.timeout.ms}; see Kafka's broker
     * reference.
     */
    private static final String MAX_TRANSACTION_TIMEOUT = "transaction.max.timeout.ms";

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);
    private static final long POLL_MS = 50;

    private final OutputSettings settings;
    private final Duration deadline;
    private final boolean create;
    private final long endNanos;
    private final SecretMask mask;
    private final Map<String, TopicPlan> plans;
    private final List<OutputProblem> problems = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private boolean unreachable;
    private boolean limitTold;

    /** What is being checked. */
    private OutputProblem.Part part = OutputProblem.Part.CLUSTER;

    /**
     * @param create whether missing topics are created, if the settings allow it
     */
    OutputCheck(OutputSettings settings, Duration deadline, boolean create) {
        this.settings = settings;
        this.deadline = deadline;
        this.create = create;
        this.endNanos = System.nanoTime() + deadline.toNanos();
        this.mask = new SecretMask(settings.kafka());
        this.plans = TopicPlan.all(settings);
    }

    OutputTopics.Report run() throws OutputCheckException {
        ProducerProperties.problems(settings).forEach(this::problem);
        OutputTopics.Report report = null;
        try (Client client = open()) {
            if (client != null) {
                report = check(client.admin());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            problem("The check of the output cluster was interrupted.");
        }
        if (!problems.isEmpty()) {
            throw new OutputCheckException(problems, unreachable && problems.size() == 1);
        }
        return report;
    }

    private OutputTopics.Report check(Admin admin) throws InterruptedException {
        Collection<Node> brokers = brokers(admin);
        if (brokers == null) {
            return null;
        }
        part = OutputProblem.Part.TOPICS;
        Map<String, TopicDescription> topics = new TreeMap<>();
        Set<String> missing = describe(admin, plans.keySet(), topics);
        List<String> existing = List.copyOf(topics.keySet());
        List<String> created = List.of();
        if (!missing.isEmpty()) {
            if (settings.createTopics()) {
                Set<String> present = create(admin, missing, brokers.size());
                if (create) {
                    created = List.copyOf(present);
                    missing.removeAll(present);
                    awaitVisible(admin, present, topics);
                }
            } else {
                missing.stream().map(this::missingTopic).forEach(this::problem);
            }
        }
        topics.values().forEach(this::checkWritable);
        checkConfigs(admin, topics);
        part = OutputProblem.Part.TRANSACTIONS;
        if (settings.guarantee() == Guarantee.EXACTLY_ONCE && transactionsFit(admin, brokers)) {
            probeTransaction();
        }
        return new OutputTopics.Report(created, existing, List.copyOf(missing), warnings);
    }

    private void problem(String text) {
        problems.add(new OutputProblem(part, text));
    }

    private Client open() {
        Properties properties = ClientProperties.admin(settings.kafka());
        boundRequests(properties);
        try {
            return new Client(Admin.create(properties));
        } catch (KafkaException | Secrets.UnresolvedSecretException e) {
            problem(
                    "No client for the output cluster can be made: "
                            + reason(e)
                            + ". Check output.bootstrap and output.properties.");
            return null;
        }
    }

    private Collection<Node> brokers(Admin admin) throws InterruptedException {
        try {
            return get(
                    admin.describeCluster(new DescribeClusterOptions().timeoutMs(remainingMs()))
                            .nodes());
        } catch (ExecutionException | TimeoutException e) {
            unreachable = !(cause(e) instanceof AuthenticationException);
            problem(
                    cause(e) instanceof AuthenticationException
                            ? "The output cluster refused the credentials: "
                                    + reason(e)
                                    + ". Check security.protocol and the sasl and ssl settings in"
                                    + " output.properties."
                            : "The output cluster at "
                                    + settings.kafka().bootstrap().template()
                                    + " did not answer within "
                                    + deadline.toSeconds()
                                    + " s: "
                                    + reason(e)
                                    + ". Check output.bootstrap, the network and"
                                    + " output.properties security.protocol.");
            return null;
        }
    }

    /**
     * Describes topics.
     *
     * @param found gets what is there
     * @return names of those that are not
     */
    private Set<String> describe(
            Admin admin, Collection<String> names, Map<String, TopicDescription> found)
            throws InterruptedException {
        Set<String> missing = new TreeSet<>();
        Map<String, KafkaFuture<TopicDescription>> answers =
                admin.describeTopics(
                                TopicCollection.ofTopicNames(names),
                                new DescribeTopicsOptions()
                                        .timeoutMs(remainingMs())
                                        .includeAuthorizedOperations(true))
                        .topicNameValues();
        for (String name : names) {
            try {
                found.put(name, get(answers.get(name)));
            } catch (ExecutionException | TimeoutException e) {
                if (cause(e) instanceof UnknownTopicOrPartitionException) {
                    missing.add(name);
                } else {
                    failed("describe topic " + name, "DESCRIBE on TOPIC " + name, e);
                }
            }
        }
        return missing;
    }

    /** Creates topics, or asks whether they could be; gives the names of those that are there. */
    private Set<String> create(Admin admin, Set<String> names, int brokers)
            throws InterruptedException {
        if (settings.replicationFactor() > brokers) {
            problem(
                    "output.replicationFactor is "
                            + settings.replicationFactor()
                            + " but the output cluster has "
                            + brokers
                            + (brokers == 1 ? " broker" : " brokers")
                            + ". Lower it, or start more brokers.");
            return Set.of();
        }
        Map<String, KafkaFuture<Void>> answers =
                admin.createTopics(
                                names.stream().map(plans::get).map(TopicPlan::newTopic).toList(),
                                new CreateTopicsOptions()
                                        .timeoutMs(remainingMs())
                                        .validateOnly(!create))
                        .values();
        Set<String> present = new TreeSet<>();
        for (String name : names) {
            try {
                get(answers.get(name));
                present.add(name);
            } catch (ExecutionException | TimeoutException e) {
                if (cause(e) instanceof TopicExistsException) {
                    // Somebody else was quicker; it is checked like any that was there.
                    present.add(name);
                } else {
                    failed(
                            "create topic " + name,
                            "CREATE on TOPIC " + name + " (or on CLUSTER)",
                            e);
                }
            }
        }
        return present;
    }

    /** A broker that is asked may learn of a new topic a moment after the controller made it. */
    private void awaitVisible(Admin admin, Set<String> names, Map<String, TopicDescription> topics)
            throws InterruptedException {
        Set<String> invisible = new TreeSet<>(names);
        while (!invisible.isEmpty()) {
            invisible = describe(admin, invisible, topics);
            if (!invisible.isEmpty() && !pause()) {
                problem(
                        "Topics "
                                + String.join(", ", invisible)
                                + " were created but could not be seen within "
                                + deadline.toSeconds()
                                + " s. Try again.");
                return;
            }
        }
    }

    private String missingTopic(String name) {
        return "Topic "
                + name
                + " does not exist on the output cluster. Set output.createTopics to true, or"
                + " create it: "
                + plans.get(name).createCommand();
    }

    private void checkWritable(TopicDescription topic) {
        Set<AclOperation> allowed = topic.authorizedOperations();
        if (allowed != null && !allowed.contains(AclOperation.WRITE)) {
            problem(notAllowed("write to topic " + topic.name(), "WRITE on TOPIC " + topic.name()));
        }
    }

    private void checkConfigs(Admin admin, Map<String, TopicDescription> topics)
            throws InterruptedException {
        Set<String> pending = new TreeSet<>(topics.keySet());
        while (!pending.isEmpty()) {
            Map<ConfigResource, KafkaFuture<Config>> answers =
                    admin.describeConfigs(
                                    pending.stream().map(OutputCheck::topicResource).toList(),
                                    new DescribeConfigsOptions().timeoutMs(remainingMs()))
                            .values();
            Set<String> invisible = new TreeSet<>();
            for (String name : pending) {
                try {
                    Config config = get(answers.get(topicResource(name)));
                    TopicPlan plan = plans.get(name);
                    plan.problems(config, replicas(topics.get(name))).forEach(this::problem);
                    warnings.addAll(plan.warnings(config));
                } catch (ExecutionException | TimeoutException e) {
                    if (cause(e) instanceof UnknownTopicOrPartitionException && pause()) {
                        invisible.add(name);
                    } else {
                        failed(
                                "read the configuration of topic " + name,
                                "DESCRIBE_CONFIGS on TOPIC " + name,
                                e);
                    }
                }
            }
            pending = invisible;
        }
    }

    private static ConfigResource topicResource(String name) {
        return new ConfigResource(ConfigResource.Type.TOPIC, name);
    }

    private static int replicas(TopicDescription topic) {
        return topic.partitions().stream()
                .mapToInt(partition -> partition.replicas().size())
                .min()
                .orElse(0);
    }

    /** Whether the brokers allow transactions that long, as far as they tell. */
    private boolean transactionsFit(Admin admin, Collection<Node> brokers)
            throws InterruptedException {
        if (brokers.isEmpty()) {
            return false;
        }
        ConfigResource broker =
                new ConfigResource(
                        ConfigResource.Type.BROKER, brokers.iterator().next().idString());
        try {
            ConfigEntry limit =
                    get(admin.describeConfigs(
                                            List.of(broker),
                                            new DescribeConfigsOptions().timeoutMs(remainingMs()))
                                    .values()
                                    .get(broker))
                            .get(MAX_TRANSACTION_TIMEOUT);
            limitTold = limit != null && limit.value() != null;
            if (limitTold && Long.parseLong(limit.value()) < settings.transactionTimeoutMs()) {
                problem(transactionTooLong(limit.value() + " ms"));
                return false;
            }
        } catch (ExecutionException | TimeoutException e) {
            if (!(cause(e) instanceof AuthorizationException)) {
                failed("read the configuration of broker " + broker.name(), "", e);
                return false;
            }
            // Managed clusters often keep this to themselves; the trial below tells as well.
        }
        return true;
    }

    private String transactionTooLong(String limit) {
        return "output.transactionTimeout is "
                + settings.transactionTimeoutMs()
                + " ms, the output cluster allows "
                + limit
                + " (transaction.max.timeout.ms of its brokers). Lower the one or raise the other;"
                + " it must outlast the longest restart of the job.";
    }

    private String limitUnknown() {
        return "The brokers of the output cluster keep transaction.max.timeout.ms to themselves:"
                + " whether output.transactionTimeout, "
                + settings.transactionTimeoutMs()
                + " ms, fits shows when the job is started. Allow the principal DESCRIBE_CONFIGS on"
                + " CLUSTER to see it here.";
    }

    /**
     * Begins what every transaction of the job begins with, under an id of the same prefix: only
     * this tells whether the principal may, and whether there is a coordinator. Where nothing is to
     * be created it asks for a timeout that the coordinator refuses, which it does after it has
     * looked at the permission and before it notes anything.
     */
    private void probeTransaction() {
        if (!problems.isEmpty()) {
            // Settings that producers refuse, or a cluster in a state that hides the cause.
            return;
        }
        Properties properties = ProducerProperties.of(settings);
        boundRequests(properties);
        properties.setProperty(ProducerConfig.MAX_BLOCK_MS_CONFIG, Integer.toString(remainingMs()));
        properties.remove(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG);
        properties.setProperty(
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.toString(Integer.MAX_VALUE));
        properties.setProperty(
                ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                settings.transactionalIdPrefix() + "-check");
        if (!create) {
            properties.setProperty(
                    ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, Integer.toString(Integer.MAX_VALUE));
            if (!limitTold) {
                warnings.add(limitUnknown());
            }
        }
        KafkaProducer<byte[], byte[]> producer = null;
        try {
            producer =
                    new KafkaProducer<>(
                            properties, new ByteArraySerializer(), new ByteArraySerializer());
            producer.initTransactions();
        } catch (TransactionalIdAuthorizationException e) {
            problem(
                    notAllowed(
                            "write in transactions",
                            "WRITE on TRANSACTIONAL_ID "
                                    + settings.transactionalIdPrefix()
                                    + " (pattern type PREFIXED)"));
        } catch (org.apache.kafka.common.errors.TimeoutException e) {
            problem(
                    "The output cluster has no transaction coordinator: "
                            + reason(e)
                            + ". A likely cause is transaction.state.log.replication.factor of its"
                            + " brokers, 3 by default, being larger than their number.");
        } catch (KafkaException e) {
            // The producer turns this refusal into an exception without a class of its own.
            boolean tooLong =
                    String.valueOf(e.getMessage())
                            .contains(Errors.INVALID_TRANSACTION_TIMEOUT.message());
            if (!tooLong) {
                problem(
                        "No transaction can be begun on the output cluster: "
                                + reason(e)
                                + ". Check output.properties.");
            } else if (create) {
                problem(transactionTooLong("less"));
            }
        } finally {
            if (producer != null) {
                producer.close(CLOSE_TIMEOUT);
            }
        }
    }

    /** No request outlives the deadline, whatever a person set for the job's own producers. */
    private void boundRequests(Properties properties) {
        String bound = Integer.toString(remainingMs());
        properties.setProperty(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, bound);
        properties.setProperty(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, bound);
        properties.setProperty(AdminClientConfig.SOCKET_CONNECTION_SETUP_TIMEOUT_MS_CONFIG, bound);
        properties.setProperty(
                AdminClientConfig.SOCKET_CONNECTION_SETUP_TIMEOUT_MAX_MS_CONFIG, bound);
    }

    private void failed(String what, String acl, Exception e) {
        problem(
                cause(e) instanceof AuthorizationException
                        ? notAllowed(what, acl)
                        : "Could not " + what + " on the output cluster: " + reason(e) + ".");
    }

    private static String notAllowed(String what, String acl) {
        return "Not allowed to "
                + what
                + " on the output cluster. Allow the principal "
                + acl
                + ".";
    }

    private String reason(Throwable e) {
        Throwable cause = cause(e);
        String message = cause.getMessage();
        if (message == null || message.isBlank()) {
            message = cause.getClass().getSimpleName();
        }
        String masked = mask.mask(message).strip();
        return masked.endsWith(".") ? masked.substring(0, masked.length() - 1) : masked;
    }

    /** What went wrong, out of what only wraps it. */
    private static Throwable cause(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null
                && (cause instanceof ExecutionException
                        || (cause.getClass() == KafkaException.class)
                        || !(cause instanceof ConfigException
                                || cause instanceof KafkaException))) {
            cause = cause.getCause();
        }
        return cause;
    }

    private <T> T get(KafkaFuture<T> answer)
            throws InterruptedException, ExecutionException, TimeoutException {
        // The client bounds itself; the second is for its own answer to arrive.
        return answer.get(remainingMs() + 1000L, TimeUnit.MILLISECONDS);
    }

    private int remainingMs() {
        return (int)
                Math.max(
                        1,
                        Math.min(
                                Integer.MAX_VALUE,
                                TimeUnit.NANOSECONDS.toMillis(endNanos - System.nanoTime())));
    }

    /** Waits a little before asking a remote cluster again; false when the deadline is over. */
    private boolean pause() throws InterruptedException {
        if (endNanos - System.nanoTime() <= 0) {
            return false;
        }
        Thread.sleep(POLL_MS);
        return true;
    }

    private record Client(Admin admin) implements AutoCloseable {

        @Override
        public void close() {
            admin.close(CLOSE_TIMEOUT);
        }
    }
}
