package io.brokerscope.release;

import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.cli.Version;
import io.brokerscope.testsupport.GoldenSavepoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every release says which state it writes and from which it goes on, and that is true. */
class ReleaseNotesTest {

    private static final Pattern HEADING =
            Pattern.compile(
                    "(?m)^## (\\d+\\.\\d+\\.\\d+) \\((not released|\\d{4}-\\d\\d-\\d\\d)\\)$");
    private static final Pattern STATE =
            Pattern.compile("(?m)^State version (\\d+); goes on from ([\\d, and]+)\\.");
    private static final Pattern ROW =
            Pattern.compile(
                    "(?m)^\\| (\\d+\\.\\d+\\.\\d+) \\| (\\d+) \\| ([\\d, ]+) \\| [\\d.]+ \\|");

    private record State(int writes, List<Integer> reads) {

        State(String writes, String reads) {
            this(
                    Integer.parseInt(writes),
                    Stream.of(reads.split("\\D+")).map(Integer::valueOf).toList());
        }
    }

    @Test
    void theNewestChangesAreThoseOfThisVersion() throws IOException {
        List<MatchResult> headings = results(HEADING, changelog());
        assertThat(headings).hasSize(sections().size());
        assertThat(headings.get(0).group(1))
                .isEqualTo(new Version().getVersion()[0].replace("brokerscope ", ""));
    }

    @Test
    void everyReleaseNamesItsState() throws IOException {
        Map<String, State> changes = new TreeMap<>();
        for (String section : sections()) {
            Matcher heading = HEADING.matcher("## " + section);
            Matcher state = STATE.matcher(section);
            assertThat(heading.find() && state.find()).as(section).isTrue();
            changes.put(heading.group(1), new State(state.group(1), state.group(2)));
        }
        Map<String, State> table = new TreeMap<>();
        results(ROW, Files.readString(Path.of("docs/upgrades.md")))
                .forEach(row -> table.put(row.group(1), new State(row.group(2), row.group(3))));
        assertThat(table).isNotEmpty().isEqualTo(changes);
    }

    @Test
    void thisVersionsStateIsTheOneThatIsTested() throws IOException {
        Matcher state = STATE.matcher(sections().get(0));
        assertThat(state.find()).isTrue();
        State said = new State(state.group(1), state.group(2));
        assertThat(said.writes()).isEqualTo(GoldenSavepoint.CURRENT_VERSION);
        assertThat(new TreeSet<>(said.reads())).isEqualTo(goldenVersions());
    }

    private static TreeSet<Integer> goldenVersions() throws IOException {
        try (Stream<Path> folders = Files.list(Path.of("src/test/resources/savepoints"))) {
            TreeSet<Integer> versions = new TreeSet<>();
            folders.forEach(
                    folder ->
                            versions.add(
                                    Integer.valueOf(folder.getFileName().toString().substring(1))));
            return versions;
        }
    }

    private static List<String> sections() throws IOException {
        return Stream.of(changelog().split("(?m)^## ")).skip(1).toList();
    }

    private static String changelog() throws IOException {
        return Files.readString(Path.of("CHANGELOG.md"));
    }

    private static List<MatchResult> results(Pattern pattern, String text) {
        return pattern.matcher(text).results().toList();
    }
}
