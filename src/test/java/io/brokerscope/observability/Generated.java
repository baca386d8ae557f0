package io.brokerscope.observability;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files that are generated from a definition, and renewed where that is asked for. */
final class Generated {

    private Generated() {}

    /** Holds a file against its definition; {@code -Dbrokerscope.docs.renew=true} renews it. */
    static void assertUpToDate(Path file, String content, Class<?> test) throws IOException {
        if (Boolean.getBoolean("brokerscope.docs.renew")) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, content);
        }
        assertThat(file)
                .as(
                        "stale: run mvn test -Dtest=%s -Dbrokerscope.docs.renew=true",
                        test.getSimpleName())
                .hasContent(content);
    }
}
