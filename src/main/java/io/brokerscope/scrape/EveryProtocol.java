package io.brokerscope.scrape;

import io.brokerscope.model.TargetSpec;
import java.util.concurrent.CompletableFuture;

/**
 * Reads every target by the protocol that its endpoint names.
 *
 * @param http for metrics pages
 * @param kafka for clusters that are asked by Kafka's own protocol
 * @param jmx for brokers that are asked by remote JMX
 * @param simulation for whatever is made up
 */
record EveryProtocol(Scraper http, Scraper kafka, Scraper jmx, Scraper simulation)
        implements Scraper {

    @Override
    public Session open(TargetSpec spec) {
        return protocol(spec).open(spec);
    }

    private Scraper protocol(TargetSpec spec) {
        if (spec.simulated()) {
            return simulation;
        }
        return spec.speaksKafka() ? kafka : spec.speaksJmx() ? jmx : http;
    }

    @Override
    public CompletableFuture<Void> close() {
        return CompletableFuture.allOf(
                http.close(), kafka.close(), jmx.close(), simulation.close());
    }
}
