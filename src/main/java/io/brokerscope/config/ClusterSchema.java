package io.brokerscope.config;

import static io.brokerscope.config.Option.optional;
import static io.brokerscope.config.Option.required;
import static io.brokerscope.config.Option.withDefault;

import io.brokerscope.config.Option.Inheritance;
import io.brokerscope.model.settings.ClusterSettings;
import io.brokerscope.model.settings.DiscoverySettings;
import io.brokerscope.model.settings.DiscoverySettings.Kind;
import io.brokerscope.model.settings.ExpectSettings;
import io.brokerscope.model.settings.FilterSettings;
import io.brokerscope.model.settings.HealthSettings;
import io.brokerscope.model.settings.IncidentSettings;
import io.brokerscope.model.settings.IncidentSettings.Maintenance;
import io.brokerscope.model.settings.KafkaSettings;
import io.brokerscope.model.settings.LagSettings;
import io.brokerscope.model.settings.ScrapeSettings;
import io.brokerscope.model.settings.SecretText;
import io.brokerscope.model.settings.SimulationSettings;
import io.brokerscope.model.settings.StaticBroker;
import io.brokerscope.model.settings.TopicShape;
import java.util.List;
import java.util.Map;

/** One monitored cluster, and the defaults that all of them share. */
final class ClusterSchema {

    private static final Option<Map<String, SecretText>> PROPERTIES =
            SecuritySchema.properties(Map.of("bootstrap.servers", "use kafka.bootstrap"));

    static final Option<String> NAME =
            required(
                            "name",
                            Scalars.text(
                                    "name",
                                    "[a-zA-Z0-9._-]{1,100}",
                                    "letters, digits, \".\", \"_\" and \"-\", at most 100"),
                            "Name of the cluster: unique, and never changed, because entities are"
                                    + " named by it.")
                    .example("prod-eu");
    private static final Option<String> PROVIDER =
            withDefault("provider", Scalars.word("kafka"), "kafka", "Kind of broker.");
    private static final Option<Map<String, String>> LABELS =
            Labels.option("Labels of all entities of the cluster.");
    private static final Option<KafkaSettings> KAFKA =
            optional(
                            "kafka",
                            SecuritySchema.kafka(PROPERTIES),
                            "The cluster's own protocol, for discovery and for what metrics do not"
                                    + " tell.")
                    .inheriting(Inheritance.WHERE_NAMED);
    private static final Option<ScrapeSettings> SCRAPE =
            withDefault("scrape", ScrapeSchema.SCRAPE, "{}", "How its brokers are read.");
    private static final Option<ScrapeSettings> ADMIN =
            withDefault(
                    "admin",
                    ScrapeSchema.ADMIN,
                    "{}",
                    "How the cluster itself is read by its own protocol; only with `kafka`.");
    private static final Option<DiscoverySettings> DISCOVERY =
            withDefault(
                    "discovery", DiscoverySchema.DISCOVERY, "{}", "Where its brokers come from.");
    private static final Option<FilterSettings> TOPICS =
            withDefault(
                    "topics",
                    filter("Topics", "Which topics become entities.", "__.*"),
                    "{}",
                    "Which topics become entities.");
    private static final Option<FilterSettings> GROUPS =
            withDefault(
                    "groups",
                    filter("Consumer groups", "Which consumer groups become entities.", ""),
                    "{}",
                    "Which consumer groups become entities.");
    private static final Option<String> TOPIC_NAME =
            required(
                            "name",
                            Scalars.text(
                                    "name",
                                    "[a-zA-Z0-9._-]{1,249}",
                                    "a topic name of letters, digits, \".\", \"_\" and \"-\", at"
                                            + " most 249"),
                            "Its name.")
                    .example("orders");
    private static final Option<ExpectSettings> EXPECT =
            withDefault("expect", expect(), "{}", "The topology that should be there.");
    private static final Option<String> MODE =
            withDefault(
                    "mode",
                    Scalars.word(
                            SimulationSchema.INFRASTRUCTURE,
                            SimulationSchema.SIMULATION,
                            SimulationSchema.HYBRID),
                    SimulationSchema.INFRASTRUCTURE,
                    "`infrastructure` reads what is there, `simulation` makes up the whole cluster"
                            + " and reads nothing, `hybrid` reads what is there and makes up what is"
                            + " expected and missing.");
    private static final Option<SimulationSettings> SIMULATION =
            withDefault(
                    "simulation",
                    SimulationSchema.SIMULATED,
                    "{}",
                    "What is made up with `mode` `simulation` or `hybrid`.");
    private static final Option<Long> LAST_KNOWN =
            withDefault(
                    "lastKnown",
                    Scalars.duration("1s", "7d"),
                    "5m",
                    "How old a last known value may get before it is UNKNOWN.");
    private static final Option<LagSettings> LAG =
            withDefault(
                    "lag",
                    LagSchema.LAG,
                    "{}",
                    "How the lag of consumer groups is told and judged.");
    private static final Option<HealthSettings> HEALTH =
            withDefault("health", HealthSchema.HEALTH, "{}", "When an entity is not well.");
    private static final Option<IncidentSettings> INCIDENTS =
            withDefault(
                    "incidents",
                    IncidentSchema.INCIDENTS,
                    "{}",
                    "When an incident is opened and closed.");
    private static final Option<List<Maintenance>> MAINTENANCE =
            withDefault(
                    "maintenance",
                    IncidentSchema.MAINTENANCE,
                    "[]",
                    "Times in which no incident of the cluster is opened.");

