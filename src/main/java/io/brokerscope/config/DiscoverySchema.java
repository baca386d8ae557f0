package io.brokerscope.config;

import static io.brokerscope.config.Option.optional;
import static io.brokerscope.config.Option.required;
import static io.brokerscope.config.Option.withDefault;

import io.brokerscope.model.settings.AuthSettings;
import io.brokerscope.model.settings.DiscoverySettings;
import io.brokerscope.model.settings.DiscoverySettings.Kind;
import io.brokerscope.model.settings.StaticBroker;
import io.brokerscope.model.settings.TlsSettings;
import java.util.List;
import java.util.Map;

/** Where the brokers of a cluster come from. */
final class DiscoverySchema {

    private record HttpSd(String url, AuthSettings auth, TlsSettings tls) {}

    private record Dns(String name, String type) {}

    private static final Option<String> BROKER_ID =
            required(
                            "id",
                            Scalars.text(
                                    "node id", "0|[1-9]\\d{0,8}", "a node id in decimal digits"),
                            "Node id of the broker; unique in the cluster.")
                    .example("1");
    private static final Option<String> HOST =
            required(
                            "host",
                            Scalars.text(
                                    "host",
                                    "[A-Za-z0-9._-]{1,255}|[0-9A-Fa-f:.]{2,45}",
                                    "a host name or an address"),
                            "Host name or address.")
                    .example("b1.example.org");
    static final Option<Integer> PORT =
            optional(
                            "port",
                            Scalars.whole(1, 65535),
                            "Value of `{port}` in the endpoint; needed where the endpoint has it.")
                    .example("9404");
    private static final Option<String> RACK =
            withDefault("rack", Scalars.line(), "", "Rack of the broker.").example("eu-west-1a");
    private static final Option<Map<String, String>> BROKER_LABELS =
            Labels.option("Labels of this broker, beside those of the cluster.");

    private static final Section<StaticBroker> BROKER =
            Section.titled("Static brokers", "Brokers named one by one.")
                    .options(BROKER_ID, HOST, PORT, RACK, BROKER_LABELS)
                    .into(
                            v ->
                                    new StaticBroker(
                                            v.get(BROKER_ID),
                                            v.get(HOST),
                                            v.get(PORT),
                                            v.get(RACK),
                                            v.get(BROKER_LABELS)));

    private static final Option<Boolean> KAFKA =
            optional(
                    "kafka",
                    Section.titled("Kafka discovery", "Asks the cluster itself; no settings.")
                            .into(v -> true),
                    "Ask the cluster itself. Needs `kafka.bootstrap`, and is the default where"
                            + " that is given.");
    static final Option<List<StaticBroker>> STATIC =
            optional(
                    "static",
                    ListType.of(BROKER, BROKER_ID.key()).atLeastOne(),
                    "Brokers named one by one.");
    private static final Option<String> FILE_SD =
            optional(
                            "file_sd",
                            Scalars.text(
                                    "path",
                                    "(?!\\s)[^*\\p{Cntrl}]{0,800}?[^/\\p{Cntrl}]{1,200}",
                                    "the path of a JSON or YAML file in which only the last name"
                                            + " may hold a *"),
                            "Path of a JSON or YAML file in Prometheus' file_sd format; the last"
                                    + " name may hold a `*`.")
                    .example("/etc/brokerscope/prod-*.json");

    private static final Option<String> URL =
            required("url", Urls.url(), "URL that answers in Prometheus' http_sd format.")
                    .example("https://inventory.example.org/kafka");
    private static final Option<AuthSettings> AUTH = SecuritySchema.auth();
    private static final Option<TlsSettings> TLS = SecuritySchema.tls("TLS of `https://` URLs.");
    private static final Option<HttpSd> HTTP_SD =
            optional(
                    "http_sd",
                    Section.titled(
                                    "HTTP discovery",
                                    "A URL, or a section where credentials or TLS are needed.")
                            .shorthandFor(URL)
                            .options(URL, AUTH, TLS)
                            .into(v -> new HttpSd(v.get(URL), v.get(AUTH), v.get(TLS))),
                    "URL that answers in Prometheus' http_sd format.");

    private static final Option<String> DNS_NAME =
            required(
                            "name",
                            Scalars.text(
                                    "host",
                                    "(?!.{256})[A-Za-z0-9_-]{1,63}(\\.[A-Za-z0-9_-]{1,63})*\\.?",
                                    "a domain name"),
                            "Name to look up.")
                    .example("_metrics._tcp.kafka.example.org");
    static final Option<String> DNS_TYPE =
            withDefault(
                    "type",
                    Scalars.word("SRV", "A", "AAAA"),
                    "SRV",
                    "Type of the records. `A` and `AAAA` give no `{port}`.");
    private static final Option<Dns> DNS =
            optional(
                    "dns",
                    Section.titled("DNS discovery", "A name, or a section with name and type.")
                            .shorthandFor(DNS_NAME)
                            .options(DNS_NAME, DNS_TYPE)
                            .into(v -> new Dns(v.get(DNS_NAME), v.get(DNS_TYPE))),
                    "DNS name to look up.");

    private static final Option<Long> INTERVAL =
            withDefault(
                    "interval",
                    Scalars.duration("1s", "1d"),
                    "30s",
                    "Distance between two discovery rounds.");
    private static final Option<Long> TIMEOUT =
            withDefault(
                    "timeout",
                    Scalars.duration("100ms", "2m"),
                    "10s",
                    "Deadline of one round. A round that fails leaves the known brokers as they"
                            + " are.");
    private static final Option<String> ID_PATTERN =
            withDefault(
                    "idPattern",
                    Scalars.regex(1),
                    "-(\\d+)(?:\\.|$)",
                    "For file_sd, http_sd and dns: finds the node id in the host name, as its"
                            + " first group, where no `broker_id` label gives it. The default is"
                            + " the ordinal of a StatefulSet's pod.");

    static final Section<DiscoverySettings> DISCOVERY =
            Section.titled(
                            "Discovery",
                            "Where the brokers come from: one of `kafka`, `static`, `file_sd`,"
                                    + " `http_sd` and `dns`.")
                    .atMostOne(KAFKA, STATIC, FILE_SD, HTTP_SD, DNS)
                    .options(INTERVAL, TIMEOUT, ID_PATTERN)
                    .into(DiscoverySchema::settings);

    private DiscoverySchema() {}

    private static DiscoverySettings settings(Values v) {
        HttpSd http = v.get(HTTP_SD);
        Dns dns = v.get(DNS);
        List<StaticBroker> brokers = v.get(STATIC);
        return new DiscoverySettings(
                kind(v),
                brokers == null ? List.of() : brokers,
                v.get(FILE_SD),
                http == null ? null : http.url(),
                dns == null ? null : dns.name(),
                dns == null ? null : dns.type(),
                v.get(ID_PATTERN),
                v.get(INTERVAL),
                v.get(TIMEOUT),
                http == null ? null : http.auth(),
                http == null ? null : http.tls());
    }

    private static Kind kind(Values v) {
        if (v.get(STATIC) != null) {
            return Kind.STATIC;
        }
        if (v.get(FILE_SD) != null) {
            return Kind.FILE_SD;
        }
        if (v.get(HTTP_SD) != null) {
            return Kind.HTTP_SD;
        }
        return v.get(DNS) != null ? Kind.DNS : Kind.KAFKA;
    }
}
