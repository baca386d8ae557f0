package io.brokerscope.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildJvmTest {

    @TempDir private Path folder;

    @Test
    void theClassPathIsSeenFromAnyFolder() {
        String here = Path.of("").toAbsolutePath().toString();
        assertThat(ChildJvm.absolute("target/a.jar:/lib/b.jar"))
                .isEqualTo(here + "/target/a.jar:/lib/b.jar");
    }

    @Test
    void anExcerptTellsErrorsBeforeAnythingElse() throws IOException {
        assertThat(excerpt("up\nTerminating due to java.lang.OutOfMemoryError: Java heap\ndown\n"))
                .isEqualTo("Terminating due to java.lang.OutOfMemoryError: Java heap");
        assertThat(excerpt("one\ntwo\n\nthree\nfour\n")).isEqualTo("two | three | four");
        assertThat(ChildJvm.logExcerpt(folder.resolve("none"))).contains("cannot be read");
    }

    private String excerpt(String log) throws IOException {
        return ChildJvm.logExcerpt(Files.writeString(folder.resolve("log"), log));
    }
}
