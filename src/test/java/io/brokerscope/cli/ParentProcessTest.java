package io.brokerscope.cli;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

class ParentProcessTest {

    @Test
    void theParentIsWatchedUntilItsEnd() {
        InputStream broken =
                new InputStream() {
                    @Override
                    public int read() throws IOException {
                        throw new IOException("broken pipe");
                    }
                };
        assertThatCode(
                        () -> {
                            ParentProcess.awaitEnd(new ByteArrayInputStream(new byte[1000]));
                            ParentProcess.awaitEnd(broken);
                        })
                .doesNotThrowAnyException();
    }
}
