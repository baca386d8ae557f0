package io.brokerscope.scrape.jmx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.brokerscope.model.FailureReason;
import io.brokerscope.scrape.jmx.Progress.Point;
import io.brokerscope.scrape.jmx.Progress.Stage;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.rmi.NotBoundException;
import java.rmi.UnmarshalException;
import java.util.List;
import java.util.stream.Stream;
import javax.management.RuntimeMBeanException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class JmxFailuresTest {

    private static final String PEER = "b1:9999";

    @ParameterizedTest
    @MethodSource
    void exceptions(Exception failure, Stage stage, FailureReason reason, String sentence) {
        Point at = new Point(stage, PEER);
        assertThat(JmxFailures.reason(failure, at)).isEqualTo(reason);
        assertThat(JmxFailures.sentence(failure, at, 300)).isEqualTo(PEER + ": " + sentence);
    }

    static Stream<Arguments> exceptions() {
        return Stream.of(
                arguments(
                        new UnknownHostException("b1"),
                        Stage.RESOLVING,
                        FailureReason.DNS,
                        "the host name does not resolve"),
                arguments(
                        new ConnectException("Connection refused"),
                        Stage.CONNECTING,
                        FailureReason.REFUSED,
                        "Connection refused"),
                arguments(
                        new NoRouteToHostException("No route to host"),
                        Stage.CONNECTING,
                        FailureReason.REFUSED,
                        "No route to host"),
                arguments(
                        new SocketException("Network is unreachable"),
                        Stage.CONNECTING,
                        FailureReason.REFUSED,
                        "Network is unreachable"),
                arguments(
                        new ConnectException("Connection timed out"),
                        Stage.CONNECTING,
                        FailureReason.CONNECT_TIMEOUT,
                        "Connection timed out"),
                arguments(
                        new SocketTimeoutException("Connect timed out"),
                        Stage.CONNECTING,
                        FailureReason.CONNECT_TIMEOUT,
                        "no connection within 300 ms"),
                arguments(
                        new SSLHandshakeException("PKIX path building failed"),
                        Stage.HANDSHAKE,
                        FailureReason.TLS,
                        "PKIX path building failed"),
                arguments(
                        new SSLException("broken", new SSLException("inner")),
                        Stage.HANDSHAKE,
                        FailureReason.TLS,
                        "broken"),
                arguments(
                        new SSLException("broken", new SocketException("Connection reset")),
                        Stage.HANDSHAKE,
                        FailureReason.RESET,
                        "broken"),
                arguments(
                        new SocketException("Connection reset"),
                        Stage.READING,
                        FailureReason.RESET,
                        "Connection reset"),
                arguments(
                        new EOFException(),
                        Stage.READING,
                        FailureReason.RESET,
                        "the connection was closed before an answer"),
                arguments(new IOException(), Stage.READING, FailureReason.RESET, "IOException"),
                arguments(
                        new NotRmiException("the answer is not RMI"),
                        Stage.LOOKING_UP,
                        FailureReason.PROTOCOL,
                        "the answer is not RMI"),
                arguments(
                        new TlsSpokenException(),
                        Stage.LOOKING_UP,
                        FailureReason.PROTOCOL,
                        "the answer is TLS"),
                arguments(
                        new TooLargeException(64),
                        Stage.LOOKING_UP,
                        FailureReason.TOO_LARGE,
                        "more than 64 bytes"),
                arguments(
                        new NoMemoryException(),
                        Stage.READING,
                        FailureReason.NO_MEMORY,
                        "the bytes that all reads of this process may hold are used up"),
                arguments(
                        thrown(NotBoundException.class, "jmxrmi"),
                        Stage.LOOKING_UP,
                        FailureReason.NOT_FOUND,
                        "NotBoundException: jmxrmi"),
                arguments(
                        thrown(SecurityException.class, "Authentication failed!"),
                        Stage.LOGGING_IN,
                        FailureReason.UNAUTHORIZED,
                        "SecurityException: Authentication failed!"),
                arguments(
                        thrown(SecurityException.class, "Access denied!"),
                        Stage.READING,
                        FailureReason.FORBIDDEN,
                        "SecurityException: Access denied!"),
                arguments(
                        thrown(UnmarshalException.class, "unrecognized method hash"),
                        Stage.READING,
                        FailureReason.SERVER_ERROR,
                        "UnmarshalException: unrecognized method hash"),
                arguments(
                        thrown(RuntimeMBeanException.class, null),
                        Stage.READING,
                        FailureReason.SERVER_ERROR,
                        "RuntimeMBeanException"));
    }

    @ParameterizedTest
    @CsvSource({
        "QUEUED, INTERNAL, no thread began within 300 ms",
        "PREPARING, CREDENTIALS, credentials or certificates were not loaded within 300 ms",
        "RESOLVING, DNS, b1:9999: the host name was not resolved within 300 ms",
        "CONNECTING, CONNECT_TIMEOUT, b1:9999: no connection within 300 ms",
        "HANDSHAKE, READ_TIMEOUT, b1:9999: the TLS handshake did not end within 300 ms",
        "LOOKING_UP, READ_TIMEOUT, b1:9999: no answer within 300 ms",
        "LOGGING_IN, READ_TIMEOUT, b1:9999: the login was not answered within 300 ms",
        "READING, READ_TIMEOUT, b1:9999: the answers did not end within 300 ms"
    })
    void timeThatRunsOut(Stage stage, FailureReason reason, String sentence) {
        Point at = new Point(stage, PEER);
        assertThat(JmxFailures.reason(new SocketTimeoutException(), at)).isEqualTo(reason);
        assertThat(JmxFailures.timeoutReason(stage)).isEqualTo(reason);
        assertThat(JmxFailures.noAnswer(at, 300)).isEqualTo(sentence);
    }

    @Test
    void foreignTextsAreBounded() {
        String sentence =
                JmxFailures.sentence(
                        thrown(IllegalStateException.class, "a\nb" + "x".repeat(70_000)),
                        new Point(Stage.READING, PEER),
                        300);
        assertThat(sentence)
                .startsWith(PEER + ": IllegalStateException: a bx")
                .hasSizeLessThan(250);
    }

    private static RemoteFailure thrown(Class<? extends Throwable> type, String message) {
        SerialObject thrown = new SerialObject(List.of(type.getName(), Throwable.class.getName()));
        thrown.put("detailMessage", message);
        return new RemoteFailure(thrown);
    }
}
