package io.brokerscope.cli.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.model.settings.KafkaSettings;
import io.brokerscope.model.settings.OutputSettings;
import io.brokerscope.model.settings.OutputSettings.Guarantee;
import io.brokerscope.model.settings.OutputSettings.Ledger;
import io.brokerscope.model.settings.SecretText;
import io.brokerscope.sink.OutputProblem;
import io.brokerscope.sink.OutputProblem.Part;
import io.brokerscope.sink.OutputTopics;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OutputFindingsTest {

    private static OutputSettings settings(Guarantee guarantee) {
        return new OutputSettings(
                new KafkaSettings(new SecretText("kafka:9092"), Map.of()),
                guarantee,
                "b.",
                "b-tx",
                900_000,
                true,
                6,
                (short) 3,
                1,
                Ledger.GOLDEN);
    }

    private static List<String> lines(List<Finding> findings) {
        return findings.stream()
                .map(f -> f.verdict() + " " + f.check() + ": " + f.found() + " -> " + f.remedy())
                .toList();
    }

    @Test
    void whatIsThereAndWhatWouldBeCreatedIsTold() {
        assertThat(
                        lines(
                                OutputFindings.of(
                                        settings(Guarantee.EXACTLY_ONCE),
                                        new OutputTopics.Report(
                                                List.of(),
                                                List.of("b.events"),
                                                List.of("b.metrics", "b.outcomes"),
                                                List.of("Batches are small. Raise it.")))))
                .containsExactly(
                        "OK OUTPUT: the cluster at kafka:9092 answers -> ",
                        "OK TOPICS: 1 there, as they must be, 2 will be created at the start:"
                                + " b.metrics, b.outcomes -> ",
                        "OK TRANSACTIONS: they may be begun with the prefix b-tx and last 900 s"
                                + " -> ",
                        "WARN TOPICS: Batches are small -> Raise it.");
    }

    @Test
    void theLastSentenceOfAProblemIsItsRemedy() {
        assertThat(
                        lines(
                                OutputFindings.of(
                                        settings(Guarantee.EXACTLY_ONCE),
                                        List.of(
                                                new OutputProblem(
                                                        Part.TOPICS,
                                                        "Topic b.events does not exist. Create it:"
                                                                + " kafka-topics.sh"
                                                                + " --bootstrap-server ..  --create"),
                                                new OutputProblem(
                                                        Part.TOPICS,
                                                        "Not allowed to write. It failed. Allow"
                                                                + " WRITE on TOPIC b.events.")))))
                .containsExactly(
                        "OK OUTPUT: the cluster at kafka:9092 answers -> ",
                        "FAIL TOPICS: Topic b.events does not exist -> Create it: kafka-topics.sh"
                                + " --bootstrap-server .. --create",
                        "FAIL TOPICS: Not allowed to write. It failed -> Allow WRITE on TOPIC"
                                + " b.events.",
                        "SKIPPED TRANSACTIONS: not reached: topics failed -> ");
    }

    @Test
    void aClusterThatDoesNotAnswerLeavesTheRestOpen() {
        assertThat(
                        lines(
                                OutputFindings.of(
                                        settings(Guarantee.EXACTLY_ONCE),
                                        List.of(
                                                new OutputProblem(
                                                        Part.CLUSTER, "It is silent. Wake it.")))))
                .containsExactly(
                        "FAIL OUTPUT: It is silent -> Wake it.",
                        "SKIPPED TOPICS: not reached: output failed -> ",
                        "SKIPPED TRANSACTIONS: not reached: output failed -> ");
    }

    @Test
    void transactionsThatAreNotUsedAreWell() {
        assertThat(
                        lines(
                                OutputFindings.of(
                                        settings(Guarantee.AT_LEAST_ONCE),
                                        List.of(new OutputProblem(Part.TOPICS, "No. Do. So.")))))
                .contains("OK TRANSACTIONS: none are used: the guarantee is at-least-once -> ");
    }
}
