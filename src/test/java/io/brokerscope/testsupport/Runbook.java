package io.brokerscope.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A page of {@code docs/runbooks}.
 *
 * @param name of its file, without {@code .md}
 * @param title its heading
 * @param introduction what stands before the first section
 * @param sections text by heading, in their order
 */
public record Runbook(
        String name, String title, String introduction, Map<String, String> sections) {

    public static final Path FOLDER = Path.of("docs/runbooks");

    /** What every page has, in this order. */
    public static final List<String> SECTIONS =
            List.of("Symptom", "What it means", "Check", "Remedy", "Verify");

    /** What people do, beside what alerts make them do. */
    public static final List<String> OPERATIONS =
            List.of(
                    "install",
                    "upgrade",
                    "rollback",
                    "restore-from-savepoint",
                    "rescale",
                    "add-a-cluster",
                    "rotate-secrets",
                    "lost-state");

    private static final String INDEX = "README.md";
    private static final String PROMPT = "    $ ";

    /** Every page, by name. */
    public static List<Runbook> all() {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> !file.endsWith(INDEX)).sorted().map(Runbook::read).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One page. */
    public static Runbook named(String name) {
        return read(FOLDER.resolve(name + ".md"));
    }

    /** The text of a section; empty where there is none. */
    public String section(String heading) {
        return sections.getOrDefault(heading, "");
    }

    /** The commands of the whole page, or of one section of it. */
    public static List<String> commands(String text) {
        return text.lines()
                .filter(line -> line.startsWith(PROMPT))
                .map(line -> line.substring(PROMPT.length()))
                .toList();
    }

    /** The commands of all sections. */
    public List<String> commands() {
        return sections.values().stream().flatMap(text -> commands(text).stream()).toList();
    }

    /** The first sentence of what it means. */
    public String gist() {
        String text = section("What it means").strip().replaceAll("\\s+", " ");
        return text.substring(0, text.indexOf(". ") + 1);
    }

    private static Runbook read(Path file) {
        try {
            String name = file.getFileName().toString().replaceFirst("\\.md$", "");
            List<String> parts = new ArrayList<>(List.of(Files.readString(file).split("(?m)^## ")));
            String head = parts.remove(0);
            String[] titleAndRest = head.split("\n", 2);
            Map<String, String> sections =
                    parts.stream()
                            .map(part -> part.split("\n", 2))
                            .collect(
                                    Collectors.toMap(
                                            part -> part[0],
                                            part -> part[1],
                                            (a, b) -> a,
                                            LinkedHashMap::new));
            return new Runbook(
                    name, titleAndRest[0].replaceFirst("^# ", ""), titleAndRest[1], sections);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
