package io.brokerscope.scrape.security;

import io.brokerscope.model.settings.TlsSettings;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLException;

/**
 * TLS contexts by settings, made again when one of their files changes. Bounded and thread-safe.
 */
public final class TlsContexts {

    /** Settings are per cluster; beyond this many the longest unused is made again when needed. */
    private static final int MAX_CONTEXTS = 256;

    private static final TlsSettings DEFAULTS = new TlsSettings(null, null, null, false);

    private final Map<TlsSettings, Loaded> contexts =
            new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<TlsSettings, Loaded> eldest) {
                    return size() > MAX_CONTEXTS;
                }
            };

    /**
     * The context; the same one as long as no file changed.
     *
     * @param settings the settings; null for the defaults of the Java runtime
     * @throws CredentialsException if a file cannot be read or does not hold what it should
     */
    public synchronized SslContext get(TlsSettings settings) throws CredentialsException {
        TlsSettings key = settings == null ? DEFAULTS : settings;
        List<Stamp> stamps = stamps(key);
        Loaded loaded = contexts.get(key);
        if (loaded == null || !loaded.stamps().equals(stamps)) {
            loaded = new Loaded(stamps, build(key));
            contexts.put(key, loaded);
        }
        return loaded.context();
    }

    private static SslContext build(TlsSettings settings) throws CredentialsException {
        SslContextBuilder builder = SslContextBuilder.forClient().sslProvider(SslProvider.JDK);
        if (settings.insecureSkipVerify()) {
            builder.trustManager(InsecureTrustManagerFactory.INSTANCE)
                    .endpointIdentificationAlgorithm(null);
        } else {
            builder.endpointIdentificationAlgorithm("HTTPS");
            if (settings.caFile() != null) {
                try {
                    builder.trustManager(new File(settings.caFile()));
                } catch (IllegalArgumentException e) {
                    throw unusable("tls.caFile", settings.caFile(), "certificates in PEM", e);
                }
            }
        }
        if (settings.certFile() != null) {
            try {
                builder.keyManager(new File(settings.certFile()), new File(settings.keyFile()));
            } catch (IllegalArgumentException e) {
                throw unusable(
                        "tls.certFile or tls.keyFile",
                        settings.certFile() + ", " + settings.keyFile(),
                        "a certificate chain in PEM and its private key in PKCS #8 PEM",
                        e);
            }
        }
        try {
            return builder.build();
        } catch (SSLException e) {
            throw new CredentialsException("TLS cannot be set up: " + e.getClass().getSimpleName());
        }
    }

    private static CredentialsException unusable(
            String where, String path, String expected, IllegalArgumentException e) {
        String cause = e.getCause() == null ? "" : " (" + e.getCause().getClass().getName() + ")";
        return new CredentialsException(where + " " + path + " does not hold " + expected + cause);
    }

    private static List<Stamp> stamps(TlsSettings settings) throws CredentialsException {
        List<Stamp> stamps = new ArrayList<>(3);
        stamp("tls.caFile", settings.caFile(), stamps);
        stamp("tls.certFile", settings.certFile(), stamps);
        stamp("tls.keyFile", settings.keyFile(), stamps);
        return stamps;
    }

    private static void stamp(String where, String path, List<Stamp> stamps)
            throws CredentialsException {
        if (path == null) {
            return;
        }
        try {
            BasicFileAttributes file =
                    Files.readAttributes(Path.of(path), BasicFileAttributes.class);
            stamps.add(new Stamp(path, file.lastModifiedTime(), file.size(), file.fileKey()));
        } catch (IOException | InvalidPathException e) {
            throw new CredentialsException(
                    where + " " + path + " cannot be read: " + e.getClass().getSimpleName());
        }
    }

    private record Stamp(String path, FileTime modified, long size, Object fileKey) {}

    private record Loaded(List<Stamp> stamps, SslContext context) {}
}
