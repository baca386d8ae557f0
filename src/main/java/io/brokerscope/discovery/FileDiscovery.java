package io.brokerscope.discovery;

import io.brokerscope.model.Texts;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Brokers from files in Prometheus' file_sd format, read afresh each round. The last name of the
 * path may hold {@code *}, which stands for any characters but, as in a shell, not for a leading
 * dot. A file that is missing or not valid fails the round, so that nobody takes a half-written
 * list for a smaller cluster.
 */
final class FileDiscovery implements BrokerDiscovery {

    private final String path;
    private final NodeIds ids;

    FileDiscovery(String path, NodeIds ids) {
        this.path = path;
        this.ids = ids;
    }

    @Override
    public Found discover(Deadline deadline) throws DiscoveryException {
        List<TargetGroup> groups = new ArrayList<>();
        for (Path file : files()) {
            groups.addAll(TargetGroups.read(content(file), notation(file), "file " + file));
        }
        return ListedBrokers.of(groups, ids);
    }

    private List<Path> files() throws DiscoveryException {
        Path pattern;
        try {
            pattern = Path.of(path);
        } catch (InvalidPathException e) {
            throw new DiscoveryException(Texts.shown(path) + " is not a path");
        }
        if (pattern.getFileName() == null) {
            throw new DiscoveryException(Texts.shown(path) + " names no file");
        }
        String name = pattern.getFileName().toString();
        return name.contains("*") ? matching(pattern, name) : List.of(pattern);
    }

    private static List<Path> matching(Path pattern, String name) throws DiscoveryException {
        Path parent = pattern.getParent();
        Path folder = parent == null ? Path.of("") : parent;
        Pattern names = Pattern.compile(("\\Q" + name + "\\E").replace("*", "\\E.*\\Q"));
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                String found = entry.getFileName().toString();
                if (names.matcher(found).matches()
                        && (name.startsWith(".") || !found.startsWith("."))) {
                    files.add(entry);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw unreadable("folder " + folder, e.getCause());
        } catch (IOException e) {
            throw unreadable("folder " + folder, e);
        }
        if (files.isEmpty()) {
            throw new DiscoveryException("no file matches " + pattern);
        }
        files.sort(null);
        return files;
    }

    private static TargetGroups.Notation notation(Path file) throws DiscoveryException {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".json")) {
            return TargetGroups.Notation.JSON;
        }
        if (name.endsWith(".yaml") || name.endsWith(".yml")) {
            return TargetGroups.Notation.YAML;
        }
        throw new DiscoveryException(
                "file " + file + " has no known ending; allowed are .json, .yaml and .yml");
    }

    private static byte[] content(Path file) throws DiscoveryException {
        try (InputStream stream = Files.newInputStream(file)) {
            byte[] content = stream.readNBytes(TargetGroups.MAX_BYTES + 1);
            if (content.length > TargetGroups.MAX_BYTES) {
                throw new DiscoveryException("file " + file + " is larger than 16 MiB");
            }
            return content;
        } catch (IOException e) {
            throw unreadable("file " + file, e);
        }
    }

    private static DiscoveryException unreadable(String what, IOException e) {
        return new DiscoveryException(what + " cannot be read: " + e.getClass().getSimpleName());
    }
}
