package io.brokerscope.discovery;

import io.brokerscope.model.settings.AuthSettings;
import io.brokerscope.model.settings.DiscoverySettings;
import io.brokerscope.model.settings.Secrets;
import io.brokerscope.model.settings.TlsSettings;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.File;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.net.ssl.SSLException;

/**
 * Brokers from a server that answers in Prometheus' http_sd format. Credentials and certificates
 * are read afresh each round.
 */
final class HttpDiscovery implements BrokerDiscovery {

    private final NetworkThread network;
    private final URI uri;
    private final DiscoverySettings settings;
    private final NodeIds ids;

    /**
     * Prepares rounds; does no I/O.
     *
     * @throws DiscoveryException if the URL is of no use
     */
    HttpDiscovery(DiscoverySettings settings, NodeIds ids, NetworkThread network)
            throws DiscoveryException {
        this.network = network;
        this.uri = uri(settings.url());
        this.settings = settings;
        this.ids = ids;
    }

    private static URI uri(String url) throws DiscoveryException {
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            throw new DiscoveryException("the http_sd URL is not a URL");
        }
        if (uri.getRawUserInfo() != null) {
            throw new DiscoveryException(
                    "the http_sd URL holds credentials; they belong into auth");
        }
        boolean http = "http".equalsIgnoreCase(uri.getScheme());
        boolean https = "https".equalsIgnoreCase(uri.getScheme());
        if ((!http && !https) || uri.getHost() == null) {
            throw new DiscoveryException("the http_sd URL is not an absolute http or https URL");
        }
        return uri;
    }

    @Override
    public Found discover(Deadline deadline) throws DiscoveryException, InterruptedException {
        HttpGet get = new HttpGet(network, uri, headers(), tls(), TargetGroups.MAX_BYTES);
        return ListedBrokers.of(
                TargetGroups.read(
                        get.body(deadline),
                        TargetGroups.Notation.JSON,
                        "the answer of " + HttpGet.shown(uri)),
                ids);
    }

    private Map<String, String> headers() throws DiscoveryException {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Accept", "application/json");
        headers.put("User-Agent", "brokerscope");
        headers.put(
                "X-Prometheus-Refresh-Interval-Seconds",
                Double.toString(settings.intervalMs() / 1000.0));
        AuthSettings auth = settings.auth();
        if (auth != null) {
            headers.put("Authorization", authorization(auth));
        }
        return headers;
    }

    private static String authorization(AuthSettings auth) throws DiscoveryException {
        String value;
        try {
            if (auth.bearer() != null) {
                value = "Bearer " + Secrets.resolve(auth.bearer());
            } else {
                String credentials =
                        Secrets.resolve(auth.username()) + ":" + Secrets.resolve(auth.password());
                value =
                        "Basic "
                                + Base64.getEncoder()
                                        .encodeToString(
                                                credentials.getBytes(StandardCharsets.UTF_8));
            }
        } catch (Secrets.UnresolvedSecretException e) {
            throw new DiscoveryException(e.getMessage());
        }
        // Checked here because the HTTP codec would quote the value in its complaint.
        if (!value.chars().allMatch(c -> c >= 0x20 && c < 0x7f)) {
            throw new DiscoveryException(
                    "the bearer token holds a character that cannot stand in an HTTP header");
        }
        return value;
    }

    private SslContext tls() throws DiscoveryException {
        if (!uri.getScheme().equalsIgnoreCase("https")) {
            return null;
        }
        SslContextBuilder builder = SslContextBuilder.forClient().sslProvider(SslProvider.JDK);
        TlsSettings tls = settings.tls();
        boolean verify = tls == null || !tls.insecureSkipVerify();
        builder.endpointIdentificationAlgorithm(verify ? "HTTPS" : null);
        try {
            if (!verify) {
                builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
            } else if (tls != null && tls.caFile() != null) {
                builder.trustManager(new File(tls.caFile()));
            }
            if (tls != null && tls.certFile() != null) {
                builder.keyManager(new File(tls.certFile()), new File(tls.keyFile()));
            }
            return builder.build();
        } catch (SSLException | IllegalArgumentException e) {
            throw new DiscoveryException(
                    "the certificates or the key for "
                            + HttpGet.shown(uri)
                            + " cannot be loaded: check caFile, certFile and keyFile");
        }
    }
}
