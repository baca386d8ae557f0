package io.brokerscope.discovery;

import io.netty.channel.EventLoop;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * The one thread on which answers of HTTP and DNS servers are received, for all clusters. It starts
 * with its first use and never blocks: name lookups of HTTP servers happen on the rounds' threads.
 */
final class NetworkThread implements AutoCloseable {

    private static final long CLOSE_MS = 2000;

    private NioEventLoopGroup group;
    private boolean closed;

    synchronized EventLoop loop() throws DiscoveryException {
        if (closed) {
            throw new DiscoveryException("discovery was closed");
        }
        if (group == null) {
            group =
                    new NioEventLoopGroup(
                            1, new DefaultThreadFactory("brokerscope-discovery-network", true));
        }
        return group.next();
    }

    /** Ends the thread; waits for it for at most two seconds. */
    @Override
    public void close() {
        NioEventLoopGroup started;
        synchronized (this) {
            closed = true;
            started = group;
            group = null;
        }
        if (started != null) {
            started.shutdownGracefully(0, CLOSE_MS / 2, TimeUnit.MILLISECONDS)
                    .awaitUninterruptibly(CLOSE_MS);
        }
    }
}
