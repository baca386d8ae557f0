package io.brokerscope.testsupport;

import io.brokerscope.model.output.LedgerRecord;
import io.brokerscope.model.output.OutputJson;
import io.brokerscope.model.output.OutputTopic;
import io.brokerscope.model.settings.OutputSettings;
import io.brokerscope.sink.CommittedReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
        try (CommittedReader reader =
                CommittedReader.open(
                        settings.kafka(),
                        List.of(topic.nameWith(settings.topicPrefix())),
                        CommittedReader.Start.beginning(),
                        Duration.ofSeconds(20))) {
            reader.readToEnd(
                    entry -> {
                        if (entry.value() != null) {
                            records.add(read.apply(entry.value()));
                        }
                    },
                    Duration.ofSeconds(30));
        }
        return records;
    }

    /** The committed ledger. */
    public List<LedgerRecord> ledger() {
        return committed(OutputTopic.OUTCOMES, OutputJson::readLedger);
    }
}
