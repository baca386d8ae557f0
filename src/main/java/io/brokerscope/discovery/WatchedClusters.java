package io.brokerscope.discovery;

import io.brokerscope.model.settings.ClusterSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The cluster definitions in a folder, or in one file, looked at again and again. Used by one
 * thread at a time.
 *
 * <p>Of a folder the files {@code *.yaml} and {@code *.yml} count, hidden ones not, symbolic links
 * are followed. Content decides whether a file changed, not its time. A file that is not valid, or
 * cannot be read, keeps what it said before; a file that is gone takes its clusters along; a folder
 * that is gone says nothing, so all stays as it was.
 */
final class WatchedClusters {

    /** Bytes of a file; a larger one is not valid. */
    static final int MAX_BYTES = 1 << 20;

    private static final int MAX_REASON = 1000;

    private final Path path;
    private final ClusterReader reader;
    private final SortedMap<Path, Watched> files = new TreeMap<>();
    private String pathProblem;

    WatchedClusters(Path path, ClusterReader reader) {
        this.path = path;
        this.reader = reader;
    }

    /**
     * What the files say now.
     *
     * @param clusters in the order of the file names; names may come twice
     * @param problems a sentence each, only those that are new since the last look
     */
    record Look(List<Definition> clusters, List<String> problems) {}

    /** A cluster and the file that defines it. */
    record Definition(Path file, ClusterSettings cluster) {}

    Look look() {
        List<String> problems = new ArrayList<>();
        try {
            Set<Path> present = present();
            pathProblem = null;
            files.keySet().retainAll(present);
            for (Path file : present) {
                files.computeIfAbsent(file, Watched::new).look(problems);
            }
        } catch (IOException e) {
            String problem =
                    path
                            + " cannot be read ("
                            + e.getClass().getSimpleName()
                            + "); the clusters it defined stay as they were";
            if (!problem.equals(pathProblem)) {
                problems.add(problem);
            }
            pathProblem = problem;
        }
        List<Definition> clusters = new ArrayList<>();
        files.forEach(
                (file, watched) ->
                        watched.clusters.forEach(c -> clusters.add(new Definition(file, c))));
        return new Look(clusters, problems);
    }

    private Set<Path> present() throws IOException {
        if (!Files.isDirectory(path)) {
            // Also for what is not there: opening it tells why.
            Files.newInputStream(path).close();
            return Set.of(path);
        }
        Set<Path> present = new TreeSet<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString().toLowerCase(Locale.ROOT);
                if (!name.startsWith(".")
                        && (name.endsWith(".yaml") || name.endsWith(".yml"))
                        && Files.isRegularFile(entry)) {
                    present.add(entry);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return present;
    }

    private final class Watched {

        private final Path file;
        private List<ClusterSettings> clusters = List.of();
        private byte[] content;
        private String readProblem;

        Watched(Path file) {
            this.file = file;
        }

        void look(List<String> problems) {
            byte[] now;
            try (InputStream stream = Files.newInputStream(file)) {
                now = stream.readNBytes(MAX_BYTES + 1);
                readProblem = null;
            } catch (IOException e) {
                String problem = invalid("cannot be read: " + e.getClass().getSimpleName());
                if (!problem.equals(readProblem)) {
                    problems.add(problem);
                }
                readProblem = problem;
                return;
            }
            if (!Arrays.equals(now, content)) {
                content = now;
                parse(problems);
            }
        }

        private void parse(List<String> problems) {
            if (content.length > MAX_BYTES) {
                problems.add(invalid("is larger than 1 MiB"));
                return;
            }
            try {
                clusters = List.copyOf(reader.read(file));
            } catch (Exception e) {
                problems.add(invalid("is not valid: " + reason(e)));
            }
        }

        private String invalid(String how) {
            return file + " " + how + "; what it said before stays in force";
        }
    }

    private static String reason(Exception e) {
        String reason =
                e.getMessage() == null
                        ? e.getClass().getSimpleName()
                        : e.getMessage().strip().replaceAll("\\s*\\R\\s*", "; ");
        return reason.length() <= MAX_REASON ? reason : reason.substring(0, MAX_REASON) + "…";
    }
}
