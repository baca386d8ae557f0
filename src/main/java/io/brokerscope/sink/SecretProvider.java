package io.brokerscope.sink;

import io.brokerscope.model.settings.SecretText;
import io.brokerscope.model.settings.Secrets;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.config.ConfigData;
import org.apache.kafka.common.config.provider.ConfigProvider;

/**
 * Lets Kafka's clients resolve references to secrets when they are created, in the process that
 * creates them. A client gets the text as it stands in the configuration, packed into one variable
 * of Kafka's own syntax; so neither the job graph nor a savepoint holds a resolved secret, and what
 * {@code ${env:..}} and {@code ${file:..}} mean is said in one place, {@link Secrets}.
 *
 * <p>Public only because Kafka creates it by its name. Where the system property {@code
 * org.apache.kafka.automatic.config.providers} lists the allowed providers, this class must be
 * among them.
 */
public final class SecretProvider implements ConfigProvider {

    /** The name under which clients know this provider. */
    static final String NAME = "brokerscope";

    /** Whether there is anything to resolve in the text. */
    static boolean refersToSecrets(SecretText text) {
        return text.template().contains("${env:") || text.template().contains("${file:");
    }

    /** The text as the value of a client property, its references packed for this provider. */
    static String deferred(SecretText text) {
        if (!refersToSecrets(text)) {
            return text.template();
        }
        // Packed, because Kafka's pattern and ours need not agree on what a text with braces means.
        String packed =
                Base64.getUrlEncoder()
                        .encodeToString(text.template().getBytes(StandardCharsets.UTF_8));
        return "${" + NAME + ":" + packed + "}";
    }

    @Override
    public void configure(Map<String, ?> configs) {
        // Everything needed stands in the variable itself.
    }

    /** Not of use: variables name texts one by one. */
    @Override
    public ConfigData get(String path) {
        return new ConfigData(Map.of());
    }

    /**
     * The resolved texts.
     *
     * @throws Secrets.UnresolvedSecretException if a reference leads nowhere
     */
    @Override
    public ConfigData get(String path, Set<String> keys) {
        Map<String, String> resolved = new HashMap<>();
        for (String packed : keys) {
            byte[] template = Base64.getUrlDecoder().decode(packed);
            resolved.put(
                    packed,
                    Secrets.resolve(new SecretText(new String(template, StandardCharsets.UTF_8))));
        }
        return new ConfigData(resolved);
    }

    @Override
    public void close() {
        // Holds nothing.
    }
}
