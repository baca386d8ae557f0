package io.brokerscope.scrape.prometheus;

import io.brokerscope.scrape.BlockingThreads;
import io.brokerscope.scrape.Shared;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.dns.DnsAddressResolverGroup;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.DnsServerAddressStreamProvider;
import io.netty.resolver.dns.DnsServerAddressStreamProviders;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Threads, name resolution and sockets of all HTTP reads of a process. Names are resolved without
 * blocking, by the hosts file and the name servers of the system, so that a name server that hangs
 * costs only the targets that wait for it. Thread-safe.
 */
final class HttpTransport {

    private static final int THREADS = 2;
    private static final long DNS_QUERY_MS = 2_000;
    private static final long CLOSE_MS = 3_000;

    /** Reads that wait for their files at most; more fail at once instead of piling up. */
    private static final int MAX_WAITING_FILES = 20_000;

    private static final Shared<Boolean, HttpTransport> PROCESS =
            new Shared<>(
                    key ->
                            new HttpTransport(
                                    PooledByteBufAllocator.DEFAULT,
                                    DnsServerAddressStreamProviders.platformDefault()),
                    HttpTransport::close);

    private final EventLoopGroup loops =
            new NioEventLoopGroup(THREADS, new DefaultThreadFactory("brokerscope-scrape-io", true));

    /** One thread; a file that hangs costs only the targets that read files. */
    private final BlockingThreads files =
            new BlockingThreads("brokerscope-scrape-files", 1, MAX_WAITING_FILES);

    private final AddressResolverGroup<InetSocketAddress> resolvers;
    private final ByteBufAllocator allocator;

    HttpTransport(ByteBufAllocator allocator, DnsServerAddressStreamProvider nameServers) {
        this.allocator = allocator;
        this.resolvers =
                new DnsAddressResolverGroup(
                        new DnsNameResolverBuilder()
                                .datagramChannelType(NioDatagramChannel.class)
                                .socketChannelType(NioSocketChannel.class)
                                .nameServerProvider(nameServers)
                                .queryTimeoutMillis(DNS_QUERY_MS));
    }

    /** The transport of this process, for one more user. */
    static Shared.Lease<HttpTransport> acquire() {
        return PROCESS.acquire(true);
    }

    /** The thread for one more target. */
    EventLoop nextLoop() {
        return loops.next();
    }

    /** The thread for what may block: reading credentials and certificates from files. */
    Executor files() {
        return files;
    }

    /** The addresses of an endpoint; the future is notified on the loop. */
    Future<List<InetSocketAddress>> resolve(EventLoop loop, Endpoint endpoint) {
        byte[] literal = endpoint.literalAddress();
        if (literal != null) {
            return loop.newSucceededFuture(List.of(addressOf(endpoint, literal)));
        }
        return resolvers
                .getResolver(loop)
                .resolveAll(InetSocketAddress.createUnresolved(endpoint.host(), endpoint.port()));
    }

    /**
     * Begins to connect.
     *
     * @param timeoutMs deadline; 0 for none of its own
     */
    ChannelFuture connect(
            EventLoop loop, InetSocketAddress address, ChannelHandler handler, int timeoutMs) {
        return new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.ALLOCATOR, allocator)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, timeoutMs)
                .handler(handler)
                .connect(address);
    }

    /** Closes sockets and ends the threads; does not block. */
    CompletableFuture<Void> close() {
        CompletableFuture<Void> ended = new CompletableFuture<>();
        files.shutdownNow();
        resolvers.close();
        loops.shutdownGracefully(0, CLOSE_MS, TimeUnit.MILLISECONDS)
                .addListener(end -> ended.complete(null));
        return CompletableFuture.allOf(ended, files.ended());
    }

    private static InetSocketAddress addressOf(Endpoint endpoint, byte[] literal) {
        try {
            return new InetSocketAddress(
                    InetAddress.getByAddress(endpoint.host(), literal), endpoint.port());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an IP literal has 4 or 16 bytes", e);
        }
    }
}
