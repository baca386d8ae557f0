package io.brokerscope.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScreenTest {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    @Test
    void aTerminalShowsBlocksInPlace() {
        Screen screen = new Screen(out, true);
        screen.show(List.of("one", "two"));
        screen.show(List.of("three"));
        assertThat(text())
                .isEqualTo("one\u001b[K\ntwo\u001b[K\n\u001b[2A\r\u001b[Jthree\u001b[K\n");
    }

    @Test
    void aFileGetsBlockAfterBlockWithoutEscapes() {
        Screen screen = new Screen(out, false);
        screen.show(List.of("one", "two"));
        screen.show(List.of("three"));
        assertThat(text()).isEqualTo("one\ntwo\n\nthree\n\n");
    }

    private String text() {
        return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }
}
