package io.brokerscope.testsupport.cluster;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;

/** What a distribution of Flink brings along, put together from this test's class path. */
final class FlinkJars {

    /** Flink's own jars and what they need; nothing that the job jar has to bring itself. */
    private static final Pattern IN_A_DISTRIBUTION =
            Pattern.compile(
                    "(flink-(annotations|core|core-api|metrics-core|metrics-prometheus|clients"
                            + "|datastream|datastream-api|file-sink-common|runtime|runtime-web"
                            + "|streaming-java|rpc-core|rpc-akka-loader|hadoop-fs"
                            + "|connector-datagen|queryable-state-client-java|statebackend-.*|shaded-.*)"
                            + "|kryo|reflectasm|objenesis|minlog|javassist|snakeyaml-engine"
                            + "|commons-(cli|collections|compress|io|lang3|math3|text)|jsr305"
                            + "|frocksdbjni|lz4-java|snappy-java|async-profiler"
                            + "|slf4j-api|log4j-api|log4j-core|log4j-slf4j-impl)"
                            + "-\\d[\\w.-]*(?<!-tests)\\.jar");

    private FlinkJars() {}

    /**
     * A class path with these jars and {@link WatchedMain}.
     *
     * @param folder gets the class
     */
    static String classPath(Path folder) throws IOException {
        String watched = WatchedMain.class.getName().replace('.', '/') + ".class";
        Path copy = folder.resolve(watched);
        Files.createDirectories(copy.getParent());
        try (InputStream in = WatchedMain.class.getClassLoader().getResourceAsStream(watched)) {
            Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
        }
        return folder
                + File.pathSeparator
                + Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                        .map(entry -> Path.of(entry).toAbsolutePath())
                        .filter(
                                p ->
                                        IN_A_DISTRIBUTION
                                                .matcher(p.getFileName().toString())
                                                .matches())
                        .map(Path::toString)
                        .collect(Collectors.joining(File.pathSeparator));
    }

    /** What Java 17 has to open, as Flink's scripts pass it. */
    static List<String> opens(Configuration configuration) {
        return List.of(configuration.get(CoreOptions.FLINK_DEFAULT_JVM_OPTIONS).split(" "));
    }
}
