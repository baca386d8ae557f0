package io.brokerscope.cli.check;

import io.brokerscope.model.settings.TlsSettings;
import io.brokerscope.scrape.prometheus.Endpoint;
import io.netty.handler.codec.DateFormatter;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;

/**
 * Asks a server for what a read of its metrics does not tell: the address, the certificate, the
 * time. It sends a HEAD request without credentials, so nothing secret is at stake and every
 * certificate is looked at, an expired one too; whether it can be trusted is for the read to say.
 * Thread-safe.
 */
final class HttpProbe {

    private static final int MAX_HEAD_BYTES = 16 * 1024;
    private static final int MAX_ADDRESSES = 8;
    private static final String DATE = "date:";

    private final ScheduledExecutorService timer;

    /**
     * A probe.
     *
     * @param timer closes sockets whose time is over
     */
    HttpProbe(ScheduledExecutorService timer) {
        this.timer = timer;
    }

    /**
     * Asks once, at the first address that takes connections. Blocks, for resolving the name as
     * long as the system does, for everything else at most for the given time.
     *
     * @param tls as configured; null for the defaults
     * @param timeoutMs positive
     * @return what became known in time; never null
     */
    HttpFacts ask(Endpoint endpoint, TlsSettings tls, int timeoutMs) {
        try {
            List<InetAddress> addresses = addresses(endpoint);
            long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
            for (InetAddress address : addresses) {
                long leftMs = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                HttpFacts facts = ask(endpoint, address, tls, (int) Math.max(1, leftMs));
                if (facts.address() != null || leftMs <= 0) {
                    return facts;
                }
            }
        } catch (UnknownHostException e) {
            // The job resolves names in its own way, and has found out whether it can.
            return HttpFacts.NONE;
        }
        return HttpFacts.NONE;
    }

    private static List<InetAddress> addresses(Endpoint endpoint) throws UnknownHostException {
        byte[] literal = endpoint.literalAddress();
        InetAddress[] addresses =
                literal == null
                        ? InetAddress.getAllByName(endpoint.host())
                        : new InetAddress[] {InetAddress.getByAddress(endpoint.host(), literal)};
        return Arrays.stream(addresses).limit(MAX_ADDRESSES).toList();
    }

    private HttpFacts ask(Endpoint endpoint, InetAddress address, TlsSettings tls, int timeoutMs) {
        Answer answer = new Answer();
        try (Socket socket = new Socket()) {
            // No read of a socket knows a deadline for all of an answer; closing it ends whatever
            // is going on.
            ScheduledFuture<?> end =
                    timer.schedule(() -> close(socket), timeoutMs, TimeUnit.MILLISECONDS);
            try {
                socket.connect(new InetSocketAddress(address, endpoint.port()), timeoutMs);
                answer.address = address.getHostAddress();
                if (endpoint.tls()) {
                    try (SSLSocket secured = secured(socket, endpoint, tls)) {
                        secured.startHandshake();
                        answer.certificateUntil = until(secured.getSession().getPeerCertificates());
                        head(secured, endpoint, answer);
                    }
                } else {
                    head(socket, endpoint, answer);
                }
            } finally {
                end.cancel(false);
            }
        } catch (IOException | RuntimeException e) {
            // What is known by now is told; why there is no more of it, the read has found out.
            return answer.facts();
        }
        return answer.facts();
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is of no use any more, closed or not.
            return;
        }
    }

    private static SSLSocket secured(Socket socket, Endpoint endpoint, TlsSettings tls)
            throws IOException {
        SslContextBuilder builder =
                SslContextBuilder.forClient()
                        .sslProvider(SslProvider.JDK)
                        .trustManager(InsecureTrustManagerFactory.INSTANCE)
                        .endpointIdentificationAlgorithm(null);
        if (tls != null && tls.certFile() != null) {
            builder.keyManager(new File(tls.certFile()), new File(tls.keyFile()));
        }
        return (SSLSocket)
                ((JdkSslContext) builder.build())
                        .context()
                        .getSocketFactory()
                        .createSocket(socket, endpoint.host(), endpoint.port(), true);
    }

    /** When the first certificate of the chain expires. */
    private static Instant until(Certificate[] chain) {
        Instant until = null;
        for (Certificate certificate : chain) {
            if (certificate instanceof X509Certificate known) {
                Instant end = known.getNotAfter().toInstant();
                until = until == null || end.isBefore(until) ? end : until;
            }
        }
        return until;
    }

    private static void head(Socket socket, Endpoint endpoint, Answer answer) throws IOException {
        answer.askedAt = Instant.now();
        String request =
                "HEAD %s HTTP/1.1\r\nHost: %s\r\nUser-Agent: Brokerscope\r\nConnection: close\r\n\r\n"
                        .formatted(endpoint.path(), endpoint.hostHeader());
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        InputStream in = socket.getInputStream();
        StringBuilder line = new StringBuilder();
        for (int read = 0; read < MAX_HEAD_BYTES; read++) {
            int b = in.read();
            if (b == '\n' || b < 0) {
                if (b < 0 || line.isEmpty()) {
                    return;
                }
                if (isDate(line)) {
                    answer.answeredAt = Instant.now();
                    Date date = DateFormatter.parseHttpDate(line, DATE.length(), line.length());
                    answer.date = date == null ? null : date.toInstant();
                    return;
                }
                line.setLength(0);
            } else if (b != '\r') {
                line.append((char) b);
            }
        }
    }

    private static boolean isDate(CharSequence line) {
        return line.toString().regionMatches(true, 0, DATE, 0, DATE.length());
    }

    /** What is known so far. */
    private static final class Answer {

        private String address;
        private Instant certificateUntil;
        private Instant date;
        private Instant askedAt;
        private Instant answeredAt;

        private HttpFacts facts() {
            return new HttpFacts(address, certificateUntil, date, askedAt, answeredAt);
        }
    }
}