    static final Section<ClusterSettings> CLUSTER =
            Section.titled("Clusters", "The monitored clusters.")
                    .options(
                            NAME,
                            PROVIDER,
                            LABELS,
                            KAFKA,
                            SCRAPE,
                            ADMIN,
                            DISCOVERY,
                            TOPICS,
                            GROUPS,
                            EXPECT,
                            LAST_KNOWN,
                            LAG,
                            HEALTH,
                            INCIDENTS,
                            MAINTENANCE,
                            MODE,
                            SIMULATION)
                    .rule(List.of(MODE, KAFKA, DISCOVERY), ClusterSchema::brokersComeFromSomewhere)
                    .rule(List.of(MODE, KAFKA, ADMIN), ClusterSchema::clustersAreAskedSomewhere)
                    .rule(List.of(SCRAPE, DISCOVERY), ClusterSchema::portsMatchTheEndpoint)
                    .into(
                            v ->
                                    new ClusterSettings(
                                            v.get(NAME),
                                            v.get(PROVIDER),
                                            SimulationSchema.labelled(v.get(MODE), v.get(LABELS)),
                                            v.get(KAFKA),
                                            v.get(SCRAPE),
                                            v.get(DISCOVERY),
                                            v.get(TOPICS),
                                            v.get(GROUPS),
                                            v.get(EXPECT),
                                            v.get(LAST_KNOWN),
                                            v.get(LAG),
                                            readsItself(v) ? v.get(ADMIN) : null,
                                            SimulationSchema.in(v.get(MODE), v.get(SIMULATION)),
                                            v.get(HEALTH),
                                            v.get(INCIDENTS).with(v.get(MAINTENANCE))));

    private static final Option<Void> KAFKA_DEFAULTS =
            optional(
                    "kafka",
                    Section.titled("Kafka defaults", "Completes the clusters that have `kafka`.")
                            .confidential()
                            .options(PROPERTIES)
                            .into(v -> null),
                    "Client properties of the clusters that have `kafka`.");

    static final Section<Void> DEFAULTS =
            Section.titled(
                            "Defaults",
                            "What clusters share. A cluster's own settings come first; sections,"
                                    + " labels and properties are merged key by key, lists and"
                                    + " alternatives are replaced as a whole. An empty `auth: {}`"
                                    + " or `tls: {}` of a cluster means: not the one of the"
                                    + " defaults.")
                    .partial()
                    .options(
                            LABELS,
                            KAFKA_DEFAULTS,
                            SCRAPE,
                            ADMIN,
                            DISCOVERY,
                            TOPICS,
                            GROUPS,
                            LAST_KNOWN,
                            LAG,
                            HEALTH,
                            INCIDENTS,
                            MAINTENANCE,
                            MODE,
                            SIMULATION)
                    .into(v -> null);

    private ClusterSchema() {}

    private static Section<FilterSettings> filter(
            String title, String description, String excluded) {
        Option<String> include =
                withDefault(
                        "include",
                        Scalars.regex(0),
                        ".*",
                        "Regular expression over the whole name.");
        Option<String> exclude =
                withDefault(
                        "exclude",
                        Scalars.regex(0),
                        excluded,
                        "Regular expression over the whole name; the empty one excludes nothing.");
        return Section.titled(title, description)
                .options(include, exclude)
                .into(v -> new FilterSettings(v.get(include), v.get(exclude)));
    }

