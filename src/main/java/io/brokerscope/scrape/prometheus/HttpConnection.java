package io.brokerscope.scrape.prometheus;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * One connection to a target. Passes what arrives to the attempt that uses it; without one,
 * whatever arrives closes it. Everything happens on its event loop.
 */
final class HttpConnection extends ChannelInitializer<Channel> {

    static final int MAX_HEADER_BYTES = 16 * 1024;
    private static final int MAX_STATUS_LINE_BYTES = 4 * 1024;
    private static final int MAX_CONTENT_BYTES = 64 * 1024;

    private final HttpSession session;
    private final SslContext ssl;
    private Channel channel;
    private SslHandler sslHandler;
    private HttpAttempt attempt;
    private ScheduledFuture<?> idleEnd;

    /**
     * A connection to be made.
     *
     * @param ssl null for http
     */
    HttpConnection(HttpSession session, SslContext ssl, HttpAttempt attempt) {
        this.session = session;
        this.ssl = ssl;
        this.attempt = attempt;
    }

    @Override
    protected void initChannel(Channel ch) {
        channel = ch;
        ChannelPipeline pipeline = ch.pipeline();
        if (ssl != null) {
            Endpoint endpoint = session.endpoint();
            sslHandler = ssl.newHandler(ch.alloc(), endpoint.host(), endpoint.port());
            // The attempt's deadline covers the handshake.
            sslHandler.setHandshakeTimeoutMillis(0);
            sslHandler.setCloseNotifyFlushTimeoutMillis(100);
            pipeline.addLast(sslHandler);
        }
        HttpDecoderConfig decoder =
                new HttpDecoderConfig()
                        .setMaxInitialLineLength(MAX_STATUS_LINE_BYTES)
                        .setMaxHeaderSize(MAX_HEADER_BYTES)
                        .setMaxChunkSize(MAX_CONTENT_BYTES);
        pipeline.addLast(new Arrivals(), new HttpClientCodec(decoder, false, false), new Answers());
    }

    /** Completes when TLS is set up; null for http. */
    Future<Channel> handshake() {
        return sslHandler == null ? null : sslHandler.handshakeFuture();
    }

    /** Sends a request for the attempt. */
    void send(FullHttpRequest request) {
        channel.writeAndFlush(request)
                .addListener(
                        sent -> {
                            if (!sent.isSuccess()) {
                                fail(sent.cause());
                            }
                        });
    }

    /** Whether this idle connection can serve the attempt that comes. */
    boolean takenFromIdle(SslContext wanted) {
        if (idleEnd != null) {
            idleEnd.cancel(false);
            idleEnd = null;
        }
        return channel.isActive() && ssl == wanted;
    }

    void use(HttpAttempt next) {
        attempt = next;
    }

    /** No attempt uses the connection for now; it closes when none comes in time. */
    void idleFor(long millis) {
        attempt = null;
        idleEnd = channel.eventLoop().schedule(this::close, millis, TimeUnit.MILLISECONDS);
    }

    /** Closes the connection; no attempt hears of it. */
    void close() {
        attempt = null;
        if (idleEnd != null) {
            idleEnd.cancel(false);
            idleEnd = null;
        }
        session.lost(this);
        if (channel != null) {
            channel.close();
        }
    }

    private void fail(Throwable cause) {
        HttpAttempt failed = attempt;
        close();
        if (failed != null) {
            failed.connectionLost(cause);
        }
    }

    /** Sees the bytes of an answer before they are decoded as HTTP. */
    private final class Arrivals extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (attempt == null) {
                ReferenceCountUtil.release(message);
                close();
            } else if (attempt.arrived((ByteBuf) message)) {
                ctx.fireChannelRead(message);
            } else {
                ReferenceCountUtil.release(message);
            }
        }
    }

    /** Sees the answer. */
    private final class Answers extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            try {
                if (attempt != null && message instanceof HttpResponse head) {
                    attempt.head(head);
                }
                if (attempt != null && message instanceof HttpContent content) {
                    attempt.content(content);
                }
                if (attempt != null && message instanceof LastHttpContent) {
                    attempt.end();
                }
            } finally {
                ReferenceCountUtil.release(message);
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            fail(null);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            fail(cause);
        }
    }
}
