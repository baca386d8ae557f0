package io.brokerscope.testsupport;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

/**
 * A real HTTP server on the loopback interface that does to its clients what a script says, by
 * path. Each connection has a thread; all of them end with {@link #close}.
 */
public final class MisbehavingServer implements AutoCloseable {

    /** What happens once a request has come. */
    public interface Script {

        /** Answers or does not. An exception closes the connection. */
        void serve(Exchange exchange) throws IOException, InterruptedException;
    }

    private final ServerSocket listener;
    private final boolean tls;
    private final Map<String, Script> scripts = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> requests = new ConcurrentHashMap<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final ExecutorService threads =
            Executors.newCachedThreadPool(
                    task -> {
                        Thread thread = new Thread(task, "misbehaving-server");
                        thread.setDaemon(true);
                        return thread;
                    });

    private MisbehavingServer(ServerSocket listener, boolean tls) {
        this.listener = listener;
        this.tls = tls;
        threads.execute(this::accept);
    }

    /** A server without TLS. */
    public static MisbehavingServer start() {
        return start(0);
    }

    /** A server without TLS at a port; 0 for one that is free. */
    public static MisbehavingServer start(int port) {
        try {
            return new MisbehavingServer(
                    new ServerSocket(port, 2000, InetAddress.getLoopbackAddress()), false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A server with TLS, which may demand a certificate of its clients. */
    public static MisbehavingServer start(SSLContext context, boolean needClientAuth) {
        try {
            SSLServerSocket socket =
                    (SSLServerSocket)
                            context.getServerSocketFactory()
                                    .createServerSocket(0, 200, InetAddress.getLoopbackAddress());
            socket.setNeedClientAuth(needClientAuth);
            return new MisbehavingServer(socket, true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the server does at a path. */
    public MisbehavingServer on(String path, Script script) {
        scripts.put(path, script);
        return this;
    }

    public String url(String path) {
        return (tls ? "https://localhost:" : "http://localhost:") + port() + path;
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** Requests that came for a path. */
    public int requests(String path) {
        AtomicInteger count = requests.get(path);
        return count == null ? 0 : count.get();
    }

    /** Connections accepted so far. */
    public int connections() {
        return connections.get();
    }

    /** Connections that are open on this side. */
    public int openConnections() {
        return open.size();
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            listener.close();
            for (Socket socket : open) {
                socket.close();
            }
            threads.shutdownNow();
            if (!threads.awaitTermination(5, TimeUnit.SECONDS)) {
                throw new IllegalStateException("threads of the server still run");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void accept() {
        while (true) {
            try {
                Socket socket = listener.accept();
                connections.incrementAndGet();
                open.add(socket);
                threads.execute(() -> converse(socket));
            } catch (IOException e) {
                if (closed.getCount() == 0) {
                    return;
                }
            }
        }
    }

    private void converse(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            while (true) {
                Exchange exchange = readRequest(socket, in);
                if (exchange == null) {
                    return;
                }
                scripts.getOrDefault(exchange.path(), notFound()).serve(exchange);
                if (exchange.over) {
                    return;
                }
            }
        } catch (IOException e) {
            // The client went away or the script broke the connection: both are meant.
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(socket);
        }
    }

    private Exchange readRequest(Socket socket, InputStream in) throws IOException {
        String requestLine = line(in);
        if (requestLine == null) {
            return null;
        }
        String path = requestLine.split(" ")[1];
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(in); line != null && !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        int number = requests.computeIfAbsent(path, p -> new AtomicInteger()).incrementAndGet();
        return new Exchange(socket, in, path, headers, number);
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                return null;
            }
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    /** One request and what can be done about it. */
    public final class Exchange {

        private final Socket socket;
        private final InputStream in;
        private final OutputStream out;
        private final String path;
        private final Map<String, String> headers;
        private final int number;
        private boolean over;

        private Exchange(
                Socket socket, InputStream in, String path, Map<String, String> headers, int number)
                throws IOException {
            this.socket = socket;
            this.in = in;
            this.out = socket.getOutputStream();
            this.path = path;
            this.headers = headers;
            this.number = number;
        }

        public String path() {
            return path;
        }

        /** A request header by its name in lower case; null where it is absent. */
        public String header(String name) {
            return headers.get(name);
        }

        /** Which request for this path it is, from 1. */
        public int number() {
            return number;
        }

        public void send(String text) throws IOException {
            send(text.getBytes(StandardCharsets.UTF_8));
        }

        public void send(byte[] bytes) throws IOException {
            out.write(bytes);
            out.flush();
        }

        /** A whole answer. */
        public void answer(String statusLine, String contentType, byte[] body, String... more)
                throws IOException {
            StringBuilder head = new StringBuilder("HTTP/1.1 " + statusLine + "\r\n");
            if (contentType != null) {
                head.append("Content-Type: ").append(contentType).append("\r\n");
            }
            for (String header : more) {
                head.append(header).append("\r\n");
            }
            head.append("Content-Length: ").append(body.length).append("\r\n\r\n");
            send(head.toString());
            send(body);
        }

        /** Says and does nothing until the client goes away or the server closes. */
        public void hang() throws IOException {
            over = true;
            while (in.read() >= 0) {
                // Whatever else the client says is not answered.
            }
        }

        /** Lets time pass. */
        public void pause(long millis) throws InterruptedException, IOException {
            if (closed.await(millis, TimeUnit.MILLISECONDS)) {
                throw new IOException("the server is closed");
            }
        }

        /** Closes the connection in order. */
        public void closeConnection() throws IOException {
            over = true;
            socket.close();
        }

        /** Closes the connection with a reset. */
        public void reset() throws IOException {
            over = true;
            socket.setSoLinger(true, 0);
            socket.close();
        }
    }

    // Scripts.

    public static Script ok(String body) {
        return ok("text/plain; version=0.0.4; charset=utf-8", body);
    }

    public static Script ok(String contentType, String body) {
        return x -> x.answer("200 OK", contentType, body.getBytes(StandardCharsets.UTF_8));
    }

    public static Script status(String statusLine, String body, String... headers) {
        return x ->
                x.answer(statusLine, "text/html", body.getBytes(StandardCharsets.UTF_8), headers);
    }

    public static Script notFound() {
        return status("404 Not Found", "nothing here");
    }

    public static Script hangs() {
        return Exchange::hang;
    }

    /** Answers after a while. */
    public static Script slow(long millis, Script then) {
        return x -> {
            x.pause(millis);
            then.serve(x);
        };
    }

    /** One script for the first request, another one for those after it. */
    public static Script first(Script first, Script then) {
        return x -> (x.number() == 1 ? first : then).serve(x);
    }

    /** Sends exactly these bytes and closes. */
    public static Script raw(String bytes) {
        return x -> {
            x.send(bytes);
            x.closeConnection();
        };
    }

    /** An endless or long chunked body: the same lines again and again. */
    public static Script chunkedBody(String head, String lines, long bytes) {
        byte[] block = lines.repeat(Math.max(1, 65_536 / lines.length())).getBytes();
        return x -> {
            x.send(
                    "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked"
                            + "\r\n\r\n");
            if (!head.isEmpty()) {
                x.send(Integer.toHexString(head.length()) + "\r\n" + head + "\r\n");
            }
            for (long sent = 0; sent < bytes; sent += block.length) {
                x.send(Integer.toHexString(block.length) + "\r\n");
                x.send(block);
                x.send("\r\n");
            }
            x.send("0\r\n\r\n");
        };
    }

    public static Script gzip(byte[] compressed) {
        return x -> x.answer("200 OK", "text/plain", compressed, "Content-Encoding: gzip");
    }

    /** A text and another one many times after it, compressed: a bomb if that is regular. */
    public static byte[] gzipped(String text, long repeats, String repeated) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
            byte[] block = repeated.getBytes(StandardCharsets.UTF_8);
            for (long i = 0; i < repeats; i++) {
                gzip.write(block);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** An address at which connections are refused as long as it is open. */
    public static RefusingPort refusing() {
        return new RefusingPort();
    }

    /** A port that is taken but not listened at. */
    public static final class RefusingPort implements AutoCloseable {

        private final Socket bound = new Socket();

        private RefusingPort() {
            try {
                bound.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        public String url() {
            return "http://localhost:" + bound.getLocalPort() + "/metrics";
        }

        @Override
        public void close() throws IOException {
            bound.close();
        }
    }

    /**
     * A port whose queue of connections is full, so that further ones are neither made nor refused.
     */
    public static final class FullPort implements AutoCloseable {

        private final List<Socket> queued = new ArrayList<>();
        private final ServerSocket listener;

        /** Fills the queue. */
        public FullPort() {
            try {
                listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                while (connects()) {
                    if (queued.size() > 64) {
                        throw new IllegalStateException("the queue of connections does not fill");
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private boolean connects() throws IOException {
            Socket socket = new Socket();
            queued.add(socket);
            try {
                socket.connect(listener.getLocalSocketAddress(), 200);
                return true;
            } catch (SocketTimeoutException e) {
                // Full: this is what is wanted.
                return false;
            }
        }

        public String url() {
            return "http://localhost:" + listener.getLocalPort() + "/metrics";
        }

        @Override
        public void close() throws IOException {
            for (Socket socket : queued) {
                socket.close();
            }
            listener.close();
        }
    }

    /** A port at which connections are made by the system but never looked at, without threads. */
    public static final class DeafPort implements AutoCloseable {

        private final ServerSocket listener;

        /** Listens. */
        public DeafPort() {
            try {
                listener = new ServerSocket(0, 4000, InetAddress.getLoopbackAddress());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        public String url() {
            return "http://localhost:" + listener.getLocalPort() + "/metrics";
        }

        @Override
        public void close() throws IOException {
            listener.close();
        }
    }
}
