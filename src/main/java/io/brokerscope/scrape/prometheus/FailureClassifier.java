package io.brokerscope.scrape.prometheus;

import io.brokerscope.model.FailureReason;
import io.brokerscope.scrape.security.CredentialsException;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.DateFormatter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.timeout.ReadTimeoutException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.Date;
import java.util.zip.DataFormatException;
import javax.net.ssl.SSLException;

/** Says why a read failed. Pure. */
final class FailureClassifier {

    private static final int MAX_CAUSES = 8;
    private static final int MAX_MESSAGE = 200;

    private FailureClassifier() {}

    /** The reason an exception stands for: that of the first cause that tells something. */
    static FailureReason ofException(Throwable exception) {
        FailureReason general = FailureReason.INTERNAL;
        Throwable cause = exception;
        for (int i = 0; i < MAX_CAUSES && cause != null; i++) {
            FailureReason specific = specific(cause);
            if (specific != null) {
                return specific;
            }
            // These wrap others that may tell more.
            if (cause instanceof DecoderException) {
                general = FailureReason.PROTOCOL;
            } else if (cause instanceof IOException) {
                general = FailureReason.RESET;
            }
            cause = cause.getCause();
        }
        return general;
    }

    private static FailureReason specific(Throwable cause) {
        if (cause instanceof UnknownHostException) {
            return FailureReason.DNS;
        }
        if (cause instanceof SSLException) {
            // "Connection reset" within a handshake arrives as an SSLException with an IOException.
            return cause.getCause() instanceof IOException && !isTls(cause.getCause())
                    ? null
                    : FailureReason.TLS;
        }
        if (cause instanceof ConnectTimeoutException) {
            return FailureReason.CONNECT_TIMEOUT;
        }
        if (cause instanceof ConnectException || cause instanceof NoRouteToHostException) {
            return mentions(cause, "timed out")
                    ? FailureReason.CONNECT_TIMEOUT
                    : FailureReason.REFUSED;
        }
        if (cause instanceof PrematureChannelClosureException) {
            return FailureReason.RESET;
        }
        if (cause instanceof ReadTimeoutException) {
            return FailureReason.READ_TIMEOUT;
        }
        if (cause instanceof DataFormatException) {
            return FailureReason.CORRUPT_ENCODING;
        }
        if (cause instanceof CredentialsException) {
            return FailureReason.CREDENTIALS;
        }
        if (mentions(cause, "unreachable")) {
            return FailureReason.REFUSED;
        }
        return null;
    }

    private static boolean isTls(Throwable cause) {
        return cause instanceof SSLException;
    }

    private static boolean mentions(Throwable cause, String word) {
        return cause instanceof IOException
                && cause.getMessage() != null
                && cause.getMessage().contains(word);
    }

    /** What the exception says, bounded, on one line. */
    static String messageOf(Throwable exception) {
        Throwable cause = exception;
        for (int i = 0;
                i < MAX_CAUSES
                        && cause.getCause() != null
                        && (cause instanceof DecoderException || cause.getMessage() == null);
                i++) {
            cause = cause.getCause();
        }
        String message =
                cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return bounded(message);
    }

    /** The text on one line and not too long. */
    static String bounded(String text) {
        String cut = text.length() > MAX_MESSAGE ? text.substring(0, MAX_MESSAGE) + "…" : text;
        return cut.replaceAll("\\p{Cntrl}+", " ").strip();
    }

    /** The reason an HTTP status stands for; null for 200. */
    static FailureReason ofStatus(int status) {
        return switch (status) {
            case 200 -> null;
            case 401 -> FailureReason.UNAUTHORIZED;
            case 403 -> FailureReason.FORBIDDEN;
            case 404 -> FailureReason.NOT_FOUND;
            case 429 -> FailureReason.TOO_MANY_REQUESTS;
            default ->
                    switch (status / 100) {
                        case 3 -> FailureReason.REDIRECT;
                        case 4 -> FailureReason.CLIENT_ERROR;
                        case 5 -> FailureReason.SERVER_ERROR;
                        default -> FailureReason.PROTOCOL;
                    };
        };
    }

    /**
     * How long the target asks to wait.
     *
     * @param status the HTTP status; only 429 and 503 may ask
     * @param retryAfter the Retry-After header: seconds or a date; null for none
     * @param now epoch milliseconds
     * @return milliseconds, not negative; -1 where it does not ask or asks nonsense
     */
    static long retryAfterMs(int status, String retryAfter, long now) {
        if (retryAfter == null || (status != 429 && status != 503)) {
            return -1;
        }
        String value = retryAfter.strip();
        if (value.matches("\\d{1,9}")) {
            return Long.parseLong(value) * 1000;
        }
        Date date = value.isEmpty() ? null : DateFormatter.parseHttpDate(value);
        return date == null ? -1 : Math.max(0, date.getTime() - now);
    }

    /** How a body is to be read, by its content type. */
    enum Format {
        /** The text format of Prometheus, or what claims to be text. */
        TEXT,
        /** OpenMetrics, which ends with # EOF. */
        OPEN_METRICS
    }

    /**
     * The format of a body.
     *
     * @param contentType the Content-Type header; null for none
     * @return null if this is no text exposition format
     */
    static Format formatOf(String contentType) {
        if (contentType == null || contentType.isBlank()) {
            return Format.TEXT;
        }
        int end = contentType.indexOf(';');
        String type = (end < 0 ? contentType : contentType.substring(0, end)).strip();
        if (type.equalsIgnoreCase("text/plain")) {
            return Format.TEXT;
        }
        return type.equalsIgnoreCase("application/openmetrics-text") ? Format.OPEN_METRICS : null;
    }
}
