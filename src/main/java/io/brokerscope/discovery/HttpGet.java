package io.brokerscope.discovery;

import io.brokerscope.model.Texts;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/**
 * One HTTP GET with a deadline over everything: connecting, handshake, headers and the last byte of
 * the body. Redirects are not followed, because credentials must not travel.
 */
final class HttpGet {

    private final NetworkThread network;
    private final URI uri;
    private final HostPort at;
    private final Map<String, String> headers;
    private final SslContext tls;
    private final int maxBytes;

    /**
     * Prepares a request.
     *
     * @param uri absolute http or https URL without credentials
     * @param at the host and port in it
     * @param headers request headers
     * @param tls for https; null for http
     * @param maxBytes bytes of the body at most
     */
    HttpGet(
            NetworkThread network,
            URI uri,
            HostPort at,
            Map<String, String> headers,
            SslContext tls,
            int maxBytes) {
        this.network = network;
        this.uri = uri;
        this.at = at;
        this.headers = headers;
        this.tls = tls;
        this.maxBytes = maxBytes;
    }

    /** The URL without its query, which may hold a token. */
    static String shown(URI uri) {
        return Texts.shown(uri.getScheme() + "://" + uri.getRawAuthority() + uri.getRawPath());
    }

    /**
     * Sends the request and waits for the whole body of a 200.
     *
     * @throws DiscoveryException on every other end
     * @throws InterruptedException if the round was given up; the connection is closed
     */
    byte[] body(Deadline deadline) throws DiscoveryException, InterruptedException {
        CompletableFuture<byte[]> body = new CompletableFuture<>();
        Channel channel = connect(body, deadline);
        try {
            return body.get(Math.max(1, deadline.remainingMs()), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw tooLate(deadline);
        } catch (ExecutionException e) {
            throw failure(e.getCause());
        } finally {
            channel.close();
        }
    }

    /** Connects to the first address of the host that accepts. */
    private Channel connect(CompletableFuture<byte[]> body, Deadline deadline)
            throws DiscoveryException, InterruptedException {
        InetAddress[] addresses = addresses();
        Throwable last = null;
        for (int i = 0; i < addresses.length && !deadline.isOver(); i++) {
            int timeoutMs = (int) Math.max(1, deadline.remainingMs() / (addresses.length - i));
            ChannelFuture attempt =
                    new Bootstrap()
                            .group(network.loop())
                            .channel(NioSocketChannel.class)
                            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, timeoutMs)
                            .handler(new Pipeline(body, deadline))
                            .connect(new InetSocketAddress(addresses[i], port()));
            boolean handedOver = false;
            try {
                attempt.await(deadline.remainingMs());
                handedOver = attempt.isSuccess();
            } finally {
                if (!handedOver) {
                    attempt.cancel(false);
                    attempt.channel().close();
                }
            }
            if (handedOver) {
                return attempt.channel();
            }
            last = attempt.cause();
        }
        if (deadline.isOver() || last == null) {
            throw tooLate(deadline);
        }
        throw new DiscoveryException(
                shown(uri) + " cannot be connected to: " + last.getClass().getSimpleName());
    }

    private InetAddress[] addresses() throws DiscoveryException {
        try {
            return InetAddress.getAllByName(at.host());
        } catch (UnknownHostException e) {
            throw new DiscoveryException("the host name of " + shown(uri) + " cannot be resolved");
        }
    }

    private int port() {
        return at.port() != null ? at.port() : tls == null ? 80 : 443;
    }

    private DiscoveryException tooLate(Deadline deadline) {
        return new DiscoveryException(
                shown(uri) + " did not answer completely within " + deadline.budget());
    }

    private DiscoveryException failure(Throwable cause) {
        if (cause instanceof DiscoveryException known) {
            return known;
        }
        Throwable innermost = cause;
        while (innermost.getCause() != null && innermost.getCause() != innermost) {
            innermost = innermost.getCause();
        }
        if (cause instanceof SSLException || cause.getCause() instanceof SSLException) {
            return new DiscoveryException(
                    "TLS with " + shown(uri) + " failed: " + Texts.shown(innermost.getMessage()));
        }
        if (cause instanceof IOException) {
            return new DiscoveryException(
                    shown(uri) + " broke the connection off before its answer was complete");
        }
        return new DiscoveryException(
                "the answer of " + shown(uri) + " cannot be read: " + cause.getClass().getName());
    }

    private final class Pipeline extends ChannelInitializer<Channel> {

        private final CompletableFuture<byte[]> body;
        private final Deadline deadline;

        Pipeline(CompletableFuture<byte[]> body, Deadline deadline) {
            this.body = body;
            this.deadline = deadline;
        }

        @Override
        protected void initChannel(Channel channel) {
            if (tls != null) {
                SslHandler handler = tls.newHandler(channel.alloc(), at.host(), port());
                handler.setHandshakeTimeoutMillis(Math.max(1, deadline.remainingMs()));
                channel.pipeline().addLast(handler);
            }
            channel.pipeline().addLast(new HttpClientCodec(), new Exchange(body));
        }
    }

    /** Sends the request and collects the answer; runs on the network thread. */
    private final class Exchange extends SimpleChannelInboundHandler<HttpObject> {

        private final CompletableFuture<byte[]> body;
        private final ByteArrayOutputStream collected = new ByteArrayOutputStream();

        Exchange(CompletableFuture<byte[]> body) {
            this.body = body;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
            String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
            DefaultFullHttpRequest request =
                    new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, path + query);
            HttpHeaders target = request.headers();
            headers.forEach(target::set);
            target.set(HttpHeaderNames.HOST, uri.getRawAuthority());
            target.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
            context.writeAndFlush(request)
                    .addListener(
                            sent -> {
                                if (!sent.isSuccess()) {
                                    body.completeExceptionally(sent.cause());
                                }
                            });
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, HttpObject part)
                throws DiscoveryException {
            if (part.decoderResult().isFailure()) {
                throw new DiscoveryException("the answer of " + shown(uri) + " is not HTTP");
            }
            if (part instanceof HttpResponse response) {
                checkHead(response);
            }
            if (part instanceof HttpContent content) {
                int length = content.content().readableBytes();
                checkSize((long) collected.size() + length);
                byte[] bytes = new byte[length];
                content.content().readBytes(bytes);
                collected.write(bytes, 0, length);
            }
            if (part instanceof LastHttpContent) {
                body.complete(collected.toByteArray());
            }
        }

        private void checkHead(HttpResponse response) throws DiscoveryException {
            int status = response.status().code();
            if (status >= 300 && status < 400) {
                throw new DiscoveryException(
                        shown(uri)
                                + " answered with a redirect (HTTP "
                                + status
                                + "), which is not followed");
            }
            if (status != 200) {
                throw new DiscoveryException(shown(uri) + " answered with HTTP " + status);
            }
            String encoding = response.headers().get(HttpHeaderNames.CONTENT_ENCODING, "identity");
            if (!encoding.equalsIgnoreCase("identity")) {
                throw new DiscoveryException(
                        shown(uri)
                                + " answered in the encoding "
                                + Texts.shown(encoding)
                                + ", which was not asked for");
            }
            checkSize(HttpUtil.getContentLength(response, 0L));
        }

        private void checkSize(long bytes) throws DiscoveryException {
            if (bytes > maxBytes) {
                throw new DiscoveryException(
                        shown(uri) + " answered with more than " + (maxBytes >> 20) + " MiB");
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            body.completeExceptionally(new IOException("closed"));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            body.completeExceptionally(cause);
            context.close();
        }
    }
}
