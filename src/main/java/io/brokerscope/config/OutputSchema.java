package io.brokerscope.config;

import static io.brokerscope.config.Option.optional;
import static io.brokerscope.config.Option.withDefault;

import io.brokerscope.model.settings.KafkaSettings;
import io.brokerscope.model.settings.OutputSettings;
import io.brokerscope.model.settings.OutputSettings.Guarantee;
import io.brokerscope.model.settings.OutputSettings.Ledger;
import io.brokerscope.model.settings.SecretText;
import java.util.Map;
import java.util.function.Function;

/** Where records are written. */
final class OutputSchema {

    private static final String SET_BY_BROKERSCOPE = "Brokerscope sets it";

    private static final Option<SecretText> BOOTSTRAP = SecuritySchema.bootstrap();
    private static final Option<Map<String, SecretText>> PROPERTIES =
            SecuritySchema.properties(
                    Map.of(
                            "bootstrap.servers", "use output.bootstrap",
                            "transaction.timeout.ms", "use output.transactionTimeout",
                            "transactional.id", "use output.transactionalIdPrefix",
                            "acks", SET_BY_BROKERSCOPE,
                            "enable.idempotence", SET_BY_BROKERSCOPE,
                            "key.serializer", SET_BY_BROKERSCOPE,
                            "value.serializer", SET_BY_BROKERSCOPE));
    private static final Option<Guarantee> GUARANTEE =
            withDefault(
                    "guarantee",
                    Scalars.oneOf(Guarantee.class),
                    "exactly-once",
                    "`exactly-once` writes in transactions: records are visible to read_committed"
                            + " readers after the next checkpoint. `at-least-once` shows them"
                            + " within a second or two and may repeat some after a failure.");
    private static final Option<String> TOPIC_PREFIX =
            withDefault(
                    "topicPrefix",
                    Scalars.text(
                            "name",
                            "[a-zA-Z0-9._-]{1,200}",
                            "letters, digits, \".\", \"_\" and \"-\", at most 200"),
                    "brokerscope.",
                    "What the names of the output topics begin with.");
    private static final Option<String> TRANSACTIONAL_ID_PREFIX =
            optional(
                            "transactionalIdPrefix",
                            Scalars.text(
                                    "name",
                                    "[a-zA-Z0-9._-]{1,200}",
                                    "letters, digits, \".\", \"_\" and \"-\", at most 200"),
                            "What the transactional ids begin with. Unique per deployment on the"
                                    + " output cluster and never changed: open transactions are"
                                    + " found by it after a failure.")
                    .derivedDefault("`brokerscope-` and the account");
    private static final Option<Long> TRANSACTION_TIMEOUT =
            withDefault(
                    "transactionTimeout",
                    Scalars.duration("1m", "24h"),
                    "15m",
                    "How long a transaction may stay open, and so how long a failure may last"
                            + " before output is lost. At most transaction.max.timeout.ms of the"
                            + " output cluster, which is 15 minutes unless changed.");
    private static final Option<Boolean> CREATE_TOPICS =
            withDefault(
                    "createTopics",
                    Scalars.flag(),
                    "true",
                    "Create missing output topics before the job is submitted.");
    private static final Option<Integer> PARTITIONS =
            withDefault(
                    "partitions",
                    Scalars.whole(1, 10_000),
                    "6",
                    "Partitions of a topic that is created. Those of an existing topic are never"
                            + " changed.");
    private static final Option<Integer> REPLICATION_FACTOR =
            withDefault(
                    "replicationFactor",
                    Scalars.whole(1, 100),
                    "3",
                    "Replication factor of a topic that is created.");
    private static final Option<Long> RETENTION =
            withDefault(
                    "retention",
                    Scalars.duration("1m", "3650d"),
                    "7d",
                    "Retention of the created topics that are deleted by age; the compacted ones"
                            + " keep the last record per key.");
    private static final Option<Ledger> LEDGER =
            withDefault(
                    "ledger",
                    Scalars.oneOf(Ledger.class),
                    "golden",
                    "Which counters the ledger in the outcomes topic carries: those that golden"
                            + " metrics are made of, all of the catalog, or none.");

    /** The settings once the account is known, which the transactional ids are named by. */
    static final Section<Function<String, OutputSettings>> OUTPUT =
            Section.titled(
                            "Output",
                            "The Kafka cluster and the topics that records are written to.")
                    .confidential()
                    .options(
                            BOOTSTRAP,
                            PROPERTIES,
                            GUARANTEE,
                            TOPIC_PREFIX,
                            TRANSACTIONAL_ID_PREFIX,
                            TRANSACTION_TIMEOUT,
                            CREATE_TOPICS,
                            PARTITIONS,
                            REPLICATION_FACTOR,
                            RETENTION,
                            LEDGER)
                    .into(v -> account -> settings(v, account));

    private OutputSchema() {}

    private static OutputSettings settings(Values v, String account) {
        String prefix = v.get(TRANSACTIONAL_ID_PREFIX);
        return new OutputSettings(
                new KafkaSettings(v.get(BOOTSTRAP), v.get(PROPERTIES)),
                v.get(GUARANTEE),
                v.get(TOPIC_PREFIX),
                prefix == null ? "brokerscope-" + account : prefix,
                v.get(TRANSACTION_TIMEOUT),
                v.get(CREATE_TOPICS),
                v.get(PARTITIONS),
                v.get(REPLICATION_FACTOR).shortValue(),
                v.get(RETENTION),
                v.get(LEDGER));
    }
}
