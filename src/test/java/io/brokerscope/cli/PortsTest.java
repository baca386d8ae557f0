package io.brokerscope.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;

class PortsTest {

    @Test
    void freePortsAreFine() throws IOException {
        assertThatCode(
                        () ->
                                Ports.check(
                                        List.of(
                                                new Ports.Use(free(), "this", "--this"),
                                                new Ports.Use(free(), "that", "--that"))))
                .doesNotThrowAnyException();
    }

    @Test
    void everyTakenPortIsNamedWithItsOption() throws IOException {
        try (ServerSocket one = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerSocket everywhere = new ServerSocket(0)) {
            assertThatThrownBy(
                            () ->
                                    Ports.check(
                                            List.of(
                                                    new Ports.Use(
                                                            one.getLocalPort(), "this", "--this"),
                                                    new Ports.Use(
                                                            everywhere.getLocalPort(),
                                                            "that",
                                                            "--that"))))
                    .isInstanceOfSatisfying(
                            CommandException.class,
                            e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
                    .hasMessage(
                            "port %d for this is taken: choose another by --this; port %d for that is taken: choose another by --that",
                            one.getLocalPort(), everywhere.getLocalPort());
        }
    }

    @Test
    void onePortCannotServeTwice() throws IOException {
        int port = free();
        assertThatThrownBy(
                        () ->
                                Ports.check(
                                        List.of(
                                                new Ports.Use(port, "this", "--this"),
                                                new Ports.Use(port, "that", "--that"))))
                .hasMessage(
                        "port %d is meant for both this and that: change it by --this or --that",
                        port);
    }

    @Test
    void numbersBeyondTheRangeAreNoPorts() {
        assertThatThrownBy(() -> Ports.check(List.of(new Ports.Use(65536, "this", "--this"))))
                .hasMessage("65536 is no port for this (allowed: 1 to 65535): change it by --this");
        assertThatThrownBy(() -> Ports.check(List.of(new Ports.Use(0, "this", "--this"))))
                .hasMessageContaining("0 is no port");
    }

    private static int free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
