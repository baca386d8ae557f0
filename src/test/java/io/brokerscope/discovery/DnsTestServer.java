package io.brokerscope.discovery;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.dns.DatagramDnsQuery;
import io.netty.handler.codec.dns.DatagramDnsQueryDecoder;
import io.netty.handler.codec.dns.DatagramDnsResponse;
import io.netty.handler.codec.dns.DatagramDnsResponseEncoder;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DefaultDnsRawRecord;
import io.netty.handler.codec.dns.DefaultDnsResponse;
import io.netty.handler.codec.dns.DnsQuery;
import io.netty.handler.codec.dns.DnsQuestion;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponse;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.handler.codec.dns.DnsSection;
import io.netty.handler.codec.dns.TcpDnsQueryDecoder;
import io.netty.handler.codec.dns.TcpDnsResponseEncoder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A name server on the loopback interface, UDP and TCP on one port. Names it was told nothing about
 * do not exist.
 */
final class DnsTestServer implements AutoCloseable {

    private final NioEventLoopGroup group = new NioEventLoopGroup(1);
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final AtomicInteger udpQueries = new AtomicInteger();
    private final AtomicInteger tcpQueries = new AtomicInteger();
    private final InetSocketAddress address;

    /** What the server says about a name. */
    private record Answer(
            DnsResponseCode code, List<byte[]> data, boolean onlyByTcp, int silentTimes) {}

    DnsTestServer() throws Exception {
        InetAddress loopback = InetAddress.getByName("127.0.0.1");
        Channel tcp =
                new ServerBootstrap()
                        .group(group)
                        .channel(NioServerSocketChannel.class)
                        .childHandler(new TcpPipeline())
                        .bind(loopback, 0)
                        .sync()
                        .channel();
        address = (InetSocketAddress) tcp.localAddress();
        new Bootstrap()
                .group(group)
                .channel(NioDatagramChannel.class)
                .handler(new UdpPipeline())
                .bind(address)
                .sync();
    }

    InetSocketAddress address() {
        return address;
    }

    int udpQueries() {
        return udpQueries.get();
    }

    int tcpQueries() {
        return tcpQueries.get();
    }

    /** Answers with these records; {@code data} as {@link #srv} and {@link #address} make it. */
    void records(String name, DnsRecordType type, byte[]... data) {
        answers.put(key(name, type), new Answer(DnsResponseCode.NOERROR, List.of(data), false, 0));
    }

    /** By UDP only says that the answer does not fit. */
    void recordsByTcp(String name, DnsRecordType type, List<byte[]> data) {
        answers.put(key(name, type), new Answer(DnsResponseCode.NOERROR, data, true, 0));
    }

    /** Does not answer the first queries. */
    void recordsAfterSilence(String name, DnsRecordType type, int times, byte[]... data) {
        answers.put(
                key(name, type), new Answer(DnsResponseCode.NOERROR, List.of(data), false, times));
    }

    void fails(String name, DnsRecordType type, DnsResponseCode code) {
        answers.put(key(name, type), new Answer(code, List.of(), false, 0));
    }

    void isSilent(String name, DnsRecordType type) {
        recordsAfterSilence(name, type, Integer.MAX_VALUE);
    }

    static byte[] srv(String host, int port) {
        ByteBuf data = Unpooled.buffer();
        data.writeShort(10).writeShort(20).writeShort(port);
        for (String label : host.split("\\.")) {
            data.writeByte(label.length());
            data.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
        }
        data.writeByte(0);
        byte[] bytes = new byte[data.readableBytes()];
        data.readBytes(bytes);
        return bytes;
    }

    static byte[] address(String address) throws Exception {
        return InetAddress.getByName(address).getAddress();
    }

    private static String key(String name, DnsRecordType type) {
        return type.name() + " " + (name.endsWith(".") ? name : name + ".");
    }

    /** Fills an answer in; false means silence. */
    private boolean answer(DnsQuery query, DnsResponse response, boolean udp, int count) {
        DnsQuestion question = query.recordAt(DnsSection.QUESTION);
        response.addRecord(
                DnsSection.QUESTION, new DefaultDnsQuestion(question.name(), question.type()));
        Answer answer = answers.get(key(question.name(), question.type()));
        if (answer == null) {
            response.setCode(DnsResponseCode.NXDOMAIN);
            return true;
        }
        if (count <= answer.silentTimes()) {
            return false;
        }
        response.setCode(answer.code());
        if (udp && answer.onlyByTcp()) {
            response.setTruncated(true);
            return true;
        }
        List<DnsRecord> records = new ArrayList<>();
        for (byte[] data : answer.data()) {
            records.add(
                    new DefaultDnsRawRecord(
                            question.name(), question.type(), 30, Unpooled.wrappedBuffer(data)));
        }
        records.forEach(record -> response.addRecord(DnsSection.ANSWER, record));
        return true;
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(5000);
    }

    private final class UdpPipeline extends ChannelInitializer<NioDatagramChannel> {

        @Override
        protected void initChannel(NioDatagramChannel channel) {
            channel.pipeline()
                    .addLast(new DatagramDnsQueryDecoder(), new DatagramDnsResponseEncoder())
                    .addLast(
                            new SimpleChannelInboundHandler<DatagramDnsQuery>() {
                                @Override
                                protected void channelRead0(
                                        ChannelHandlerContext context, DatagramDnsQuery query) {
                                    DatagramDnsResponse response =
                                            new DatagramDnsResponse(
                                                    query.recipient(), query.sender(), query.id());
                                    int count = udpQueries.incrementAndGet();
                                    if (answer(query, response, true, count)) {
                                        context.writeAndFlush(response);
                                    } else {
                                        response.release();
                                    }
                                }
                            });
        }
    }

    private final class TcpPipeline extends ChannelInitializer<Channel> {

        @Override
        protected void initChannel(Channel channel) {
            channel.pipeline()
                    .addLast(new TcpDnsQueryDecoder(), new TcpDnsResponseEncoder())
                    .addLast(
                            new SimpleChannelInboundHandler<DnsQuery>() {
                                @Override
                                protected void channelRead0(
                                        ChannelHandlerContext context, DnsQuery query) {
                                    DnsResponse response = new DefaultDnsResponse(query.id());
                                    tcpQueries.incrementAndGet();
                                    answer(query, response, false, Integer.MAX_VALUE);
                                    context.writeAndFlush(response);
                                }
                            });
        }
    }
}
