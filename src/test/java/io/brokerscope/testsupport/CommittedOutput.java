package io.brokerscope.testsupport;

import io.brokerscope.model.output.EntityRecord;
import io.brokerscope.model.output.LedgerRecord;
import io.brokerscope.model.output.OutputJson;
import io.brokerscope.model.output.OutputTopic;
import io.brokerscope.model.settings.OutputSettings;
import io.brokerscope.sink.CommittedReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What a job has committed, read anew each time.
 *
 * @param settings where the job writes
 */
public record CommittedOutput(OutputSettings settings) {

    /** Everything committed to a topic so far. */
    public <T> List<T> committed(OutputTopic topic, Function<byte[], T> read) {
        List<T> records = new ArrayList<>();
        forEach(
                topic,
                entry -> {
                    if (entry.value() != null) {
                        records.add(read.apply(entry.value()));
                    }
                });
        return records;
    }

    /** The latest state of every entity that is not gone, by GUID. */
    public Map<String, EntityRecord> latestEntities() {
        return latest(OutputTopic.ENTITIES, OutputJson::readEntity);
    }

    /** What a reader of a compacted topic has, by key. */
    public <T> Map<String, T> latest(OutputTopic topic, Function<byte[], T> read) {
        Map<String, T> latest = new TreeMap<>();
        forEach(
                topic,
                entry -> {
                    if (entry.value() == null) {
                        latest.remove(entry.key());
                    } else {
                        latest.put(entry.key(), read.apply(entry.value()));
                    }
                });
        return latest;
    }

    private void forEach(OutputTopic topic, Consumer<CommittedReader.Entry> action) {
        try (CommittedReader reader =
                CommittedReader.open(
                        settings.kafka(),
                        List.of(topic.nameWith(settings.topicPrefix())),
                        CommittedReader.Start.beginning(),
                        Duration.ofSeconds(20))) {
            reader.readToEnd(action, Duration.ofSeconds(30));
        }
    }

    /** The committed ledger. */
    public List<LedgerRecord> ledger() {
        return committed(OutputTopic.OUTCOMES, OutputJson::readLedger);
    }
}
