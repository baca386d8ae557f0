package io.brokerscope.testsupport.cluster;

import io.brokerscope.cli.Installation;
import java.nio.file.Path;

/**
 * What is given to {@code flink run}.
 *
 * @param jar the job jar
 * @param config the job's configuration file
 * @param savepoint savepoint or checkpoint to go on from; null to begin
 * @param parallelism parallelism
 */
public record Submission(Path jar, Path config, String savepoint, int parallelism) {

    /** The jar that {@code mvn package} leaves, from the beginning. */
    public static Submission of(Path config, int parallelism) {
        Path jar = Installation.current().home().resolve("target").resolve("brokerscope.jar");
        return new Submission(jar, config.toAbsolutePath(), null, parallelism);
    }

    /** The same job, going on from a savepoint or checkpoint. */
    public Submission from(String path) {
        return new Submission(jar, config, path, parallelism);
    }

    /** The same job at another parallelism. */
    public Submission at(int otherParallelism) {
        return new Submission(jar, config, savepoint, otherParallelism);
    }
}
