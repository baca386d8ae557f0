package io.brokerscope.kafka;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

    public static String noAnswer(String bootstrap, String budget) {
        return "no broker of " + bootstrap + " answered within " + budget;
    }

    /** A request failed. */
    public static String sentence(Throwable failure, String bootstrap, String budget) {
        if (failure instanceof TimeoutException || failure instanceof DisconnectException) {
            return noAnswer(bootstrap, budget);
        }
        String kind = " (" + failure.getClass().getSimpleName() + ")";
        if (failure instanceof SslAuthenticationException) {
            return "the TLS handshake with " + bootstrap + " failed" + kind;
        }
        if (failure instanceof AuthenticationException) {
            return "the brokers of " + bootstrap + " did not accept the credentials" + kind;
        }
        if (failure instanceof AuthorizationException) {
            return "the brokers of "
                    + bootstrap
                    + " do not allow these credentials to describe the cluster"
                    + kind;
        }
        return "the brokers of " + bootstrap + " could not be asked" + kind;
    }

    /** The client could not be made. */
    public static String creation(Throwable failure, String bootstrap) {
        Throwable cause = failure;
        for (int i = 0; i < MAX_CAUSES && cause != null; i++) {
            if (cause instanceof ConfigException) {
                return misconfigured((ConfigException) cause, bootstrap);
            }
            cause = cause.getCause();
        }
        Throwable innermost = failure.getCause() == null ? failure : failure.getCause();
        return "no Kafka client could be made for "
                + bootstrap
                + " ("
                + innermost.getClass().getSimpleName()
                + ")";
    }

    private static String misconfigured(ConfigException failure, String bootstrap) {
        String message = String.valueOf(failure.getMessage());
        if (message.startsWith("No resolvable bootstrap urls")) {
            return "no host name of " + bootstrap + " can be resolved";
        }
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
