package io.brokerscope.scrape;

import io.brokerscope.model.FailureReason;
import io.brokerscope.model.TargetSpec;
import java.time.Clock;
import java.util.List;
import java.util.Objects;

/** What is kept for one target from tick to tick. Guarded by the lock of its owner. */
final class KnownTarget {

    private final TargetSpec spec;

    /** The ways to read it, in order of trust. */
    final List<Source> sources;

    /** The tick that runs or waits; null where there is none. */
    TickRead running;

    /** To be removed as soon as nothing runs. */
    boolean forgotten;

    KnownTarget(TargetSpec spec, Clock clock) {
        this.spec = spec;
        this.sources = spec.sources().stream().map(source -> new Source(source, clock)).toList();
    }

    /** One way to read a target. */
    static final class Source {

        final TargetSpec spec;
        final TickBreaker breaker;

        /** Opened by the first attempt; used by the running tick only. */
        Scraper.Session session;

        /** Why the last tick that tried it failed; null where it did not. */
        FailureReason lastFailure;

        private Source(TargetSpec spec, Clock clock) {
            this.spec = spec;
            this.breaker =
                    new TickBreaker(
                            spec.target().toString(),
                            spec.cluster().scrape().circuitBreaker(),
                            clock);
        }
    }

    /** The way that is trusted most. */
    Source first() {
        return sources.get(0);
    }

    /** Whether a tick with this specification may use what is kept here. */
    boolean serves(TargetSpec other) {
        return spec == other
                || (spec.endpoint().equals(other.endpoint())
                        && spec.fallbacks().equals(other.fallbacks())
                        && spec.cluster().scrape().equals(other.cluster().scrape())
                        && spec.cluster().topics().equals(other.cluster().topics())
                        && spec.cluster().groups().equals(other.cluster().groups())
                        && Objects.equals(spec.cluster().kafka(), other.cluster().kafka())
                        && Objects.equals(
                                spec.cluster().simulation(), other.cluster().simulation()));
    }

    void closeSessions() {
        for (Source source : sources) {
            if (source.session != null) {
                source.session.close();
                source.session = null;
            }
        }
    }
}
