package io.brokerscope.job;

import io.brokerscope.config.ClusterDefaults;
import io.brokerscope.config.ConfigLoader;
import io.brokerscope.discovery.ClusterReader;
import io.brokerscope.model.settings.ClusterSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads watched cluster files by the rules of the configuration, with its defaults. */
final class WatchedClusterFiles implements ClusterReader {

    private static final long serialVersionUID = 1L;

    private final String defaultsYaml;

    WatchedClusterFiles(ClusterDefaults defaults) {
        this.defaultsYaml = defaults.yaml();
    }

    @Override
    public List<ClusterSettings> read(Path file) throws IOException {
        return ConfigLoader.parseClusters(
                file.toString(), Files.readString(file), new ClusterDefaults(defaultsYaml));
    }
}
