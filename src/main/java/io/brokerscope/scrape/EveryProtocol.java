package io.brokerscope.scrape;

import io.brokerscope.model.TargetSpec;
import java.util.concurrent.CompletableFuture;

/**
 * Reads every target by the protocol that its endpoint names.
 *
 * @param http for metrics pages
 * @param kafka for clusters that are asked by Kafka's own protocol
 */
record EveryProtocol(Scraper http, Scraper kafka) implements Scraper {

    @Override
    public Session open(TargetSpec spec) {
        return (spec.speaksKafka() ? kafka : http).open(spec);
    }

    @Override
    public CompletableFuture<Void> close() {
        return CompletableFuture.allOf(http.close(), kafka.close());
    }
}
