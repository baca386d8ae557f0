package io.brokerscope.scrape.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.brokerscope.model.FailureReason;
import io.brokerscope.scrape.prometheus.FailureClassifier.Format;
import io.brokerscope.scrape.security.CredentialsException;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.timeout.ReadTimeoutException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.util.stream.Stream;
import java.util.zip.DataFormatException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class FailureClassifierTest {

    @ParameterizedTest
    @MethodSource
    void exceptions(Throwable exception, FailureReason reason) {
        assertThat(FailureClassifier.ofException(exception)).isEqualTo(reason);
    }

    static Stream<Arguments> exceptions() {
        return Stream.of(
                arguments(new UnknownHostException("b9"), FailureReason.DNS),
                arguments(new ConnectException("Connection refused"), FailureReason.REFUSED),
                arguments(
                        new ConnectException("Connection timed out"),
                        FailureReason.CONNECT_TIMEOUT),
                arguments(new ConnectTimeoutException("slow"), FailureReason.CONNECT_TIMEOUT),
                arguments(new NoRouteToHostException("No route to host"), FailureReason.REFUSED),
                arguments(new SocketException("Network is unreachable"), FailureReason.REFUSED),
                arguments(ReadTimeoutException.INSTANCE, FailureReason.READ_TIMEOUT),
                arguments(new IOException("Connection reset by peer"), FailureReason.RESET),
                arguments(new ClosedChannelException(), FailureReason.RESET),
                arguments(new SSLHandshakeException("bad certificate"), FailureReason.TLS),
                arguments(
                        new DecoderException(new SSLHandshakeException("expired")),
                        FailureReason.TLS),
                arguments(
                        new DecoderException(new NotSslRecordException("plain")),
                        FailureReason.TLS),
                arguments(new SSLException("broken", new SSLException("inner")), FailureReason.TLS),
                arguments(
                        new SSLException("broken", new IOException("Connection reset by peer")),
                        FailureReason.RESET),
                arguments(new TooLongHttpHeaderException("large"), FailureReason.PROTOCOL),
                arguments(
                        new DecoderException(new IllegalArgumentException("chunk size")),
                        FailureReason.PROTOCOL),
                arguments(new PrematureChannelClosureException(), FailureReason.RESET),
                arguments(new DataFormatException("bad block"), FailureReason.CORRUPT_ENCODING),
                arguments(new CredentialsException("no file"), FailureReason.CREDENTIALS),
                arguments(new IllegalStateException("defect"), FailureReason.INTERNAL));
    }

    @ParameterizedTest
    @CsvSource({
        "200,",
        "101, PROTOCOL",
        "204, PROTOCOL",
        "206, PROTOCOL",
        "301, REDIRECT",
        "304, REDIRECT",
        "400, CLIENT_ERROR",
        "401, UNAUTHORIZED",
        "403, FORBIDDEN",
        "404, NOT_FOUND",
        "407, CLIENT_ERROR",
        "429, TOO_MANY_REQUESTS",
        "500, SERVER_ERROR",
        "503, SERVER_ERROR",
        "999, PROTOCOL",
    })
    void statuses(int status, FailureReason reason) {
        assertThat(FailureClassifier.ofStatus(status)).isEqualTo(reason);
    }

    @ParameterizedTest
    @CsvSource({
        "429, 3, 3000",
        "503, ' 0 ', 0",
        "429, -1, -1",
        "429, soon, -1",
        "429, '', -1",
        "429,, -1",
        "500, 3, -1",
        "429, 'Thu, 01 Jan 1970 00:00:20 GMT', 10000",
        "429, 'Thu, 01 Jan 1970 00:00:05 GMT', 0",
        "429, 99999999999999, -1",
    })
    void retryAfter(int status, String header, long millis) {
        assertThat(FailureClassifier.retryAfterMs(status, header, 10_000)).isEqualTo(millis);
    }

    @ParameterizedTest
    @CsvSource({
        ", TEXT",
        "' ', TEXT",
        "text/plain, TEXT",
        "'TEXT/PLAIN; version=0.0.4; charset=utf-8', TEXT",
        "text/plain;charset=iso-8859-1, TEXT",
        "'application/openmetrics-text; version=1.0.0; charset=utf-8', OPEN_METRICS",
        "text/html,",
        "application/json,",
        "application/vnd.google.protobuf,",
    })
    void contentTypes(String contentType, Format format) {
        assertThat(FailureClassifier.formatOf(contentType)).isEqualTo(format);
    }

    @Test
    void messagesAreShortAndOnOneLine() {
        assertThat(FailureClassifier.messageOf(new IOException("a\r\nb\tc"))).isEqualTo("a b c");
        assertThat(FailureClassifier.messageOf(new IOException("x".repeat(1_000)))).hasSize(201);
        assertThat(FailureClassifier.messageOf(new ClosedChannelException()))
                .isEqualTo("ClosedChannelException");
        assertThat(
                        FailureClassifier.messageOf(
                                new DecoderException(new SSLHandshakeException("expired"))))
                .isEqualTo("expired");
    }
}
