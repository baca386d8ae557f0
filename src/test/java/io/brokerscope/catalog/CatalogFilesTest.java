package io.brokerscope.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.brokerscope.catalog.Catalog.Source;
import io.brokerscope.model.Readings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CatalogFilesTest {

    private static final String ACME =
            """
            dialect: acme
            title: Acme's exporter
            include: [jvm]
            rules:
              - { metric: broker.bytes_in, name: acme_bytes_in, absent: [topic], scale: 1024 }
              - { metric: topic.bytes_in, name: acme_bytes_in, topic: topic }
              - metric: broker.request.total_ms.p99
                name: acme_{request}_seconds
                where: { quantile: ["0.99", "0.990"] }
                qualifier: request
                scale: 1000
            """;

    @TempDir Path folder;

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    @Test
    void aUsersDialectIsRecognisedAndMapped() throws IOException {
        Catalog catalog = Catalog.load(List.of(file("acme.yaml", ACME)));
        assertThat(catalog.dialectNames()).startsWith("acme").hasSize(9);
        Readings readings =
                Target.of(catalog, null)
                        .read(
                                "acme_bytes_in 2",
                                "acme_bytes_in{topic=\"a\"} 1",
                                "acme_Produce_seconds{quantile=\"0.990\"} 0.25",
                                "acme_Produce_seconds{quantile=\"0.5\"} 0.1",
                                "jvm_memory_used_bytes{area=\"heap\"} 5");
        assertThat(readings.dialect()).isEqualTo("acme");
        assertThat(Target.rows(readings))
                .isEqualTo(
                        Map.of(
                                "broker.bytes_in",
                                2048L,
                                "topic.bytes_in[a]",
                                1L,
                                "broker.request.total_ms.p99{Produce}",
                                250.0,
                                "jvm.heap.used",
                                5.0));
    }

    @Test
    void aUsersDialectGoesFirstWhereItFitsEquallyWell() {
        Catalog catalog =
                Catalog.of(
                        List.of(
                                new Source(
                                        "mine.yaml",
                                        "dialect: mine\nrules: [{metric: broker.leaders.count,"
                                                + " name: kafka_server_replicamanager_leadercount}]")));
        assertThat(
                        Target.of(catalog, null)
                                .read("kafka_server_replicamanager_leadercount 1")
                                .dialect())
                .isEqualTo("mine");
        assertThat(
                        Target.of(catalog, null)
                                .read(
                                        "kafka_server_replicamanager_leadercount 1",
                                        "kafka_server_replicamanager_partitioncount 1")
                                .dialect())
                .isEqualTo("jmx_exporter-2_0_0");
    }

    @Test
    void theDocumentedExampleIsADialect() {
        Matcher example =
                Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL)
                        .matcher(CatalogDocs.render(Catalog.builtIn()));
        assertThat(example.find()).isTrue();
        Catalog catalog = Catalog.of(List.of(new Source("example", example.group(1))));
        assertThat(catalog.dialectNames()).startsWith("acme");
    }

    @Test
    void everythingThatIsWrongIsToldAtOnce() throws IOException {
        Path bad =
                file(
                        "bad.yaml",
                        """
                        dialect: jmx
                        colour: red
                        precedence: 1.5
                        variants: [a]
                        include: [jvm, python]
                        rules:
                          - { metric: broker.bytesin, name: x }
                          - { metric: topic.bytes_in, name: x }
                          - { metric: broker.bytes_in, name: x, topic: t, scale: -1 }
                          - { metric: quorum.state, name: x }
                          - { metric: broker.state, name: x, state: s, variant: b }
                          - { metric: broker.state, name: "{x}", where: { a: 1, b: [] }, absent: [2] }
                          - { metric: broker.state, name: "a{", qualifier: q, qualifierValue: v }
                          - { metric: broker.state, name: "a{x}b{x}", sale: 2 }
                          - 7
                        """);
        Path worse = file("worse.yaml", "dialect: [\n");
        Path missing = folder.resolve("missing.yaml");
        CatalogException e =
                catchThrowableOfType(
                        CatalogException.class, () -> Catalog.load(List.of(bad, worse, missing)));
        assertThat(e.getMessage().lines())
                .containsExactlyInAnyOrder(
                        bad
                                + ": found unknown key 'colour'; allowed: dialect, title, precedence,"
                                + " variants, include, rules",
                        bad + ": dialect: found 'jmx'; allowed: a name that is not taken",
                        bad + ": precedence: found 1.5; allowed: a whole number from 0 to 1000",
                        bad + ": include: found 'python'; allowed: one of [jvm]",
                        bad
                                + ": rules[0].metric: found 'broker.bytesin'; allowed: a canonical"
                                + " metric",
                        bad + ": rules[1].topic: found nothing; allowed: the topic's label",
                        bad + ": rules[2].scale: found -1; allowed: a number above 0",
                        bad
                                + ": rules[2].topic: found 't'; allowed: none, as the metric is the"
                                + " broker's",
                        bad
                                + ": rules[3].state: found nothing; allowed: the label that holds the"
                                + " state",
                        bad + ": rules[4].variant: found 'b'; allowed: one of [a]",
                        bad
                                + ": rules[4].state: found 's'; allowed: none, as the metric has no"
                                + " states",
                        bad + ": rules[5].where.a: found 1; allowed: a text or a list of texts",
                        bad
                                + ": rules[5].where.b: found a list; allowed: a text or a list of texts",
                        bad + ": rules[5].absent[0]: found 2; allowed: a text",
                        bad
                                + ": rules[5].name: found '{x}'; allowed: a name that begins with fixed"
                                + " text",
                        bad
                                + ": rules[6].name: found 'a{'; allowed: placeholders such as"
                                + " {listener}",
                        bad + ": rules[6].qualifierValue: found 'v'; allowed: it or qualifier",
                        bad
                                + ": rules[7]: found unknown key 'sale'; allowed: metric, name, where,"
                                + " except, absent, topic, qualifier, qualifierValue, state, scale,"
                                + " variant",
                        bad
                                + ": rules[7].name: found 'a{x}b{x}'; allowed: placeholders with names"
                                + " of their own",
                        bad + ": rules[8]: found 7; allowed: a mapping of keys",
                        e.problems().get(e.problems().size() - 2).toString(),
                        e.problems().get(e.problems().size() - 1).toString());
        assertThat(e.problems().get(e.problems().size() - 2).toString())
                .startsWith(worse + ": found ")
                .contains(" at line ")
                .endsWith("; allowed: YAML");
        assertThat(e.problems().get(e.problems().size() - 1).toString())
                .startsWith(missing + ": found a file that cannot be read");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|nothing|a mapping of keys",
                "[1]|a list|a mapping of keys",
                "dialect: a|rules: found nothing|a list",
                "rules: []|dialect: found nothing|a text",
                "'{dialect: a, rules: []}'|rules: found a list|at least one rule",
                "'{dialect: a, dialect: b, rules: []}'|Duplicate|YAML",
                "'{dialect: a b, rules: []}'|dialect: found 'a b'|a name that matches",
                "'{dialect: a, rules: {}}'|rules: found a mapping|a list",
                "'{dialect: a, precedence: x, rules: []}'|precedence: found 'x'|a number",
                "'{fragment: a, rules: []}'|unknown key 'fragment'|dialect, title",
                "'{dialect: a, rules: [{metric: broker.state, name: n, variant: v}]}'|'v'|none, as"
                        + " variants declares none",
                "'{dialect: a, rules: [{metric: x.leader_id, name: n}]}'|'x.leader_id'|for example"
                        + " quorum.leader_id"
            })
    void aBadFileIsRefused(String text, String found, String allowed) {
        CatalogException e =
                catchThrowableOfType(
                        CatalogException.class,
                        () -> Catalog.of(List.of(new Source("f.yaml", text))));
        assertThat(e.getMessage()).startsWith("f.yaml: ").contains(found).contains(allowed);
    }

    @Test
    void textThatIsNotUtf8IsRefused() throws IOException {
        Path file = Files.write(folder.resolve("latin.yaml"), new byte[] {'a', (byte) 0xe4});
        CatalogException e =
                catchThrowableOfType(CatalogException.class, () -> Catalog.load(List.of(file)));
        assertThat(e.getMessage())
                .isEqualTo(file + ": found text that is not UTF-8; allowed: a readable YAML file");
    }
}
