package io.brokerscope.sink;

import io.brokerscope.model.settings.KafkaSettings;
import io.brokerscope.model.settings.SecretText;
import io.brokerscope.model.settings.Secrets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes secrets out of error texts: Kafka's clients quote values that they cannot use. Hidden are
 * the values of all references, and what a person wrote in plain text into a property that by its
 * name or its meaning holds a secret.
 */
final class SecretMask {

    private static final Pattern REFERENCE = Pattern.compile("\\$\\{(?:env|file):[^}]*}");
    private static final Pattern SENSITIVE =
            Pattern.compile("password|secret|jaas|token|credential|\\.key$|keystore\\.key");
    private static final Pattern QUOTED = Pattern.compile("\"([^\"]+)\"|'([^']+)'");

    private final List<String> hidden = new ArrayList<>();

    SecretMask(KafkaSettings kafka) {
        kafka.properties().forEach(this::learn);
        references(kafka.bootstrap());
        // The longest first: a secret may be part of another.
        hidden.sort(Comparator.comparingInt(String::length).reversed());
    }

    /** The text with {@code ***} in place of every secret; the empty string for null. */
    String mask(String text) {
        String masked = text == null ? "" : text;
        for (String secret : hidden) {
            masked = masked.replace(secret, "***");
        }
        return masked;
    }

    private void learn(String name, SecretText value) {
        references(value);
        if (SENSITIVE.matcher(name.toLowerCase(Locale.ROOT)).find()) {
            hide(value.template());
            hideQuoted(value.template());
        }
    }

    private void hideQuoted(String text) {
        Matcher quoted = QUOTED.matcher(text);
        while (quoted.find()) {
            hide(quoted.group(1) != null ? quoted.group(1) : quoted.group(2));
        }
    }

    private void references(SecretText text) {
        Matcher reference = REFERENCE.matcher(text.template());
        while (reference.find()) {
            try {
                String resolved = Secrets.resolve(new SecretText(reference.group()));
                hide(resolved);
                hideQuoted(resolved);
            } catch (Secrets.UnresolvedSecretException e) {
                // Leads nowhere, so there is no value that could show up. Whoever needs the value
                // reports it.
                continue;
            }
        }
    }

    private void hide(String secret) {
        if (!secret.isBlank() && !Secrets.isReference(secret)) {
            hidden.add(secret);
        }
    }
}
