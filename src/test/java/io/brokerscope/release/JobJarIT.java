package io.brokerscope.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is in the jar that is submitted to a cluster, and what is not. */
class JobJarIT {

    private static final Path JAR = Path.of("target/brokerscope.jar");

    /** What the build puts beside the jar because a cluster has it. */
    private static final Path PROVIDED = Path.of("target/lib");

    /** Jars that were put into the job jar: the build writes them down. */
    private static final Path INGREDIENTS = Path.of("target/job-jar-class-path.txt");

    private static final long MAX_BYTES = 33_000_000;

    /** A new one is a decision: is it needed by the job, and is there no lighter way? */
    private static final Set<String> PACKAGES =
            Set.of(
                    "io/brokerscope",
                    "org/apache/kafka",
                    "org/apache/flink",
                    "org/apache/commons",
                    "com/fasterxml",
                    "org/yaml/snakeyaml",
                    "io/netty",
                    "io/github",
                    "picocli",
                    "com/github",
                    "net/jpountz",
                    "org/xerial/snappy");

    @Test
    void holdsNothingButWhatTheJobNeeds() throws IOException {
        Set<String> packages =
                classes(JAR)
                        .map(name -> name.replaceFirst("^((org/)?[^/]+/[^/]+|[^/]+)/.*", "$1"))
                        .map(name -> name.startsWith("picocli") ? "picocli" : name)
                        .collect(Collectors.toCollection(TreeSet::new));
        assertThat(packages).containsExactlyInAnyOrderElementsOf(PACKAGES);
        assertThat(Files.size(JAR)).isLessThan(MAX_BYTES);
        System.out.printf("  the job jar has %d bytes%n", Files.size(JAR));
    }

    @Test
    void holdsNoClassThatFlinkBrings() throws IOException {
        Set<String> flink = new TreeSet<>();
        try (Stream<Path> jars = Files.list(PROVIDED)) {
            for (Path jar : jars.filter(p -> isFlink(p.getFileName().toString())).toList()) {
                classes(jar).forEach(flink::add);
            }
        }
        assertThat(flink).hasSizeGreaterThan(5_000);
        assertThat(classes(JAR).filter(flink::contains)).isEmpty();
        assertThat(classes(JAR).filter(name -> name.startsWith("org/apache/flink/")))
                .as("connectors are the job's own")
                .isNotEmpty()
                .allMatch(
                        name ->
                                name.matches(
                                        "org/apache/flink/(streaming/)?(connectors?|util)/.*"));
    }

    @Test
    void isMadeOfJarsThatHaveNoClassInCommon() throws IOException {
        Map<String, List<String>> byClass = new TreeMap<>();
        List<String> jars =
                List.of(Files.readString(INGREDIENTS).strip().split(File.pathSeparator));
        assertThat(jars).hasSizeGreaterThan(20);
        for (String jar : jars) {
            Path path = Path.of(jar);
            classes(path)
                    .forEach(
                            name ->
                                    byClass.computeIfAbsent(name, key -> new ArrayList<>())
                                            .add(path.getFileName().toString()));
        }
        byClass.values().removeIf(holders -> holders.size() == 1);
        assertThat(byClass).isEmpty();
    }

    private static boolean isFlink(String jar) {
        return Stream.of("flink-", "slf4j-", "log4j-").anyMatch(jar::startsWith);
    }

    /** Names of the classes of a jar; not those for single versions of Java. */
    private static Stream<String> classes(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.endsWith(".class"))
                    .filter(name -> !name.startsWith("META-INF/"))
                    .filter(name -> !name.endsWith("module-info.class"))
                    .toList()
                    .stream();
        }
    }
}
