package io.brokerscope.source;

import io.brokerscope.model.TargetId;
import io.brokerscope.model.TargetSpec;
import io.brokerscope.model.settings.AuthSettings;
import io.brokerscope.model.settings.CircuitBreakerSettings;
import io.brokerscope.model.settings.ClusterSettings;
import io.brokerscope.model.settings.DiscoverySettings;
import io.brokerscope.model.settings.ExpectSettings;
import io.brokerscope.model.settings.FallbackSettings;
import io.brokerscope.model.settings.FilterSettings;
import io.brokerscope.model.settings.HealthSettings;
import io.brokerscope.model.settings.HealthSettings.ThresholdOverride;
import io.brokerscope.model.settings.HealthSettings.Thresholds;
import io.brokerscope.model.settings.IncidentSettings;
import io.brokerscope.model.settings.IncidentSettings.Maintenance;
import io.brokerscope.model.settings.KafkaSettings;
import io.brokerscope.model.settings.LagSettings;
import io.brokerscope.model.settings.LimitSettings;
import io.brokerscope.model.settings.RetrySettings;
import io.brokerscope.model.settings.ScrapeSettings;
import io.brokerscope.model.settings.SecretText;
import io.brokerscope.model.settings.SimulationSettings;
import io.brokerscope.model.settings.StaticBroker;
import io.brokerscope.model.settings.TlsSettings;
import io.brokerscope.model.settings.TopicShape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The bytes of target specifications in checkpoints and savepoints. The targets of a cluster share
 * its settings, so a block of specifications begins with the distinct settings and each
 * specification refers to its own by position. References to secrets are written as they are, never
 * resolved. Specifications carry no {@link ClusterSettings#admin}: of the target that a cluster
 * itself is, it is the {@code scrape}.
 *
 * <p>The block says its version. A change of the layout gets a new version, and the old one stays
 * readable; the committed files in the tests hold that.
 */
final class TargetSpecCodec {

    /** Limits without a number of topics. */
    private static final int NO_TOPIC_LIMIT = 1;

    /** Clusters without rules of lag, and so those before them. */
    private static final int NO_LAG = 2;

    /** Targets that are read in one way only. */
    private static final int NO_FALLBACK = 3;

    /** Clusters of which nothing is made up, and topics expected by name alone. */
    private static final int NO_SIMULATION = 4;

    /** Clusters whose health and incidents are judged by the defaults. */
    private static final int NO_HEALTH = 4;

    static final int VERSION = 5;

    private TargetSpecCodec() {}

    /** Writes a block of specifications. */
    static void write(StateWriter out, List<TargetSpec> specs) throws IOException {
        Map<ClusterSettings, Integer> clusters = new LinkedHashMap<>();
        int[] references = new int[specs.size()];
        ClusterSettings last = null;
        int lastReference = -1;
        for (int i = 0; i < references.length; i++) {
            ClusterSettings cluster = specs.get(i).cluster();
            if (cluster != last) {
                Integer known = clusters.putIfAbsent(cluster, clusters.size());
                last = cluster;
                lastReference = known == null ? clusters.size() - 1 : known;
            }
            references[i] = lastReference;
        }
        out.number(VERSION);
        out.list(List.copyOf(clusters.keySet()), c -> writeCluster(out, c));
        out.number(specs.size());
        for (int i = 0; i < references.length; i++) {
            out.number(references[i]);
            writeTarget(out, specs.get(i));
        }
    }

    /**
     * Reads a block.
     *
     * @throws IOException if the version is not known or the bytes are not such a block
     */
    static List<TargetSpec> read(StateReader in) throws IOException {
        int version = in.number();
        Versions.check("target specifications", version, NO_TOPIC_LIMIT, VERSION);
        List<ClusterSettings> clusters = in.list(() -> readCluster(in, version));
        int size = in.size();
        List<TargetSpec> specs = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            int reference = in.number();
            if (reference < 0 || reference >= clusters.size()) {
                throw new IOException(
                        "settings "
                                + reference
                                + " are referred to, but there are only "
                                + clusters.size());
            }
            specs.add(readTarget(in, clusters.get(reference), version));
        }
        return specs;
    }

    private static void writeTarget(StateWriter out, TargetSpec spec) throws IOException {
        out.text(spec.target().cluster());
        out.text(spec.target().id());
        out.text(spec.endpoint());
        out.text(spec.host());
        out.text(spec.rack());
        out.map(spec.labels(), out::text);
        out.list(spec.fallbacks(), out::text);
    }

    private static TargetSpec readTarget(StateReader in, ClusterSettings cluster, int version)
            throws IOException {
        TargetSpec spec =
                new TargetSpec(
                        new TargetId(in.name(), in.name()),
                        in.text(),
                        in.text(),
                        in.text(),
                        in.map(in::text),
                        cluster,
                        version <= NO_FALLBACK ? List.of() : in.list(in::text));
        int ways = cluster.scrape().fallbacks().size();
        if (spec.fallbacks().size() != ways) {
            throw new IOException(
                    "a target has "
                            + spec.fallbacks().size()
                            + " fallbacks and settings for "
                            + ways);
        }
        return spec;
    }

    private static void writeCluster(StateWriter out, ClusterSettings c) throws IOException {
        out.text(c.name());
        out.text(c.provider());
        out.map(c.labels(), out::text);
        out.optional(c.kafka(), k -> writeKafka(out, k));
        writeScrape(out, c.scrape());
        out.optional(c.discovery(), d -> writeDiscovery(out, d));
        out.optional(c.topics(), f -> writeFilter(out, f));
        out.optional(c.groups(), f -> writeFilter(out, f));
        out.optional(c.expect(), e -> writeExpect(out, e));
        out.longNumber(c.lastKnownMs());
        writeLag(out, c.lag());
        out.optional(c.simulation(), m -> writeSimulation(out, m));
        writeHealth(out, c.health());
        writeIncidents(out, c.incidents());
    }

    private static ClusterSettings readCluster(StateReader in, int version) throws IOException {
        return new ClusterSettings(
                in.text(),
                in.text(),
                in.map(in::text),
                in.optional(() -> new KafkaSettings(secret(in), in.map(() -> secret(in)))),
                readScrape(in, version),
                in.optional(() -> readDiscovery(in)),
                in.optional(() -> new FilterSettings(in.text(), in.text())),
                in.optional(() -> new FilterSettings(in.text(), in.text())),
                in.optional(() -> readExpect(in, version)),
                in.longNumber(),
                version <= NO_LAG ? LagSettings.DEFAULTS : readLag(in),
                null,
                version <= NO_SIMULATION ? null : in.optional(() -> readSimulation(in)),
                version <= NO_HEALTH ? HealthSettings.DEFAULTS : readHealth(in),
                version <= NO_HEALTH ? IncidentSettings.DEFAULTS : readIncidents(in));
    }

    private static void writeHealth(StateWriter out, HealthSettings health) throws IOException {
        out.real(health.degradedBelow());
        out.real(health.unhealthyBelow());
        out.longNumber(health.recoveryMs());
        out.real(health.band());
        writeThresholds(out, health.thresholds());
        out.list(health.overrides(), o -> writeOverride(out, o));
    }

    private static HealthSettings readHealth(StateReader in) throws IOException {
        return new HealthSettings(
                in.real(),
                in.real(),
                in.longNumber(),
                in.real(),
                readThresholds(in),
                in.list(() -> new ThresholdOverride(in.map(in::text), readThresholds(in))));
    }

    private static void writeOverride(StateWriter out, ThresholdOverride override)
            throws IOException {
        out.map(override.match(), out::text);
        writeThresholds(out, override.thresholds());
    }

    private static void writeThresholds(StateWriter out, Thresholds thresholds) throws IOException {
        out.optional(thresholds.cores(), out::real);
        out.map(thresholds.limits(), out::real);
        out.map(thresholds.lastingMs(), out::longNumber);
    }

    private static Thresholds readThresholds(StateReader in) throws IOException {
        return new Thresholds(in.optional(in::real), in.map(in::real), in.map(in::longNumber));
    }

    private static void writeIncidents(StateWriter out, IncidentSettings incidents)
            throws IOException {
        out.longNumber(incidents.graceMs());
        out.longNumber(incidents.quietMs());
        out.longNumber(incidents.restartMs());
        out.list(incidents.maintenance(), m -> writeMaintenance(out, m));
    }

    private static IncidentSettings readIncidents(StateReader in) throws IOException {
        return new IncidentSettings(
                in.longNumber(),
                in.longNumber(),
                in.longNumber(),
                in.list(() -> new Maintenance(in.longNumber(), in.longNumber(), in.text())));
    }

    private static void writeMaintenance(StateWriter out, Maintenance window) throws IOException {
        out.longNumber(window.from());
        out.longNumber(window.until());
        out.text(window.reason());
    }

    private static void writeSimulation(StateWriter out, SimulationSettings m) throws IOException {
        out.text(m.mode().name());
        out.longNumber(m.seed());
        out.number(m.brokers());
        out.number(m.topics());
        out.number(m.partitions());
        out.number(m.replication());
        out.number(m.groups());
        out.real(m.messagesPerSecond());
        out.longNumber(m.messageBytes());
        out.real(m.incidentsPerDay());
    }

    private static SimulationSettings readSimulation(StateReader in) throws IOException {
        return new SimulationSettings(
                in.constant(SimulationSettings.Mode.class),
                in.longNumber(),
                in.number(),
                in.number(),
                in.number(),
                in.number(),
                in.number(),
                in.real(),
                in.longNumber(),
                in.real());
    }

    private static void writeLag(StateWriter out, LagSettings lag) throws IOException {
        out.longNumber(lag.maxGapMs());
        out.number(lag.times().points());
        out.real(lag.times().relativeError());
        out.number(lag.commits().window());
        out.longNumber(lag.commits().minDistanceMs());
        out.real(lag.commits().minimumComplete());
        out.longNumber(lag.commits().allowedLag());
        out.longNumber(lag.commits().warnFloor());
        out.longNumber(lag.commits().minSilenceMs());
        out.longNumber(lag.commits().patienceMs());
        out.longNumber(lag.commits().expireMs());
        out.longNumber(lag.trend().windowMs());
        out.number(lag.trend().samples());
        out.longNumber(lag.trend().floor());
        out.real(lag.trend().share());
    }

    private static LagSettings readLag(StateReader in) throws IOException {
        try {
            return new LagSettings(
                    in.longNumber(),
                    new LagSettings.Times(in.number(), in.real()),
                    new LagSettings.Commits(
                            in.number(),
                            in.longNumber(),
                            in.real(),
                            in.longNumber(),
                            in.longNumber(),
                            in.longNumber(),
                            in.longNumber(),
                            in.longNumber()),
                    new LagSettings.Trend(
                            in.longNumber(), in.number(), in.longNumber(), in.real()));
        } catch (IllegalArgumentException e) {
            throw new IOException("rules of lag that cannot be: " + e.getMessage(), e);
        }
    }

    private static void writeKafka(StateWriter out, KafkaSettings kafka) throws IOException {
        writeSecret(out, kafka.bootstrap());
        out.map(kafka.properties(), s -> writeSecret(out, s));
    }

    private static void writeScrape(StateWriter out, ScrapeSettings s) throws IOException {
        out.text(s.endpoint());
        out.longNumber(s.intervalMs());
        out.longNumber(s.timeoutMs());
        out.longNumber(s.attemptTimeoutMs());
        out.optional(s.retry(), r -> writeRetry(out, r));
        out.optional(s.circuitBreaker(), b -> writeBreaker(out, b));
        out.optional(s.limits(), l -> writeLimits(out, l));
        out.optional(s.auth(), a -> writeAuth(out, a));
        out.optional(s.tls(), t -> writeTls(out, t));
        out.text(s.dialect());
        out.list(s.fallbacks(), f -> writeFallback(out, f));
    }

    private static void writeFallback(StateWriter out, FallbackSettings f) throws IOException {
        out.text(f.endpoint());
        out.optional(f.auth(), a -> writeAuth(out, a));
        out.optional(f.tls(), t -> writeTls(out, t));
        out.text(f.dialect());
    }

    private static FallbackSettings readFallback(StateReader in) throws IOException {
        return new FallbackSettings(
                in.text(),
                in.optional(() -> readAuth(in)),
                in.optional(() -> readTls(in)),
                in.text());
    }

    private static ScrapeSettings readScrape(StateReader in, int version) throws IOException {
        return new ScrapeSettings(
                in.text(),
                in.longNumber(),
                in.longNumber(),
                in.longNumber(),
                in.optional(
                        () ->
                                new RetrySettings(
                                        in.number(), in.longNumber(), in.real(), in.real())),
                in.optional(
                        () ->
                                new CircuitBreakerSettings(
                                        in.real(),
                                        in.number(),
                                        in.number(),
                                        in.longNumber(),
                                        in.number())),
                in.optional(() -> readLimits(in, version)),
                in.optional(() -> readAuth(in)),
                in.optional(() -> readTls(in)),
                in.text(),
                version <= NO_FALLBACK ? List.of() : in.list(() -> readFallback(in)));
    }

    private static void writeRetry(StateWriter out, RetrySettings r) throws IOException {
        out.number(r.attempts());
        out.longNumber(r.backoffMs());
        out.real(r.multiplier());
        out.real(r.jitter());
    }

    private static void writeBreaker(StateWriter out, CircuitBreakerSettings b) throws IOException {
        out.real(b.failureRate());
        out.number(b.window());
        out.number(b.minimumCalls());
        out.longNumber(b.openMs());
        out.number(b.halfOpenCalls());
    }

    private static void writeLimits(StateWriter out, LimitSettings l) throws IOException {
        out.longNumber(l.bytes());
        out.number(l.series());
        out.number(l.topics());
    }

    private static LimitSettings readLimits(StateReader in, int version) throws IOException {
        return new LimitSettings(
                in.longNumber(),
                in.number(),
                // What the configuration gives where it says nothing: the target stays the same.
                version == NO_TOPIC_LIMIT ? LimitSettings.DEFAULT_TOPICS : in.number());
    }

    private static void writeDiscovery(StateWriter out, DiscoverySettings d) throws IOException {
        out.text(d.kind().name());
        out.list(d.brokers(), b -> writeBroker(out, b));
        out.text(d.path());
        out.text(d.url());
        out.text(d.name());
        out.text(d.dnsType());
        out.text(d.idPattern());
        out.longNumber(d.intervalMs());
        out.longNumber(d.timeoutMs());
        out.optional(d.auth(), a -> writeAuth(out, a));
        out.optional(d.tls(), t -> writeTls(out, t));
    }

    private static DiscoverySettings readDiscovery(StateReader in) throws IOException {
        return new DiscoverySettings(
                in.constant(DiscoverySettings.Kind.class),
                in.list(
                        () ->
                                new StaticBroker(
                                        in.text(),
                                        in.text(),
                                        in.optional(in::number),
                                        in.text(),
                                        in.map(in::text))),
                in.text(),
                in.text(),
                in.text(),
                in.text(),
                in.text(),
                in.longNumber(),
                in.longNumber(),
                in.optional(() -> readAuth(in)),
                in.optional(() -> readTls(in)));
    }

    private static void writeBroker(StateWriter out, StaticBroker b) throws IOException {
        out.text(b.id());
        out.text(b.host());
        out.optional(b.port(), out::number);
        out.text(b.rack());
        out.map(b.labels(), out::text);
    }

    private static void writeFilter(StateWriter out, FilterSettings filter) throws IOException {
        out.text(filter.include());
        out.text(filter.exclude());
    }

    private static void writeExpect(StateWriter out, ExpectSettings expect) throws IOException {
        out.optional(expect.brokers(), out::number);
        out.list(expect.topics(), out::text);
        out.list(expect.groups(), out::text);
        out.list(expect.shapes(), shape -> writeShape(out, shape));
    }

    private static ExpectSettings readExpect(StateReader in, int version) throws IOException {
        return new ExpectSettings(
                in.optional(in::number),
                in.list(in::text),
                in.list(in::text),
                version <= NO_SIMULATION ? List.of() : in.list(() -> readShape(in)));
    }

    private static void writeShape(StateWriter out, TopicShape shape) throws IOException {
        out.text(shape.topic());
        out.optional(shape.partitions(), out::number);
        out.optional(shape.replication(), out::number);
    }

    private static TopicShape readShape(StateReader in) throws IOException {
        return new TopicShape(in.text(), in.optional(in::number), in.optional(in::number));
    }

    private static void writeAuth(StateWriter out, AuthSettings auth) throws IOException {
        out.optional(auth.username(), s -> writeSecret(out, s));
        out.optional(auth.password(), s -> writeSecret(out, s));
        out.optional(auth.bearer(), s -> writeSecret(out, s));
    }

    private static AuthSettings readAuth(StateReader in) throws IOException {
        return new AuthSettings(
                in.optional(() -> secret(in)),
                in.optional(() -> secret(in)),
                in.optional(() -> secret(in)));
    }

    private static void writeTls(StateWriter out, TlsSettings tls) throws IOException {
        out.text(tls.caFile());
        out.text(tls.certFile());
        out.text(tls.keyFile());
        out.flag(tls.insecureSkipVerify());
    }

    private static TlsSettings readTls(StateReader in) throws IOException {
        return new TlsSettings(in.text(), in.text(), in.text(), in.flag());
    }

    private static void writeSecret(StateWriter out, SecretText text) throws IOException {
        out.text(text.template());
    }

    private static SecretText secret(StateReader in) throws IOException {
        return new SecretText(in.text());
    }
}
