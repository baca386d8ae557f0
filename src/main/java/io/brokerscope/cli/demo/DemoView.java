package io.brokerscope.cli.demo;

import io.brokerscope.audit.Balance;
import io.brokerscope.audit.LedgerAudit;
import io.brokerscope.model.EntityType;
import io.brokerscope.model.Quality;
import io.brokerscope.model.output.EntityRecord;
import io.brokerscope.model.output.MetricsRecord;
import io.brokerscope.model.output.OutputJson;
import io.brokerscope.model.output.OutputTopic;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the committed output topics say so far. Thread-safe. */
final class DemoView {

    private final Map<String, EntityRecord> entities = new HashMap<>();
    private final Set<String> measuredBrokers = new HashSet<>();
    private final EnumMap<OutputTopic, Long> records = new EnumMap<>(OutputTopic.class);
    private final LedgerAudit audit = new LedgerAudit();
    private final MeasuredRates rates = new MeasuredRates();

    /**
     * Takes one committed record.
     *
     * @param value null for a tombstone
     */
    synchronized void add(OutputTopic topic, String key, byte[] value) {
        records.merge(topic, 1L, Long::sum);
        switch (topic) {
            case ENTITIES -> {
                if (value == null) {
                    entities.remove(key);
                } else {
                    add(key, OutputJson.readEntity(value));
                }
            }
            case METRICS -> {
                MetricsRecord record = OutputJson.readMetrics(value);
                if (record.cluster().equals(DemoConfig.CLUSTER)) {
                    rates.add(record);
                }
            }
            case OUTCOMES -> audit.add(OutputJson.readLedger(value));
            case EVENTS, DEAD_LETTERS, COVERAGE, RELATIONSHIPS -> {
                // Only counted.
            }
        }
    }

    private void add(String key, EntityRecord record) {
        entities.put(key, record);
        if (record.entityType() == EntityType.MESSAGE_QUEUE_BROKER
                && record.quality() == Quality.MEASURED) {
            measuredBrokers.add(key);
        }
    }

    /** Brokers that were measured at least once. */
    synchronized int measuredBrokers() {
        return measuredBrokers.size();
    }

    /** The latest state of every entity. */
    synchronized List<EntityRecord> entities() {
        return List.copyOf(entities.values());
    }

    /** Committed records by topic. */
    synchronized Map<OutputTopic, Long> records() {
        return new EnumMap<>(records);
    }

    /** What the ledger says. */
    synchronized Balance balance() {
        return audit.result();
    }

    /** The mean rates measured of a topic. */
    synchronized Optional<MeasuredRates.Mean> rates(String topic) {
        return rates.mean(topic);
    }
}
