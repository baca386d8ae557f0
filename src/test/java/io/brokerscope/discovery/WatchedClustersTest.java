package io.brokerscope.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.model.settings.ClusterSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchedClustersTest {

    @TempDir Path temp;

    private Path folder;
    private WatchedClusters watched;
    private int reads;

    @BeforeEach
    void watch() throws IOException {
        folder = Files.createDirectory(temp.resolve("clusters"));
        watched = new WatchedClusters(folder, this::readNames);
    }

    /** The definitions of these tests: cluster names, a line each; a line with ! is an error. */
    private List<ClusterSettings> readNames(Path file) throws IOException {
        reads++;
        List<ClusterSettings> clusters = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            if (line.contains("!")) {
                throw new IOException("clusters[0]: " + line + "\n  allowed: a name");
            }
            clusters.add(Clusters.ofStatic(line));
        }
        return clusters;
    }

    private void write(String name, String content) throws IOException {
        Files.writeString(folder.resolve(name), content);
    }

    private List<String> names(WatchedClusters.Look look) {
        return look.clusters().stream().map(d -> d.cluster().name()).toList();
    }

    private void expect(List<String> names, String... problems) {
        WatchedClusters.Look look = watched.look();
        assertThat(names(look)).isEqualTo(names);
        assertThat(look.problems()).containsExactly(problems);
    }

    @Test
    void followsFilesThatComeChangeAndGo() throws Exception {
        expect(List.of());
        write("b.yaml", "b1\nb2");
        expect(List.of("b1", "b2"));
        write("a.yml", "a1");
        expect(List.of("a1", "b1", "b2"));
        write("b.yaml", "b2\nb3");
        expect(List.of("a1", "b2", "b3"));
        Files.delete(folder.resolve("a.yml"));
        expect(List.of("b2", "b3"));
    }

    @Test
    void readsOnlyWhatChanged() throws Exception {
        write("a.yaml", "a1");
        expect(List.of("a1"));
        expect(List.of("a1"));
        assertThat(reads).isEqualTo(1);
        // Same length, same second: only the content tells.
        write("a.yaml", "a2");
        expect(List.of("a2"));
        assertThat(reads).isEqualTo(2);
    }

    @Test
    void ignoresOtherFiles() throws Exception {
        write(".hidden.yaml", "h");
        write("notes.txt", "n");
        write("a.yaml.swp", "s");
        Files.createDirectory(folder.resolve("folder.yaml"));
        write("A.YAML", "a");
        expect(List.of("a"));
    }

    @Test
    void anInvalidFileKeepsWhatItSaidAndIsToldOncePerContent() throws Exception {
        write("a.yaml", "a1");
        write("b.yaml", "b1");
        expect(List.of("a1", "b1"));

        write("a.yaml", "x!");
        String told =
                folder.resolve("a.yaml")
                        + " is not valid: clusters[0]: %s; allowed: a name; what it said before"
                        + " stays in force";
        expect(List.of("a1", "b1"), told.formatted("x!"));
        expect(List.of("a1", "b1"));
        write("b.yaml", "b2");
        expect(List.of("a1", "b2"));

        write("a.yaml", "y!");
        expect(List.of("a1", "b2"), told.formatted("y!"));
        write("a.yaml", "a2");
        expect(List.of("a2", "b2"));
        write("a.yaml", "y!");
        expect(List.of("a2", "b2"), told.formatted("y!"));
    }

    @Test
    void aFileThatIsInvalidFromTheStartDefinesNothing() throws Exception {
        write("a.yaml", "!");
        WatchedClusters.Look look = watched.look();
        assertThat(look.clusters()).isEmpty();
        assertThat(look.problems()).hasSize(1);
        Files.delete(folder.resolve("a.yaml"));
        expect(List.of());
    }

    @Test
    void aLargeFileAndALongReasonAreBounded() throws Exception {
        write("a.yaml", "a".repeat(WatchedClusters.MAX_BYTES + 1));
        expect(
                List.of(),
                folder.resolve("a.yaml")
                        + " is larger than 1 MiB; what it said before stays in force");
        expect(List.of());
        assertThat(reads).isZero();
        write("a.yaml", "!".repeat(5000));
        assertThat(watched.look().problems().get(0)).hasSizeLessThan(1500);
    }

    @Test
    void aReaderThatFailsWithoutAMessageIsNamed() throws Exception {
        watched =
                new WatchedClusters(
                        folder,
                        file -> {
                            throw new IllegalStateException();
                        });
        write("a.yaml", "a");
        assertThat(watched.look().problems().get(0))
                .contains("is not valid: IllegalStateException");
    }

    @Test
    void aVanishedFolderChangesNothingAndIsToldOnce() throws Exception {
        write("a.yaml", "a1");
        expect(List.of("a1"));
        Path away = temp.resolve("away");
        Files.move(folder, away);
        String told =
                folder
                        + " cannot be read (NoSuchFileException); the clusters it defined stay as"
                        + " they were";
        expect(List.of("a1"), told);
        expect(List.of("a1"));
        Files.move(away, folder);
        expect(List.of("a1"));
        Files.move(folder, away);
        expect(List.of("a1"), told);
    }

    @Test
    void aSingleFileCanBeWatched() throws Exception {
        Path file = folder.resolve("clusters.conf");
        watched = new WatchedClusters(file, this::readNames);
        String told =
                file
                        + " cannot be read (NoSuchFileException); the clusters it defined stay as"
                        + " they were";
        expect(List.of(), told);
        Files.writeString(file, "a1\na2");
        expect(List.of("a1", "a2"));
        Files.writeString(file, "a2");
        expect(List.of("a2"));
        Files.delete(file);
        expect(List.of("a2"), told);
    }

    /** As kubelet updates a ConfigMap volume: a new folder, then one link is swapped. */
    @Test
    void followsTheSymbolicLinksOfAConfigMapVolume() throws Exception {
        version("..v1", "a.yaml", "a1", "b.yaml", "b1");
        link("..data", "..v1");
        link("a.yaml", "..data/a.yaml");
        link("b.yaml", "..data/b.yaml");
        expect(List.of("a1", "b1"));

        version("..v2", "a.yaml", "a2", "c.yaml", "c2");
        swap("..data", "..v2");
        // b.yaml is a dangling link now, c.yaml is not linked yet.
        expect(List.of("a2"));
        link("c.yaml", "..data/c.yaml");
        Files.delete(folder.resolve("b.yaml"));
        expect(List.of("a2", "c2"));

        version("..v3", "a.yaml", "!", "c.yaml", "c3");
        swap("..data", "..v3");
        WatchedClusters.Look look = watched.look();
        assertThat(names(look)).containsExactly("a2", "c3");
        assertThat(look.problems()).hasSize(1);
    }

    private void version(String name, String... filesAndContents) throws IOException {
        Path version = Files.createDirectory(folder.resolve(name));
        for (int i = 0; i < filesAndContents.length; i += 2) {
            Files.writeString(version.resolve(filesAndContents[i]), filesAndContents[i + 1]);
        }
    }

    private void link(String name, String target) throws IOException {
        Files.createSymbolicLink(folder.resolve(name), Path.of(target));
    }

    private void swap(String name, String target) throws IOException {
        link(name + "_tmp", target);
        Files.move(
                folder.resolve(name + "_tmp"),
                folder.resolve(name),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }
}
