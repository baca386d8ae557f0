package io.brokerscope.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.junit.jupiter.api.Test;

class KafkaFailuresTest {

    private static String sentence(Throwable failure) {
        return KafkaFailures.sentence(failure, "b1:9092,b2:9092", 10_000);
    }

    @Test
    void nameTheKindAndNeverTheMessage() {
        assertThat(sentence(new TimeoutException("geheim")))
                .isEqualTo("no broker of b1:9092,b2:9092 answered within 10 s");
        assertThat(sentence(new DisconnectException("geheim")))
                .isEqualTo("no broker of b1:9092,b2:9092 answered within 10 s");
        assertThat(sentence(new SaslAuthenticationException("geheim")))
                .isEqualTo(
                        "the brokers of b1:9092,b2:9092 did not accept the credentials"
                                + " (SaslAuthenticationException)");
        assertThat(sentence(new SslAuthenticationException("geheim")))
                .isEqualTo(
                        "the TLS handshake with b1:9092,b2:9092 failed"
                                + " (SslAuthenticationException)");
        assertThat(sentence(new ClusterAuthorizationException("geheim")))
                .isEqualTo(
                        "the brokers of b1:9092,b2:9092 do not allow these credentials to describe"
                                + " the cluster (ClusterAuthorizationException)");
        assertThat(sentence(new UnsupportedVersionException("geheim")))
                .isEqualTo(
                        "the brokers of b1:9092,b2:9092 could not be asked"
                                + " (UnsupportedVersionException)");
    }

    @Test
    void nameThePropertyThatIsNotValid() {
        assertThat(
                        KafkaFailures.creation(
                                new KafkaException(
                                        "Failed to create",
                                        new ConfigException(
                                                "security.protocol", "geheim", "must be one of")),
                                "b1:9092"))
                .isEqualTo(
                        "the Kafka client for b1:9092 cannot be made: the property"
                                + " security.protocol is missing or not valid");
        assertThat(
                        KafkaFailures.creation(
                                new ConfigException(
                                        "Missing required configuration \"sasl.mechanism\" which"),
                                "b1:9092"))
                .contains("the property sasl.mechanism is missing");
        assertThat(KafkaFailures.creation(new ConfigException("geheim"), "b1:9092"))
                .contains("the property of the client is missing")
                .doesNotContain("geheim");
        assertThat(
                        KafkaFailures.creation(
                                new KafkaException(
                                        "geheim", new IllegalArgumentException("geheim")),
                                "b1:9092"))
                .isEqualTo("no Kafka client could be made for b1:9092 (IllegalArgumentException)");
        assertThat(KafkaFailures.creation(new KafkaException("geheim"), "b1:9092"))
                .isEqualTo("no Kafka client could be made for b1:9092 (KafkaException)");
    }
}
