package io.brokerscope.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileDiscoveryTest {

    @TempDir Path folder;

    private List<String> ids(String name) throws Exception {
        return new FileDiscovery(folder.resolve(name).toString(), NodeIds.byPattern("^b([0-9]+)$"))
                .discover(Deadline.after(1000)).brokers().stream()
                        .map(DiscoveredBroker::id)
                        .toList();
    }

    private void write(String name, String content) throws Exception {
        Files.writeString(folder.resolve(name), content);
    }

    @Test
    void isReadAfreshEachRound() throws Exception {
        write("a.json", "[{\"targets\": [\"b1:9404\"]}]");
        assertThat(ids("a.json")).containsExactly("1");
        write("a.json", "[{\"targets\": [\"b1:9404\", \"b2:9404\"]}]");
        assertThat(ids("a.json")).containsExactly("1", "2");
        write("a.json", "[]");
        assertThat(ids("a.json")).isEmpty();
    }

    @Test
    void aStarStandsForAnyCharacters() throws Exception {
        write("b-2.yml", "- targets: [b2]");
        write("b-1.json", "[{\"targets\": [\"b1\"]}]");
        write("b-3.YAML", "- targets: [b3]");
        write("c-4.json", "[{\"targets\": [\"b4\"]}]");
        write(".b-5.json", "[{\"targets\": [\"b5\"]}]");
        assertThat(ids("b-*")).containsExactly("1", "2", "3");
        assertThat(ids("*.json")).containsExactly("1", "4");
        assertThat(ids(".*.json")).containsExactly("5");
        assertThat(ids("*-*.y*")).containsExactly("2");
    }

    @Test
    void otherCharactersOfThePatternAreThemselves() throws Exception {
        write("a+b.json", "[{\"targets\": [\"b1\"]}]");
        assertThat(ids("a+*.json")).containsExactly("1");
        assertThatThrownBy(() -> ids("a.b*.json")).hasMessageContaining("no file matches");
    }

    @Test
    void whatIsNotThereIsNotAnEmptyCluster() {
        assertThatThrownBy(() -> ids("a.json"))
                .isInstanceOf(DiscoveryException.class)
                .hasMessageContaining("a.json cannot be read: NoSuchFileException");
        assertThatThrownBy(() -> ids("*.json")).hasMessageContaining("no file matches");
        assertThatThrownBy(() -> ids("gone/*.json"))
                .hasMessageContaining("gone cannot be read: NoSuchFileException");
    }

    @Test
    void oneBrokenFileOfSeveralFailsTheRound() throws Exception {
        write("a.json", "[{\"targets\": [\"b1\"]}]");
        write("b.json", "[{\"targets\": [\"b2");
        assertThatThrownBy(() -> ids("*.json"))
                .isInstanceOf(DiscoveryException.class)
                .hasMessageContaining("b.json, line 1, column ");
    }

    @Test
    void refusesPathsAndFiles() throws Exception {
        write("a.txt", "[]");
        assertThatThrownBy(() -> ids("a.txt"))
                .hasMessageContaining("no known ending; allowed are .json, .yaml and .yml");
        assertThatThrownBy(() -> discover("a\0b")).hasMessageContaining("is not a path");
        assertThatThrownBy(() -> discover("/")).hasMessage("/ names no file");
        try (RandomAccessFile large =
                new RandomAccessFile(folder.resolve("l.json").toFile(), "rw")) {
            large.setLength(TargetGroups.MAX_BYTES + 1L);
        }
        assertThatThrownBy(() -> ids("l.json")).hasMessageContaining("larger than 16 MiB");
    }

    private static Found discover(String path) throws Exception {
        return new FileDiscovery(path, NodeIds.byPattern(null)).discover(Deadline.after(1000));
    }
}
