package io.brokerscope.config;

import static io.brokerscope.config.Option.optional;
import static io.brokerscope.config.Option.required;
import static io.brokerscope.config.Option.withDefault;

import io.brokerscope.config.Option.Inheritance;
import io.brokerscope.model.settings.AuthSettings;
import io.brokerscope.model.settings.KafkaSettings;
import io.brokerscope.model.settings.SecretText;
import io.brokerscope.model.settings.TlsSettings;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Credentials, TLS and the way to a Kafka cluster. */
final class SecuritySchema {

    private static final Pattern BOOTSTRAP =
            Pattern.compile("\\s*[^\\s,:@/]+:\\d{1,5}\\s*(,\\s*[^\\s,:@/]+:\\d{1,5}\\s*)*");
    private static final Pattern IPV6_HOST = Pattern.compile("\\[[0-9A-Fa-f:.]+]");

    private static final ScalarType<SecretText> CREDENTIAL =
            Scalars.secret(
                    "a text on one line that is not empty; "
                            + SecretSyntax.ALLOWED
                            + " are resolved",
                    text -> text.matches("\\P{Cntrl}+"));

    private static final Option<SecretText> USERNAME =
            required("username", CREDENTIAL, "User name.").example("brokerscope");
    private static final Option<SecretText> PASSWORD =
            required("password", CREDENTIAL, "Password.").example("${file:/secrets/password}");

    private static final Option<AuthSettings> BASIC =
            optional(
                    "basic",
                    Section.titled("Basic authentication", "User name and password.")
                            .confidential()
                            .options(USERNAME, PASSWORD)
                            .into(v -> new AuthSettings(v.get(USERNAME), v.get(PASSWORD), null)),
                    "User name and password.");
    private static final Option<SecretText> BEARER =
            optional("bearer", CREDENTIAL, "A token.").example("${file:/secrets/token}");

    static final Section<AuthSettings> AUTH =
            Section.titled(
                            "Credentials",
                            "Sent with every HTTP request, or to log in by JMX, which knows only"
                                    + " `basic`.")
                    .confidential()
                    .exactlyOne(BASIC, BEARER)
                    .into(
                            v ->
                                    v.get(BASIC) != null
                                            ? v.get(BASIC)
                                            : new AuthSettings(null, null, v.get(BEARER)));

    private static final Option<String> CA_FILE =
            optional(
                            "caFile",
                            Scalars.path(),
                            "PEM file of the authorities to trust. Without it, those of the Java"
                                    + " runtime.")
                    .example("/secrets/ca.pem");
    private static final Option<String> CERT_FILE =
            optional(
                            "certFile",
                            Scalars.path(),
                            "PEM file of the client's certificate chain, for mutual TLS; needs"
                                    + " `keyFile`.")
                    .example("/secrets/client.pem");
    private static final Option<String> KEY_FILE =
            optional(
                            "keyFile",
                            Scalars.path(),
                            "PEM file of the client's private key (PKCS #8); needs `certFile`.")
                    .example("/secrets/client.key");
    private static final Option<Boolean> INSECURE =
            withDefault(
                    "insecureSkipVerify",
                    Scalars.flag(),
                    "false",
                    "Accept any certificate and host name. For laboratories only.");

    static final Section<TlsSettings> TLS =
            Section.titled(
                            "TLS",
                            "Certificates and host names are verified. The files are read by the"
                                    + " process that uses them.")
                    .options(CA_FILE, CERT_FILE, KEY_FILE, INSECURE)
                    .rule(List.of(CERT_FILE, KEY_FILE), SecuritySchema::certificateWithKey)
                    .into(
                            v ->
                                    new TlsSettings(
                                            v.get(CA_FILE),
                                            v.get(CERT_FILE),
                                            v.get(KEY_FILE),
                                            v.get(INSECURE)));

    private static final Option<SecretText> BOOTSTRAP_SERVERS =
            required(
                            "bootstrap",
                            Scalars.secret(
                                    "host:port, several separated by commas; "
                                            + SecretSyntax.ALLOWED
                                            + " are resolved",
                                    SecuritySchema::isBootstrap),
                            "Bootstrap servers, separated by commas. References are resolved.")
                    .example("b1:9092,b2:9092");

    private SecuritySchema() {}

    /** Credentials of an endpoint. */
    static Option<AuthSettings> auth() {
        return optional("auth", AUTH, "Credentials; either `basic` or `bearer`.")
                .inheriting(Inheritance.SWITCHABLE);
    }

    /** TLS of an endpoint. */
    static Option<TlsSettings> tls(String meaning) {
        return optional("tls", TLS, meaning).inheriting(Inheritance.SWITCHABLE);
    }

    /** Bootstrap servers of a cluster. */
    static Option<SecretText> bootstrap() {
        return BOOTSTRAP_SERVERS;
    }

    /** Client properties but those that are set otherwise, each with what to do instead. */
    static Option<Map<String, SecretText>> properties(Map<String, String> reserved) {
        return withDefault(
                        "properties",
                        new MapType<>(
                                "properties",
                                Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,199}"),
                                "a property as Kafka names it",
                                Scalars.secret(
                                        "a text; " + SecretSyntax.ALLOWED + " are resolved",
                                        text -> true),
                                reserved,
                                true,
                                null),
                        "{}",
                        "Client properties as Kafka names them, dots included. References are"
                                + " resolved in the values.")
                .example("{ security.protocol: SSL }");
    }

    /** How to reach a monitored cluster. */
    static Section<KafkaSettings> kafka(Option<Map<String, SecretText>> properties) {
        return Section.titled(
                        "Kafka protocol",
                        "How Brokerscope reaches the cluster as a client. It only reads.")
                .confidential()
                .options(BOOTSTRAP_SERVERS, properties)
                .into(v -> new KafkaSettings(v.get(BOOTSTRAP_SERVERS), v.get(properties)));
    }

    private static boolean isBootstrap(String text) {
        return BOOTSTRAP.matcher(IPV6_HOST.matcher(text).replaceAll("host")).matches();
    }

    private static void certificateWithKey(Values v) {
        if (v.get(CERT_FILE) != null && v.get(KEY_FILE) == null) {
            v.refuse(KEY_FILE, "be given together with certFile");
        }
        if (v.get(KEY_FILE) != null && v.get(CERT_FILE) == null) {
            v.refuse(CERT_FILE, "be given together with keyFile");
        }
    }
}
