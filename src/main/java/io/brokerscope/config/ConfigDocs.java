package io.brokerscope.config;

import io.brokerscope.config.Option.Presence;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes the reference of the configuration from its declaration. */
public final class ConfigDocs {

    private static final String INTRODUCTION =
            """
            # Configuration

            <!-- Generated from the declaration in io.brokerscope.config; ConfigDocsTest tells how to renew it. -->

            Brokerscope reads one YAML file. `brokerscope.example.yaml` shows every key with its
            default. The file is checked strictly before anything is submitted: unknown keys, values
            of the wrong type or out of range, missing values and values that contradict each other
            are reported all at once, each with file, line, path, what was found and what is allowed:

                fleet.yaml:12: clusters[1].scrape.timeout: found "20s", must be below the interval (15s)

            **Values**

            - *duration*: a whole number with unit: `200ms`, `15s`, `1m`, `2h`, `7d`.
            - *size*: bytes, or a whole number with unit: `500kB`, `64MiB`, `1GiB` (`kB`, `MB`, `GB`
              are powers of 1000; `KiB`, `MiB`, `GiB` of 1024).
            - *share*: `50%` or `0.5`.
            - *regex*: a Java regular expression; it must match the whole name unless said otherwise.
            - *secret*: a text in which `${env:NAME}` stands for an environment variable and
              `${file:/path}` for the content of a file. Such references are resolved by the process
              that uses the value, each time it uses it: TaskManagers for reads, the JobManager for
              discovery. The secrets are neither in the job graph nor in savepoints, and a value of
              this type is never shown in an error. Everywhere else references are an error.
            - Quotes are free: the option tells how a value is read, not its spelling. `off`, `1.10`
              and `007` mean what they say.

            **YAML.** One document per file. Anchors and aliases work; merge keys (`<<`), tags and
            duplicate keys are errors. Settings that clusters share belong under `defaults`.
            """;

    private final StringBuilder text = new StringBuilder(INTRODUCTION);
    private final Map<Section<?>, String> documented = new HashMap<>();

    private ConfigDocs() {}

    /** The reference in Markdown: per section a table of its options. */
    public static String markdown() {
        ConfigDocs docs = new ConfigDocs();
        docs.section("", Schema.ROOT);
        return docs.text.toString();
    }

    private void section(String path, Section<?> section) {
        documented.put(section, path);
        text.append("\n## ")
                .append(section.title())
                .append(path.isEmpty() ? "" : ": " + code(path))
                .append("\n\n")
                .append(section.description())
                .append("\n\n| option | type | allowed | default | meaning | example |\n")
                .append("|---|---|---|---|---|---|\n");
        section.options().forEach(this::row);
        for (Section.Choice choice : section.choices()) {
            text.append("\n")
                    .append(choice.required() ? "Exactly" : "At most")
                    .append(" one of ")
                    .append(
                            choice.options().stream()
                                    .map(o -> code(o.key()))
                                    .collect(Collectors.joining(", ")))
                    .append(".\n");
        }
        for (Option<?> option : section.options()) {
            Section<?> below = below(option);
            if (below != null && !below.options().isEmpty() && !documented.containsKey(below)) {
                String list = option.type() instanceof ListType<?> ? "[]" : "";
                section((path.isEmpty() ? "" : path + ".") + option.key() + list, below);
            }
        }
    }

    private void row(Option<?> option) {
        String elsewhere = documented.get(below(option));
        List<String> cells =
                List.of(
                        code(option.key()),
                        type(option),
                        option.type() instanceof ScalarType<?> scalar ? scalar.bounds() : "",
                        defaultValue(option),
                        option.description()
                                + (elsewhere == null ? "" : " See " + code(elsewhere) + "."),
                        option.example().isEmpty() ? "" : code(option.example()));
        // A bar would end the cell, even in code.
        text.append(
                cells.stream()
                        .map(cell -> cell.replace("|", "\\|"))
                        .collect(Collectors.joining(" | ", "| ", " |\n")));
    }

    private static Section<?> below(Option<?> option) {
        if (option.type() instanceof Section<?> section) {
            return section;
        }
        return option.type() instanceof ListType<?> list
                        && list.items() instanceof Section<?> section
                ? section
                : null;
    }

    private static String type(Option<?> option) {
        return option.type() instanceof Section<?> section && section.shorthand() != null
                ? section.shorthand().type().name() + " or section"
                : option.type().name();
    }

    private static String defaultValue(Option<?> option) {
        if (option.presence() == Presence.REQUIRED) {
            return "*required*";
        }
        if (option.presence() == Presence.OPTIONAL) {
            return option.defaultText(); // in words, if any
        }
        if (option.type() instanceof Section<?>) {
            return "those of its options";
        }
        return option.defaultText().isEmpty() ? "empty" : code(option.defaultText());
    }

    private static String code(String text) {
        return "`" + text + "`";
    }
}