    private static Section<ExpectSettings> expect() {
        Option<Integer> brokers =
                optional("brokers", Scalars.whole(1, 100_000), "Number of brokers.").example("3");
        Option<List<TopicShape>> topics =
                withDefault(
                                "topics",
                                ListType.of(expectedTopic(), TOPIC_NAME.key()),
                                "[]",
                                "Topics that must exist.")
                        .example("[orders, payments]");
        Option<List<String>> groups =
                withDefault(
                                "groups",
                                ListType.of(
                                        Scalars.text(
                                                "name",
                                                "\\P{Cntrl}{1,255}",
                                                "the name of a consumer group"),
                                        ""),
                                "[]",
                                "Consumer groups that must exist.")
                        .example("[billing]");
        return Section.titled(
                        "Expected topology",
                        "What should be there; what is missing shows in coverage and gaps.")
                .options(brokers, topics, groups)
                .into(
                        v ->
                                new ExpectSettings(
                                        v.get(brokers),
                                        v.get(topics).stream().map(TopicShape::topic).toList(),
                                        v.get(groups),
                                        v.get(topics).stream()
                                                .filter(
                                                        topic ->
                                                                topic.partitions() != null
                                                                        || topic.replication()
                                                                                != null)
                                                .toList()));
    }

    private static Section<TopicShape> expectedTopic() {
        Option<Integer> partitions =
                optional(
                                "partitions",
                                Scalars.whole(1, 1_000_000),
                                "Number of partitions it must have.")
                        .example("12");
        Option<Integer> replication =
                optional(
                                "replicationFactor",
                                Scalars.whole(1, 1_000),
                                "Number of replicas each of its partitions must have.")
                        .example("3");
        return Section.titled(
                        "Expected topics",
                        "A topic that must exist. A single value stands for its name.")
                .shorthandFor(TOPIC_NAME)
                .options(TOPIC_NAME, partitions, replication)
                .into(
                        v ->
                                new TopicShape(
                                        v.get(TOPIC_NAME), v.get(partitions), v.get(replication)));
    }

    private static boolean readsItself(Values v) {
        return v.get(KAFKA) != null || v.get(MODE).equals(SimulationSchema.SIMULATION);
    }

    private static void brokersComeFromSomewhere(Values v) {
        if (v.get(DISCOVERY).kind() == Kind.KAFKA && !readsItself(v)) {
            v.refuse(
                    v.at(DISCOVERY),
                    "found no kafka.bootstrap to ask for brokers, must be there, or else one of"
                            + " static, file_sd, http_sd, dns here");
        }
    }

    private static void clustersAreAskedSomewhere(Values v) {
        if (!readsItself(v) && v.at(ADMIN).own() != null) {
            v.refuse(
                    v.at(ADMIN), "found no kafka.bootstrap to ask, must be left out without kafka");
        }
    }

    private static void portsMatchTheEndpoint(Values v) {
        String endpoint = v.get(SCRAPE).endpoint();
        DiscoverySettings discovery = v.get(DISCOVERY);
        boolean usesPort =
                Urls.uses(endpoint, "port")
                        || v.get(SCRAPE).fallbacks().stream()
                                .anyMatch(fallback -> Urls.uses(fallback.endpoint(), "port"));
        if (usesPort && discovery.kind() == Kind.DNS && !discovery.dnsType().equals("SRV")) {
            v.refuse(
                    v.at(DISCOVERY).child("dns"),
                    "found records of type "
                            + discovery.dnsType()
                            + ", must be SRV because the endpoint has {port}");
        }
        Place brokers = v.at(DISCOVERY).child(DiscoverySchema.STATIC.key());
        for (int i = 0; i < discovery.brokers().size(); i++) {
            StaticBroker broker = discovery.brokers().get(i);
            Place port =
                    brokers.item(i, ((YamlNode.Items) brokers.node()).items().get(i))
                            .child(DiscoverySchema.PORT.key());
            if (usesPort && broker.port() == null) {
                v.refuse(port, "missing, must be given because the endpoint has {port}");
            } else if (!usesPort
                    && broker.port() != null
                    && broker.port() != Urls.fixedPort(endpoint)) {
                v.refuse(
                        port,
                        "found \""
                                + broker.port()
                                + "\", must be left out or "
                                + Urls.fixedPort(endpoint)
                                + ", because the endpoint has no {port}");
            }
        }
    }
}
