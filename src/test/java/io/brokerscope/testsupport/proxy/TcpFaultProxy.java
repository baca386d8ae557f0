package io.brokerscope.testsupport.proxy;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A network of TCP links whose faults are switched while it runs. Each {@link FaultLink} listens at
 * a loopback port of its own and leads to one target; links fail alone or all together:
 *
 * <pre>{@code
 * try (TcpFaultProxy network = new TcpFaultProxy()) {
 *     FaultLink link = network.link(target);
 *     client.connect(link.address());
 *     link.fault(Fault.DROP);
 *     link.fault(Fault.PASS);
 * }
 * }</pre>
 *
 * <p>A stream never has a hole: a connection that has lost bytes is reset as soon as the fault
 * would let later ones through. Connections are made by the system before a link sees them, so
 * clients can connect under every fault but {@link Fault.Kind#REFUSE}.
 *
 * <p>Two threads serve a connection, and a link takes no more than {@link
 * FaultLink#MOST_CONNECTIONS}. All of them end with {@link #close}. Thread-safe.
 */
public final class TcpFaultProxy implements AutoCloseable {

    private final List<FaultLink> links = new CopyOnWriteArrayList<>();

    /** A new link to a target, which need not be there yet. Lets everything pass. */
    public FaultLink link(InetSocketAddress target) {
        FaultLink link = FaultLink.open(target);
        links.add(link);
        return link;
    }

    /** A new link to a port of the loopback address. */
    public FaultLink link(int port) {
        return link(new InetSocketAddress("127.0.0.1", port));
    }

    /** The links in the order they were made. */
    public List<FaultLink> links() {
        return List.copyOf(links);
    }

    /** The same for every link from now on. */
    public void fault(Fault fault) {
        links.forEach(link -> link.fault(fault));
    }

    @Override
    public void close() {
        links.forEach(FaultLink::close);
    }
}
