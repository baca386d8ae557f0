package io.brokerscope.kafka;

import io.brokerscope.model.FailureReason;
import io.brokerscope.model.Texts;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Sentences for what goes wrong with a Kafka client. They are made of the kind of the failure, not
 * of its message: that one may quote configured values.
 */
public final class KafkaFailures {

    private static final Pattern PROPERTY =
            Pattern.compile("(?:for configuration|configuration:?) \"?([a-z][a-z0-9.]*[a-z0-9])");
    private static final int MAX_CAUSES = 10;

    private KafkaFailures() {}

    /** No broker answered within the time that was granted. */
    public static String noAnswer(String bootstrap, long budgetMs) {
        return "no broker of " + bootstrap + " answered within " + Texts.seconds(budgetMs);
    }

    /** Why a request failed: PROTOCOL for what only Kafka knows, INTERNAL for what is not its. */
    public static FailureReason reason(Throwable failure) {
        if (failure instanceof TimeoutException || failure instanceof DisconnectException) {
            return FailureReason.READ_TIMEOUT;
        }
        if (failure instanceof SslAuthenticationException) {
            return FailureReason.TLS;
        }
        if (failure instanceof AuthenticationException) {
            return FailureReason.UNAUTHORIZED;
        }
        if (failure instanceof AuthorizationException) {
            return FailureReason.FORBIDDEN;
        }
        return failure instanceof KafkaException ? FailureReason.PROTOCOL : FailureReason.INTERNAL;
    }

    /** A request failed. */
    public static String sentence(Throwable failure, String bootstrap, long budgetMs) {
        String kind = " (" + failure.getClass().getSimpleName() + ")";
        return switch (reason(failure)) {
            case READ_TIMEOUT -> noAnswer(bootstrap, budgetMs);
            case TLS -> "the TLS handshake with " + bootstrap + " failed" + kind;
            case UNAUTHORIZED ->
                    "the brokers of " + bootstrap + " did not accept the credentials" + kind;
            case FORBIDDEN ->
                    "the brokers of "
                            + bootstrap
                            + " do not allow these credentials to describe the cluster"
                            + kind;
            default -> "the brokers of " + bootstrap + " could not be asked" + kind;
        };
    }

    /** Why a client could not be made: its names do not resolve, or its settings are of no use. */
    public static FailureReason creationReason(Throwable failure) {
        ConfigException misconfigured = misconfigured(failure);
        return misconfigured != null && unresolved(misconfigured)
                ? FailureReason.DNS
                : FailureReason.CREDENTIALS;
    }

    /** The client could not be made. */
    public static String creation(Throwable failure, String bootstrap) {
        ConfigException misconfigured = misconfigured(failure);
        if (misconfigured != null) {
            return unresolved(misconfigured)
                    ? "no host name of " + bootstrap + " can be resolved"
                    : property(misconfigured, bootstrap);
        }
        Throwable innermost = failure.getCause() == null ? failure : failure.getCause();
        return "no Kafka client could be made for "
                + bootstrap
                + " ("
                + innermost.getClass().getSimpleName()
                + ")";
    }

    private static ConfigException misconfigured(Throwable failure) {
        Throwable cause = failure;
        for (int i = 0; i < MAX_CAUSES && cause != null; i++) {
            if (cause instanceof ConfigException found) {
                return found;
            }
            cause = cause.getCause();
        }
        return null;
    }

    private static boolean unresolved(ConfigException failure) {
        return String.valueOf(failure.getMessage()).startsWith("No resolvable bootstrap urls");
    }

    private static String property(ConfigException failure, String bootstrap) {
        String message = String.valueOf(failure.getMessage());
        Matcher property = PROPERTY.matcher(message);
        String which = "of the client";
        if (message.contains("bootstrap.servers")) {
            which = "bootstrap.servers";
        } else if (property.find()) {
            which = property.group(1);
        }
        return "the Kafka client for "
                + bootstrap
                + " cannot be made: the property "
                + which
                + " is missing or not valid";
    }
}
