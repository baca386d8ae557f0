package io.brokerscope.discovery;

import io.brokerscope.model.settings.ClusterSettings;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;

/** Reads the clusters that one watched file defines. Travels with the job graph. */
@FunctionalInterface
public interface ClusterReader extends Serializable {

    /**
     * The clusters of a file, in its order.
     *
     * @throws Exception if the file is not valid as a whole; the message says where and why, and
     *     holds no credential
     */
    List<ClusterSettings> read(Path file) throws Exception;
}
