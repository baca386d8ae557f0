package io.brokerscope.cli.bench;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Exporters of any number of targets behind one port of the loopback address: {@code /7/metrics}
 * are those of target 7.
 */
final class ExporterFarm implements AutoCloseable {

    private static final int BACKLOG = 1_024;
    private static final int MAX_REQUEST = 16 << 10;

    private final EventLoopGroup loops = new NioEventLoopGroup(1);
    private final FarmPayload payload;
    private final long started = System.currentTimeMillis();
    private final AtomicLong answers = new AtomicLong();
    private Channel channel;

    private ExporterFarm(FarmPayload payload) {
        this.payload = payload;
    }

    /**
     * Starts to answer.
     *
     * @param payload what every target answers
     * @throws InterruptedException if this thread was interrupted
     */
    static ExporterFarm start(FarmPayload payload) throws InterruptedException {
        ExporterFarm farm = new ExporterFarm(payload);
        farm.channel =
                new ServerBootstrap()
                        .group(farm.loops)
                        .channel(NioServerSocketChannel.class)
                        .option(ChannelOption.SO_BACKLOG, BACKLOG)
                        .childHandler(
                                new ChannelInitializer<SocketChannel>() {
                                    @Override
                                    protected void initChannel(SocketChannel accepted) {
                                        accepted.pipeline()
                                                .addLast(
                                                        new HttpServerCodec(),
                                                        new HttpObjectAggregator(MAX_REQUEST),
                                                        farm.new Answers());
                                    }
                                })
                        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                        .sync()
                        .channel();
        return farm;
    }

    /** The port it answers on. */
    int port() {
        return ((InetSocketAddress) channel.localAddress()).getPort();
    }

    /** How many answers with samples it has given. */
    long answers() {
        return answers.get();
    }

    @Override
    public void close() {
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private final class Answers extends SimpleChannelInboundHandler<HttpRequest> {

        @Override
        protected void channelRead0(ChannelHandlerContext context, HttpRequest request) {
            int target = target(request.uri());
            if (target >= 0) {
                answers.incrementAndGet();
            }
            ByteBuf body =
                    target < 0
                            ? Unpooled.EMPTY_BUFFER
                            : Unpooled.wrappedBuffer(
                                    payload.at(target, System.currentTimeMillis() - started));
            FullHttpResponse response =
                    new DefaultFullHttpResponse(
                            HttpVersion.HTTP_1_1,
                            target < 0 ? HttpResponseStatus.NOT_FOUND : HttpResponseStatus.OK,
                            body);
            response.headers()
                    .set(HttpHeaderNames.CONTENT_TYPE, "text/plain; version=0.0.4")
                    .setInt(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
            context.writeAndFlush(response);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            // A target that breaks off is what the job has to bear; it will tell.
            context.close();
        }

        /** Number of the target, or -1 where the path is none's. */
        private int target(String path) {
            int end = path.indexOf('/', 1);
            if (end < 2 || !path.startsWith("/metrics", end)) {
                return -1;
            }
            int number = 0;
            for (int i = 1; i < end; i++) {
                char c = path.charAt(i);
                if (c < '0' || c > '9' || i > 8) {
                    return -1;
                }
                number = number * 10 + c - '0';
            }
            return number;
        }
    }
}
