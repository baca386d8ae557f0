package io.brokerscope.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScratchFolderTest {

    @TempDir private Path outside;

    @Test
    void isGoneWithAllThatIsInIt() throws IOException {
        Path path;
        try (ScratchFolder scratch = ScratchFolder.create()) {
            path = scratch.path();
            Files.createDirectories(path.resolve("a/b"));
            Files.writeString(path.resolve("a/b/file"), "x");
            assertThat(path).exists();
        }
        assertThat(path).doesNotExist();
    }

    @Test
    void leavesAloneWhatALinkLeadsTo() throws IOException {
        Path kept = Files.writeString(outside.resolve("kept"), "x");
        try (ScratchFolder scratch = ScratchFolder.create()) {
            Files.createSymbolicLink(scratch.path().resolve("link"), outside);
        }
        assertThat(kept).exists();
    }

    @Test
    void mayBeGoneAlready() throws IOException {
        ScratchFolder scratch = ScratchFolder.create();
        scratch.close();
        scratch.close();
        assertThat(scratch.path()).doesNotExist();
    }
}
