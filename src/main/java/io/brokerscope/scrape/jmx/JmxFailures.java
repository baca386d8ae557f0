package io.brokerscope.scrape.jmx;

import io.brokerscope.model.FailureReason;
import io.brokerscope.model.Texts;
import io.brokerscope.scrape.jmx.Progress.Point;
import io.brokerscope.scrape.jmx.Progress.Stage;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.rmi.NotBoundException;
import javax.net.ssl.SSLException;

/** Says why an attempt failed. Pure. */
final class JmxFailures {

    private JmxFailures() {}

    /** The reason that an {@link IOException} or a {@link RemoteFailure} stands for. */
    static FailureReason reason(Exception failure, Point at) {
        if (failure instanceof RemoteFailure remote) {
            return remoteReason(remote, at.stage());
        }
        if (failure instanceof UnknownHostException) {
            return FailureReason.DNS;
        }
        if (failure instanceof SocketTimeoutException) {
            return timeoutReason(at.stage());
        }
        if (failure instanceof SocketException && at.stage() == Stage.CONNECTING) {
            return failure.getMessage() != null && failure.getMessage().contains("timed out")
                    ? FailureReason.CONNECT_TIMEOUT
                    : FailureReason.REFUSED;
        }
        if (failure instanceof SSLException) {
            // A connection that breaks within a handshake arrives as an SSLException, too.
            return failure.getCause() instanceof IOException cause
                            && !(cause instanceof SSLException)
                    ? FailureReason.RESET
                    : FailureReason.TLS;
        }
        if (failure instanceof NotRmiException || failure instanceof TlsSpokenException) {
            return FailureReason.PROTOCOL;
        }
        if (failure instanceof TooLargeException) {
            return FailureReason.TOO_LARGE;
        }
        if (failure instanceof NoMemoryException) {
            return FailureReason.NO_MEMORY;
        }
        return FailureReason.RESET;
    }

    private static FailureReason remoteReason(RemoteFailure failure, Stage stage) {
        if (failure.is(SecurityException.class)) {
            return stage == Stage.LOGGING_IN ? FailureReason.UNAUTHORIZED : FailureReason.FORBIDDEN;
        }
        return failure.is(NotBoundException.class)
                ? FailureReason.NOT_FOUND
                : FailureReason.SERVER_ERROR;
    }

    /** What running out of time means at a stage. */
    static FailureReason timeoutReason(Stage stage) {
        return switch (stage) {
            case QUEUED -> FailureReason.INTERNAL;
            case PREPARING -> FailureReason.CREDENTIALS;
            case RESOLVING -> FailureReason.DNS;
            case CONNECTING -> FailureReason.CONNECT_TIMEOUT;
            case HANDSHAKE, LOOKING_UP, LOGGING_IN, READING -> FailureReason.READ_TIMEOUT;
        };
    }

    /** A sentence about an exception. */
    static String sentence(Exception failure, Point at, long timeoutMs) {
        if (failure instanceof SocketTimeoutException) {
            return noAnswer(at, timeoutMs);
        }
        String what;
        if (failure instanceof UnknownHostException) {
            what = "the host name does not resolve";
        } else if (failure instanceof EOFException) {
            what = "the connection was closed before an answer";
        } else {
            what =
                    failure.getMessage() == null
                            ? failure.getClass().getSimpleName()
                            : failure.getMessage();
        }
        return at.peer().isEmpty() ? Texts.shown(what) : at.peer() + ": " + Texts.shown(what);
    }

    /** A sentence about time that ran out. */
    static String noAnswer(Point at, long timeoutMs) {
        String within = " within " + timeoutMs + " ms";
        return switch (at.stage()) {
            case QUEUED -> "no thread began" + within;
            case PREPARING -> "credentials or certificates were not loaded" + within;
            case RESOLVING -> at.peer() + ": the host name was not resolved" + within;
            case CONNECTING -> at.peer() + ": no connection" + within;
            case HANDSHAKE -> at.peer() + ": the TLS handshake did not end" + within;
            case LOOKING_UP -> at.peer() + ": no answer" + within;
            case LOGGING_IN -> at.peer() + ": the login was not answered" + within;
            case READING -> at.peer() + ": the answers did not end" + within;
        };
    }
}
