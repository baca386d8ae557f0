package io.brokerscope.catalog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes the reference of canonical metrics from the catalog. */
public final class CatalogDocs {

    private static final String HEAD =
            """
            # Canonical metrics

            Generated from the catalog by `io.brokerscope.catalog.CatalogDocs`; do not edit.

            Every dialect is mapped to these metrics. Counters are whole numbers in the unit given; a
            counter in seconds becomes nanoseconds. A metric that an exporter does not tell is absent,
            never zero: NaN and infinite gauges are absent, and so is a counter that is negative, NaN
            or infinite (the read is then marked incomplete).

            What the broker's own rows mean is decided where they are rolled up: controller metrics are
            the view of one controller and count only from the active one; percentiles are never
            averaged over brokers.

            """;

    private static final String FOLDS =
            """

            ## Folding

            Several series become one row where the catalog drops what tells them apart: request
            versions, errors, network threads, clients, partitions. `sum` and `max` are what they say;
            `count` is the number of series, `countPositive` the number above zero, `sumPositive` the
            sum of those above zero and absent where there is none (partition series are 0 on
            followers). From an answer that was not read whole, a folded row is given only if every
            series of the last whole answer is there.

            Rows are limited per read. Rows of topics give way to rows of the broker; series that found
            no room, topics whose name Kafka would not allow, qualifiers that are longer than 250
            characters or hold control characters, and qualifiers beyond 512 of one metric are counted
            as truncated and the read is marked incomplete. Topics the filters leave out are not.

            ## Dialects

            The dialect of a target is recognised from the series it answers with: the dialect wins
            whose own rules know most of them; names that several dialects share through an include
            (`jvm_*`, `process_*`) speak for none. Of dialects that fit equally well the first one of
            this list is taken. It is recognised anew when another one clearly fits better. `/0.x` and
            `/1.x` tell whether names follow jmx_exporter before or since 1.0.

            """;

    private static final String USER_DIALECTS =
            """

            ## A dialect of your own

            A YAML file adds a dialect; it needs no code. An example:

            ```yaml
            dialect: acme            # its name
            title: Our exporter
            precedence: 0            # 0 to 1000; the smaller wins where dialects fit equally well
            include: [jvm]           # the jvm_* and process_* names of Prometheus clients
            rules:                   # of several rules for one row the first that is present counts
              - metric: broker.bytes_in
                name: acme_bytes_in_total
                absent: [topic]      # labels that must not be there
              - metric: topic.bytes_in
                name: acme_bytes_in_total
                topic: topic         # label that holds the topic
              - metric: broker.request_errors
                name: acme_errors_total
                qualifier: api       # label that tells rows apart
                except: { error: NONE }
              - metric: broker.request.total_ms.p99
                name: acme_{request}_seconds   # a placeholder serves as label does
                where: { quantile: "0.99" }
                qualifier: request
                scale: 1000          # factor to the canonical unit
            ```

            Further keys of a rule: `qualifierValue` gives the qualifier itself, `state` names the label
            that holds the state of a metric with states, `variant` one of the dialect's `variants`.
            """;

    private CatalogDocs() {}

    /**
     * Writes the reference.
     *
     * @param args the file to write
     */
    public static void main(String[] args) throws IOException {
        Files.writeString(Path.of(args[0]), render(Catalog.builtIn()));
    }

    /** The reference as Markdown. */
    public static String render(Catalog catalog) {
        StringBuilder text = new StringBuilder(HEAD);
        table(text, catalog, "Broker", MetricEntity.BROKER);
        table(text, catalog, "Topic, as one broker sees it", MetricEntity.TOPIC);
        table(text, catalog, "Partition, folded into the topic", MetricEntity.PARTITION);
        text.append(FOLDS);
        text.append("| dialect | what it is | variants |\n|---|---|---|\n");
        int number = 1;
        for (Dialect dialect : catalog.dialects()) {
            text.append("| ").append(number++).append(" `").append(dialect.name()).append("` | ");
            text.append(dialect.title()).append(" | ");
            text.append(String.join(", ", dialect.variants())).append(" |\n");
        }
        return text.append(USER_DIALECTS).toString();
    }

    private static void table(
            StringBuilder text, Catalog catalog, String title, MetricEntity entity) {
        text.append("## ").append(title).append("\n\n");
        text.append("| metric | kind | unit | one row per | fold | meaning | dialects |\n");
        text.append("|---|---|---|---|---|---|---|\n");
        for (Metric metric : catalog.metrics().values()) {
            if (metric.entity() == entity) {
                text.append("| `").append(metric.name()).append("` | ");
                text.append(metric.kind().key()).append(" | ");
                text.append(metric.unit()).append(" | ");
                text.append(metric.qualifier() == null ? "" : metric.qualifier()).append(" | ");
                text.append(metric.fold() == Fold.LAST ? "" : metric.fold().key()).append(" | ");
                text.append(metric.meaning()).append(states(metric)).append(into(metric));
                text.append(" | ").append(dialects(catalog, metric)).append(" |\n");
            }
        }
        text.append('\n');
    }

    private static String states(Metric metric) {
        if (metric.states().isEmpty()) {
            return "";
        }
        return metric.states().entrySet().stream()
                .sorted(Map.Entry.comparingByValue())
                .map(state -> state.getKey() + " " + state.getValue())
                .collect(Collectors.joining(", ", " States: ", "."));
    }

    private static String into(Metric metric) {
        if (metric.into().isEmpty()) {
            return "";
        }
        return metric.into().stream().collect(Collectors.joining("`, `", " Folded into `", "`."));
    }

    private static String dialects(Catalog catalog, Metric metric) {
        List<String> numbers = new ArrayList<>();
        for (int i = 0; i < catalog.dialects().size(); i++) {
            if (catalog.dialects().get(i).knows(metric)) {
                numbers.add(String.valueOf(i + 1));
            }
        }
        return String.join(" ", numbers);
    }
}
