package io.brokerscope.discovery;

import io.brokerscope.model.Texts;
import io.netty.buffer.ByteBuf;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DefaultDnsRecordDecoder;
import io.netty.handler.codec.dns.DnsQuestion;
import io.netty.handler.codec.dns.DnsRawRecord;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.resolver.dns.DnsErrorCauseException;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.DnsNameResolverTimeoutException;
import io.netty.resolver.dns.NoopAuthoritativeDnsServerCache;
import io.netty.resolver.dns.NoopDnsCache;
import io.netty.resolver.dns.NoopDnsCnameCache;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks a name up: SRV, A or AAAA records, by UDP and, where the answer does not fit, by TCP.
 * Nothing is cached between lookups.
 */
final class DnsLookup {

    private static final long MAX_QUERY_MS = 5000;

    private final NetworkThread network;
    private final NameServers servers;

    DnsLookup(NetworkThread network, NameServers servers) {
        this.network = network;
        this.servers = servers;
    }

    /**
     * All records of a name and type, as host and port: SRV gives both, A and AAAA an address and
     * no port.
     *
     * @throws DiscoveryException if there is no record, or no server said so in time
     */
    List<HostPort> records(String name, DnsRecordType type, Deadline deadline)
            throws DiscoveryException, InterruptedException {
        DnsQuestion question;
        try {
            question = new DefaultDnsQuestion(name, type);
        } catch (IllegalArgumentException e) {
            throw new DiscoveryException(Texts.shown(name) + " is not a DNS name");
        }
        try (DnsNameResolver resolver = resolver(deadline)) {
            // A server gets a third of the time and is asked again: UDP loses packets.
            while (!deadline.isOver()) {
                Future<List<DnsRecord>> answer = resolver.resolveAll(question);
                try {
                    answer.await(deadline.remainingMs());
                } finally {
                    answer.cancel(false);
                }
                if (answer.isSuccess()) {
                    return decoded(answer.getNow(), question);
                }
                if (answer.isDone() && !answer.isCancelled() && !isTimeout(answer.cause())) {
                    throw failure(answer.cause(), question);
                }
            }
            throw new DiscoveryException(
                    "no name server answered for "
                            + shown(question)
                            + " within "
                            + deadline.budget());
        }
    }

    private DnsNameResolver resolver(Deadline deadline) throws DiscoveryException {
        DnsNameResolverBuilder builder =
                new DnsNameResolverBuilder(network.loop())
                        .datagramChannelType(NioDatagramChannel.class)
                        .socketChannelType(NioSocketChannel.class)
                        .resolveCache(NoopDnsCache.INSTANCE)
                        .cnameCache(NoopDnsCnameCache.INSTANCE)
                        .authoritativeDnsServerCache(NoopAuthoritativeDnsServerCache.INSTANCE)
                        .queryTimeoutMillis(
                                Math.max(1, Math.min(MAX_QUERY_MS, deadline.remainingMs() / 3)));
        servers.configure(builder);
        return builder.build();
    }

    private static List<HostPort> decoded(List<DnsRecord> records, DnsQuestion question)
            throws DiscoveryException {
        List<HostPort> decoded = new ArrayList<>();
        try {
            for (DnsRecord record : records) {
                if (record instanceof DnsRawRecord raw && raw.type().equals(question.type())) {
                    decoded.add(decoded(raw.content().duplicate(), question));
                }
            }
        } finally {
            records.forEach(ReferenceCountUtil::release);
        }
        if (decoded.isEmpty()) {
            throw none(question);
        }
        return decoded;
    }

    private static HostPort decoded(ByteBuf data, DnsQuestion question) throws DiscoveryException {
        try {
            if (question.type().equals(DnsRecordType.SRV)) {
                data.skipBytes(2 * Short.BYTES); // priority and weight: every broker counts
                int port = data.readUnsignedShort();
                String target = DefaultDnsRecordDecoder.decodeName(data);
                return new HostPort(target.substring(0, target.length() - 1), port);
            }
            byte[] address = new byte[data.readableBytes()];
            data.readBytes(address);
            return new HostPort(InetAddress.getByAddress(address).getHostAddress(), null);
        } catch (IndexOutOfBoundsException | CorruptedFrameException | UnknownHostException e) {
            throw new DiscoveryException("a record of " + shown(question) + " is malformed");
        }
    }

    private static boolean isTimeout(Throwable failure) {
        return failure instanceof DnsNameResolverTimeoutException
                || failure.getCause() instanceof DnsNameResolverTimeoutException;
    }

    private static DiscoveryException failure(Throwable failure, DnsQuestion question) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof DnsErrorCauseException answered) {
                if (answered.getCode().equals(DnsResponseCode.NXDOMAIN)) {
                    return new DiscoveryException(
                            "the name of " + shown(question) + " does not exist (NXDOMAIN)");
                }
                return new DiscoveryException(
                        "the name servers answered for "
                                + shown(question)
                                + " with "
                                + answered.getCode());
            }
        }
        if (failure instanceof UnknownHostException) {
            return none(question);
        }
        return new DiscoveryException(
                "the lookup of "
                        + shown(question)
                        + " failed: "
                        + failure.getClass().getSimpleName());
    }

    private static DiscoveryException none(DnsQuestion question) {
        return new DiscoveryException("there is no record " + shown(question));
    }

    private static String shown(DnsQuestion question) {
        return question.type().name() + " " + Texts.shown(question.name());
    }
}
