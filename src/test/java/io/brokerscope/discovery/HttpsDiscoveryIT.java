package io.brokerscope.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.brokerscope.model.FleetDiscovery.Round;
import io.brokerscope.model.settings.ClusterSettings;
import io.brokerscope.model.settings.TlsSettings;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class HttpsDiscoveryIT {

    private static final char[] PASSWORD = "password".toCharArray();

    @TempDir static Path folder;

    private static Identity localhost;
    private static Identity stranger;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpsServer server;

    /** A key with its self-signed certificate, as a store and as PEM files. */
    private record Identity(KeyStore store, String certificate, String key) {}

    @BeforeAll
    static void makeIdentities() throws Exception {
        localhost = identity("localhost", "dns:localhost,ip:127.0.0.1");
        stranger = identity("stranger", "dns:stranger.test");
    }

    /** The JDK has no API for self-signed certificates, but a tool. */
    private static Identity identity(String name, String subjects) throws Exception {
        Path file = folder.resolve(name + ".p12");
        Process keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                "key",
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=" + name,
                                "-ext",
                                "san=" + subjects,
                                "-storetype",
                                "PKCS12",
                                "-keystore",
                                file.toString(),
                                "-storepass",
                                new String(PASSWORD))
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve(name + ".log").toFile())
                        .start();
        assertThat(keytool.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(keytool.exitValue()).isZero();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream stream = Files.newInputStream(file)) {
            store.load(stream, PASSWORD);
        }
        return new Identity(
                store,
                pem(name + ".crt", "CERTIFICATE", store.getCertificate("key").getEncoded()),
                pem(name + ".key", "PRIVATE KEY", store.getKey("key", PASSWORD).getEncoded()));
    }

    private static String pem(String name, String what, byte[] content) throws Exception {
        String base64 =
                Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                        .encodeToString(content);
        return Files.writeString(
                        folder.resolve(name),
                        "-----BEGIN "
                                + what
                                + "-----\n"
                                + base64
                                + "\n-----END "
                                + what
                                + "-----\n")
                .toString();
    }

    private String serve(Identity identity, boolean needClientCertificate) throws Exception {
        KeyManagerFactory keys =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(identity.store(), PASSWORD);
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("client", stranger.store().getCertificate("key"));
        TrustManagerFactory trust =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.setHttpsConfigurator(
                new HttpsConfigurator(context) {
                    @Override
                    public void configure(HttpsParameters parameters) {
                        SSLParameters tls = context.getDefaultSSLParameters();
                        tls.setNeedClientAuth(needClientCertificate);
                        parameters.setSSLParameters(tls);
                    }
                });
        server.createContext(
                "/",
                exchange -> {
                    byte[] body =
                            "[{\"targets\": [\"kafka-0.test:9404\"]}]"
                                    .getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        server.start();
        return "https://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    @AfterEach
    void stop() throws InterruptedException {
        if (server != null) {
            server.stop(0);
        }
        threads.shutdownNow();
        assertThat(threads.awaitTermination(5, TimeUnit.SECONDS)).isTrue();
    }

    private static Round discover(String url, TlsSettings tls) throws Exception {
        try (FleetSession session =
                new FleetSession(
                        List.of(Clusters.ofHttp("c", url, 10_000, null, tls)),
                        null,
                        ClusterSettings::name,
                        NameServers.ofSystem(),
                        Clock.systemUTC())) {
            return session.discover("c");
        }
    }

    private static TlsSettings trusting(Identity identity) {
        return new TlsSettings(identity.certificate(), null, null, false);
    }

    @Test
    void theCertificateIsVerified() throws Exception {
        String url = serve(localhost, false);
        assertThat(discover(url, trusting(localhost)).targets()).hasSize(1);
        assertThatThrownBy(() -> discover(url, null))
                .isInstanceOf(DiscoveryException.class)
                .hasMessageStartingWith("TLS with " + url + " failed: ");
        assertThatThrownBy(() -> discover(url, trusting(stranger)))
                .hasMessageStartingWith("TLS with " + url + " failed: ");
    }

    @Test
    void theHostNameIsVerifiedUnlessSwitchedOff() throws Exception {
        String url = serve(stranger, false);
        assertThatThrownBy(() -> discover(url, trusting(stranger)))
                .hasMessageStartingWith("TLS with " + url + " failed: ");
        assertThat(discover(url, new TlsSettings(null, null, null, true)).targets()).hasSize(1);
    }

    @Test
    void aClientCertificateIsShown() throws Exception {
        String url = serve(localhost, true);
        assertThat(
                        discover(
                                        url,
                                        new TlsSettings(
                                                localhost.certificate(),
                                                stranger.certificate(),
                                                stranger.key(),
                                                false))
                                .targets())
                .hasSize(1);
        assertThatThrownBy(() -> discover(url, trusting(localhost)))
                .isInstanceOf(DiscoveryException.class)
                .hasMessageContaining(url);
    }

    @Test
    void filesThatCannotBeLoadedAreTold() {
        String missing = folder.resolve("missing.crt").toString();
        String url = "https://127.0.0.1:1/";
        for (TlsSettings tls :
                List.of(
                        new TlsSettings(missing, null, null, false),
                        new TlsSettings(localhost.key(), null, null, false),
                        new TlsSettings(null, localhost.certificate(), missing, false))) {
            assertThatThrownBy(() -> discover(url, tls))
                    .isInstanceOf(DiscoveryException.class)
                    .hasMessageContaining("check caFile, certFile and keyFile");
        }
    }

    @Test
    void httpAndHttpsThatAreMixedUpAreTold() throws Exception {
        String http = serve(localhost, false).replace("https", "http");
        assertThatThrownBy(() -> discover(http, null))
                .isInstanceOf(DiscoveryException.class)
                .hasMessageContaining(http);
        try (ServerSocket raw = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            threads.submit(
                    () -> {
                        try (Socket socket = raw.accept()) {
                            socket.getOutputStream()
                                    .write(
                                            "HTTP/1.1 400 Bad\r\n\r\n"
                                                    .getBytes(StandardCharsets.US_ASCII));
                            return socket.getInputStream().read();
                        }
                    });
            String https = "https://127.0.0.1:" + raw.getLocalPort() + "/";
            assertThatThrownBy(() -> discover(https, trusting(localhost)))
                    .isInstanceOf(DiscoveryException.class)
                    .hasMessageStartingWith("TLS with " + https + " failed: ");
        }
    }
}
