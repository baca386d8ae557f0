package io.brokerscope.scrape.prometheus;

import io.brokerscope.model.FailureReason;
import io.brokerscope.scrape.AttemptResult;
import io.brokerscope.scrape.AttemptResult.Content;
import io.brokerscope.scrape.Scraper;
import io.brokerscope.scrape.prometheus.FailureClassifier.Format;
import io.brokerscope.scrape.security.CredentialsException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.FastThreadLocal;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.DataFormatException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One GET of one target. Runs on the event loop of its session; only {@link #expire} and {@link
 * #result} may be called from elsewhere.
 */
final class HttpAttempt implements Scraper.Attempt {

    private static final Logger LOG = LoggerFactory.getLogger(HttpAttempt.class);

    private static final String ACCEPT =
            "text/plain;version=0.0.4;q=0.9,"
                    + "application/openmetrics-text;version=1.0.0;q=0.8,*/*;q=0.1";
    private static final String USER_AGENT = "Brokerscope";
    private static final String SCRAPE_TIMEOUT = "X-Prometheus-Scrape-Timeout-Seconds";
    private static final byte[] HTTP = "HTTP/".getBytes(StandardCharsets.US_ASCII);
    private static final int MAX_ADDRESSES = 8;
    private static final int MAX_EXCERPT_SOURCE = 2 * 1024;

    private static final FastThreadLocal<byte[]> BUFFER =
            new FastThreadLocal<>() {
                @Override
                protected byte[] initialValue() {
                    return new byte[64 * 1024];
                }
            };

    private enum Stage {
        QUEUED,
        PREPARING,
        RESOLVING,
        CONNECTING,
        HANDSHAKE,
        WAITING,
        BODY
    }

    private final HttpSession session;
    private final long timeoutMs;
    private final long startedNanos = System.nanoTime();
    private final CompletableFuture<AttemptResult> result = new CompletableFuture<>();
    private final AtomicBoolean done = new AtomicBoolean();

    // Written on the loop, read by whoever calls expire().
    private volatile Stage stage = Stage.QUEUED;
    private volatile AttemptResult verdict;
    private volatile long bytes;

    private boolean released;
    private Credentials credentials;
    private SslContext ssl;
    private ExpositionBody body;
    private ChannelFuture connecting;
    private HttpConnection connection;
    private boolean reused;
    private boolean begun;
    private boolean arrived;
    private boolean informational;
    private boolean headSeen;
    private boolean keepAlive;
    private boolean delimited;
    private long observedAt = -1;
    private Format format;
    private Gunzip gunzip;
    private long rawBytes;
    private AttemptResult refusal;
    private byte[] excerpt;
    private int excerptLength;

    HttpAttempt(HttpSession session, long timeoutMs) {
        this.session = session;
        this.timeoutMs = timeoutMs;
    }

    @Override
    public CompletableFuture<AttemptResult> result() {
        return result;
    }

    @Override
    public void expire() {
        if (done.compareAndSet(false, true)) {
            session.onLoop(() -> release(false));
            result.complete(expired());
        }
    }

    /** What running out of time means at the stage reached. */
    private AttemptResult expired() {
        AttemptResult known = verdict;
        if (known != null) {
            return known;
        }
        String within = " within " + timeoutMs + " ms";
        return switch (stage) {
            case QUEUED ->
                    AttemptResult.failed(
                            FailureReason.INTERNAL, "the I/O thread did not begin" + within);
            case PREPARING ->
                    AttemptResult.failed(
                            FailureReason.CREDENTIALS,
                            "credentials or certificates were not loaded" + within);
            case RESOLVING ->
                    AttemptResult.failed(
                            FailureReason.DNS,
                            session.endpoint().host() + " was not resolved" + within);
            case CONNECTING ->
                    AttemptResult.failed(
                            FailureReason.CONNECT_TIMEOUT,
                            "no connection to " + session.endpoint() + within);
            case HANDSHAKE ->
                    AttemptResult.failed(
                            FailureReason.READ_TIMEOUT, "the TLS handshake did not end" + within);
            case WAITING -> AttemptResult.failed(FailureReason.READ_TIMEOUT, "no answer" + within);
            case BODY ->
                    AttemptResult.failed(
                            FailureReason.READ_TIMEOUT,
                            "the answer did not end" + within + ", " + bytes + " bytes came",
                            Content.of(bytes, ""));
        };
    }

    /** First step on the loop. */
    void begin() {
        if (done.get()) {
            return;
        }
        try {
            if (session.closed()) {
                finish(AttemptResult.failed(FailureReason.INTERNAL, "closed"), false);
                return;
            }
            begun = true;
            body = session.beginRead();
            if (body == null) {
                noMemory();
                return;
            }
            if (session.settings().auth() == null && !session.endpoint().tls()) {
                prepared(Credentials.NONE, null);
            } else {
                stage = Stage.PREPARING;
                session.scraper().transport().files().execute(this::prepare);
            }
        } catch (RuntimeException e) {
            defect(e);
        }
    }

    /** Loads what may come from files, on a thread that may block. */
    private void prepare() {
        if (done.get()) {
            return;
        }
        try {
            Credentials loaded = Credentials.resolve(session.settings().auth());
            SslContext context =
                    session.endpoint().tls()
                            ? session.scraper().tls().get(session.settings().tls())
                            : null;
            session.onLoop(() -> prepared(loaded, context));
        } catch (CredentialsException e) {
            AttemptResult failed = AttemptResult.failed(FailureReason.CREDENTIALS, e.getMessage());
            session.onLoop(() -> finish(failed, false));
        } catch (RuntimeException e) {
            session.onLoop(() -> defect(e));
        }
    }

    private void prepared(Credentials loaded, SslContext context) {
        if (done.get()) {
            return;
        }
        credentials = loaded;
        ssl = context;
        connection = session.takeIdle(context);
        if (connection != null) {
            reused = true;
            connection.use(this);
            send();
        } else {
            resolve();
        }
    }

    private void resolve() {
        stage = Stage.RESOLVING;
        session.scraper()
                .transport()
                .resolve(session.loop(), session.endpoint())
                .addListener(
                        resolved -> {
                            if (done.get()) {
                                return;
                            }
                            if (resolved.isSuccess()) {
                                @SuppressWarnings("unchecked")
                                List<InetSocketAddress> addresses =
                                        (List<InetSocketAddress>) resolved.getNow();
                                connect(addresses, 0);
                            } else {
                                fail(
                                        FailureReason.DNS,
                                        FailureClassifier.messageOf(resolved.cause()));
                            }
                        });
    }

    private void connect(List<InetSocketAddress> addresses, int index) {
        stage = Stage.CONNECTING;
        HttpConnection fresh = new HttpConnection(session, ssl, this);
        int left = Math.min(addresses.size(), MAX_ADDRESSES) - index;
        connecting =
                session.scraper()
                        .transport()
                        .connect(
                                session.loop(),
                                addresses.get(index),
                                fresh,
                                left > 1 ? Math.max(1, remainingMs() / left) : 0);
        connecting.addListener(
                connected -> {
                    if (done.get()) {
                        fresh.close();
                    } else if (connected.isSuccess()) {
                        connection = fresh;
                        connected();
                    } else if (index + 1 < Math.min(addresses.size(), MAX_ADDRESSES)) {
                        connect(addresses, index + 1);
                    } else {
                        fail(connected.cause());
                    }
                });
    }

    /** What is left of the attempt's time; a silent address must leave some to the next. */
    private int remainingMs() {
        long spentMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedNanos);
        return (int) Math.max(1, timeoutMs - spentMs);
    }

    private void connected() {
        if (connection.handshake() == null) {
            send();
            return;
        }
        stage = Stage.HANDSHAKE;
        HttpConnection shaking = connection;
        shaking.handshake()
                .addListener(
                        shaken -> {
                            if (done.get() || connection != shaking) {
                                return;
                            }
                            if (shaken.isSuccess()) {
                                send();
                            } else {
                                fail(shaken.cause());
                            }
                        });
    }

    private void send() {
        stage = Stage.WAITING;
        FullHttpRequest request =
                new DefaultFullHttpRequest(
                        HttpVersion.HTTP_1_1,
                        HttpMethod.GET,
                        session.endpoint().path(),
                        Unpooled.EMPTY_BUFFER);
        HttpHeaders headers =
                request.headers()
                        .set(HttpHeaderNames.HOST, session.endpoint().hostHeader())
                        .set(HttpHeaderNames.USER_AGENT, USER_AGENT)
                        .set(HttpHeaderNames.ACCEPT, ACCEPT)
                        .set(HttpHeaderNames.ACCEPT_ENCODING, "gzip")
                        .set(SCRAPE_TIMEOUT, Double.toString(timeoutMs / 1000.0));
        if (credentials.authorization() != null) {
            headers.set(HttpHeaderNames.AUTHORIZATION, credentials.authorization());
        }
        connection.send(request);
    }

    /**
     * Bytes arrived.
     *
     * @return false if they are not HTTP; the attempt has failed then
     */
    boolean arrived(ByteBuf message) {
        if (informational) {
            informational = false;
            observedAt = session.scraper().now();
        }
        if (!arrived) {
            arrived = true;
            observedAt = session.scraper().now();
            int length = Math.min(HTTP.length, message.readableBytes());
            for (int i = 0; i < length; i++) {
                if (message.getByte(message.readerIndex() + i) != HTTP[i]) {
                    notHttp(message);
                    return false;
                }
            }
        }
        return true;
    }

    private void notHttp(ByteBuf message) {
        byte[] begin = new byte[Math.min(message.readableBytes(), MAX_EXCERPT_SOURCE)];
        message.getBytes(message.readerIndex(), begin);
        finish(
                AttemptResult.failed(
                        FailureReason.PROTOCOL,
                        "the answer is not HTTP",
                        Content.of(
                                begin.length,
                                credentials.redactor().excerpt(begin, 0, begin.length))),
                false);
    }

    /** The head of an answer. */
    void head(HttpResponse head) {
        if (head.decoderResult().isFailure()) {
            malformedHttp(head.decoderResult().cause());
            return;
        }
        int status = head.status().code();
        if (head.status().codeClass() == HttpStatusClass.INFORMATIONAL && status != 101) {
            // The answer itself follows.
            informational = true;
            return;
        }
        headSeen = true;
        keepAlive = HttpUtil.isKeepAlive(head);
        delimited = HttpUtil.isTransferEncodingChunked(head) || HttpUtil.isContentLengthSet(head);
        FailureReason reason = FailureClassifier.ofStatus(status);
        format = FailureClassifier.formatOf(head.headers().get(HttpHeaderNames.CONTENT_TYPE));
        if (reason != null) {
            refuse(
                    reason,
                    statusDetail(head),
                    FailureClassifier.retryAfterMs(
                            status,
                            head.headers().get(HttpHeaderNames.RETRY_AFTER),
                            session.scraper().now()));
        } else if (format == null) {
            refuse(
                    FailureReason.CONTENT_TYPE,
                    "Content-Type is "
                            + head.headers().get(HttpHeaderNames.CONTENT_TYPE)
                            + ", allowed are text/plain and application/openmetrics-text",
                    -1);
        }
        String encoding = head.headers().get(HttpHeaderNames.CONTENT_ENCODING, "identity");
        switch (encoding.strip().toLowerCase(Locale.ROOT)) {
            case "gzip", "x-gzip" -> gunzip = new Gunzip();
            case "identity", "" -> gunzip = null;
            default -> {
                if (refusal == null) {
                    fail(
                            FailureReason.CORRUPT_ENCODING,
                            "Content-Encoding is " + encoding + ", which was not asked for");
                }
            }
        }
        if (stage == Stage.WAITING) {
            stage = Stage.BODY;
        }
    }

    /** The answer is of no use; some of its body may tell a person why. */
    private void refuse(FailureReason reason, String detail, long retryAfterMs) {
        refusal =
                AttemptResult.failed(
                        reason,
                        FailureClassifier.bounded(credentials.redactor().redact(detail)),
                        retryAfterMs,
                        Content.NONE);
        verdict = refusal;
        excerpt = new byte[MAX_EXCERPT_SOURCE];
    }

    private static String statusDetail(HttpResponse head) {
        int status = head.status().code();
        String location = head.headers().get(HttpHeaderNames.LOCATION);
        return "HTTP " + status + (status / 100 == 3 ? redirectDetail(location) : "");
    }

    private static String redirectDetail(String location) {
        String to = "";
        try {
            if (location != null) {
                // Neither user nor query: they may hold a credential.
                URI uri = new URI(location);
                String host = uri.getHost() == null ? "" : uri.getScheme() + "://" + uri.getHost();
                to = " to " + host + (uri.getRawPath() == null ? "" : uri.getRawPath());
            }
        } catch (URISyntaxException e) {
            to = " to something that is no URL";
        }
        return ": redirect" + to + ", which is not followed";
    }

    /** A part of the body. */
    void content(HttpContent content) {
        if (!headSeen) {
            return;
        }
        if (content.decoderResult().isFailure()) {
            malformedHttp(content.decoderResult().cause());
            return;
        }
        ByteBuf part = content.content();
        rawBytes += part.readableBytes();
        try {
            boolean more = gunzip == null ? plain(part) : unzipped(part);
            if (!done.get() && !more) {
                finish(refusal != null ? refused() : endOfBody(), false);
            } else if (!done.get() && refusal == null && rawBytes > limit()) {
                finish(
                        AttemptResult.failed(
                                FailureReason.TOO_LARGE,
                                "more than " + limit() + " bytes even before decompression",
                                Content.of(body.bytes(), "")),
                        false);
            }
        } catch (DataFormatException e) {
            corrupt(e.getMessage() == null ? "the data is damaged" : e.getMessage());
        } catch (RuntimeException e) {
            defect(e);
        }
    }

    /** The answer is over. */
    void end() {
        if (!headSeen) {
            return;
        }
        try {
            if (refusal != null) {
                finish(refused(), keepAlive && delimited);
            } else if (gunzip != null && !gunzip.complete()) {
                corrupt("the body ends in the middle of the data");
            } else {
                finish(endOfBody(), keepAlive && delimited);
            }
        } catch (RuntimeException e) {
            defect(e);
        }
    }

    /** The connection broke or was closed by the target; the cause is null for the latter. */
    void connectionLost(Throwable cause) {
        if (done.get() || (stage == Stage.HANDSHAKE && cause == null)) {
            // The handshake's future tells more.
            return;
        }
        connection = null;
        if (reused && !arrived) {
            // The target closed it while it was idle: that tells nothing about this read.
            reused = false;
            resolve();
        } else if (refusal != null) {
            finish(refused(), false);
        } else if (cause != null) {
            fail(cause);
        } else if (headSeen) {
            finish(
                    AttemptResult.failed(
                            FailureReason.TRUNCATED_BODY,
                            "the connection was closed after " + bytes + " bytes of the body",
                            Content.of(bytes, "")),
                    false);
        } else {
            fail(FailureReason.RESET, "the connection was closed before an answer");
        }
    }

    private long limit() {
        return session.settings().limits().bytes();
    }

    private boolean plain(ByteBuf part) {
        if (part.hasArray()) {
            return take(
                    part.array(), part.arrayOffset() + part.readerIndex(), part.readableBytes());
        }
        byte[] buffer = BUFFER.get();
        boolean more = true;
        while (more && part.isReadable()) {
            int length = Math.min(buffer.length, part.readableBytes());
            part.readBytes(buffer, 0, length);
            more = take(buffer, 0, length);
        }
        return more;
    }

    private boolean unzipped(ByteBuf part) throws DataFormatException {
        return gunzip.write(part.nioBuffer(), BUFFER.get(), this::take);
    }

    /** Takes bytes of the decoded body; false if no more are wanted. */
    private boolean take(byte[] buffer, int offset, int length) {
        if (refusal != null) {
            int taken = Math.min(length, excerpt.length - excerptLength);
            System.arraycopy(buffer, offset, excerpt, excerptLength, taken);
            excerptLength += taken;
            return taken == length;
        }
        boolean more = body.feed(buffer, offset, length);
        bytes = body.bytes();
        if (!session.mayGoOn()) {
            noMemory();
            return false;
        }
        return more;
    }

    private AttemptResult endOfBody() {
        return body.end(
                format == Format.OPEN_METRICS, delimited, observedAt, credentials.redactor());
    }

    private AttemptResult refused() {
        return AttemptResult.failed(
                refusal.reason(),
                refusal.detail(),
                refusal.retryAfterMs(),
                Content.of(
                        excerptLength, credentials.redactor().excerpt(excerpt, 0, excerptLength)));
    }

    private void corrupt(String detail) {
        if (refusal != null) {
            finish(refused(), false);
            return;
        }
        finish(
                AttemptResult.failed(
                        FailureReason.CORRUPT_ENCODING,
                        "gzip: " + detail,
                        Content.of(body.bytes(), "")),
                false);
    }

    private void malformedHttp(Throwable cause) {
        if (cause instanceof PrematureChannelClosureException) {
            fail(FailureReason.RESET, "the connection was closed within the head of the answer");
            return;
        }
        boolean tooLong =
                cause instanceof TooLongHttpHeaderException
                        || cause instanceof TooLongHttpLineException;
        fail(
                FailureReason.PROTOCOL,
                tooLong
                        ? "the head of the answer is larger than "
                                + HttpConnection.MAX_HEADER_BYTES
                                + " bytes"
                        : "the answer is not HTTP/1.1: " + FailureClassifier.messageOf(cause));
    }

    private void noMemory() {
        finish(
                AttemptResult.failed(
                        FailureReason.NO_MEMORY,
                        "the bytes that all reads of this process may hold are used up"),
                false);
    }

    private void defect(RuntimeException e) {
        LOG.warn("Reading {} failed on this side", session.endpoint(), e);
        fail(FailureReason.INTERNAL, e.getClass().getSimpleName() + " in the reader, see its log");
    }

    private void fail(Throwable cause) {
        fail(FailureClassifier.ofException(cause), FailureClassifier.messageOf(cause));
    }

    private void fail(FailureReason reason, String detail) {
        finish(
                AttemptResult.failed(
                        reason,
                        FailureClassifier.bounded(
                                credentials == null
                                        ? detail
                                        : credentials.redactor().redact(detail)),
                        Content.of(bytes, "")),
                false);
    }

    private void finish(AttemptResult outcome, boolean keep) {
        if (done.compareAndSet(false, true)) {
            release(keep);
            result.complete(outcome);
        }
    }

    /** Frees what the attempt holds; on the loop. */
    private void release(boolean keep) {
        if (released) {
            return;
        }
        released = true;
        if (connection != null && keep) {
            session.keepIdle(connection);
        } else if (connection != null) {
            connection.close();
        } else if (connecting != null) {
            connecting.channel().close();
        }
        connection = null;
        if (gunzip != null) {
            gunzip.end();
            gunzip = null;
        }
        body = null;
        if (begun) {
            session.endRead();
        }
    }
}
