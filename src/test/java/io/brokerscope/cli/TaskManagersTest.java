package io.brokerscope.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TaskManagersTest {

    private CompletableFuture<Integer> connected = CompletableFuture.completedFuture(2);
    private int started;
    private Exception failure;

    private final TaskManagers taskManagers =
            new TaskManagers(
                    2,
                    () -> connected,
                    () -> {
                        if (failure != null) {
                            throw failure;
                        }
                        started++;
                    });

    @AfterEach
    void close() {
        taskManagers.close();
    }

    @Test
    void asManyAreStartedAsAreGone() {
        see(2, 100);
        assertThat(started).isZero();
        see(1, TaskManagers.PATIENCE - 1);
        assertThat(started).isZero();
        see(1, 1);
        assertThat(started).isEqualTo(1);
        see(0, TaskManagers.PATIENCE);
        assertThat(started).isEqualTo(3);
        assertThat(taskManagers.lost()).isNotDone();
    }

    @Test
    void oneThatComesBackIsWaitedFor() {
        see(1, TaskManagers.PATIENCE - 1);
        see(2, 1);
        see(1, TaskManagers.PATIENCE - 1);
        assertThat(started).isZero();
    }

    @Test
    void oneThatTakesLongToStartIsNotStartedTwice() {
        see(1, 2 * TaskManagers.PATIENCE - 1);
        assertThat(started).isEqualTo(1);
    }

    @Test
    void whoCannotBeAskedTellsNothing() {
        see(1, TaskManagers.PATIENCE - 1);
        connected = CompletableFuture.failedFuture(new IOException("no leader"));
        taskManagers.look();
        assertThat(started).isZero();
        see(1, 1);
        assertThat(started).isEqualTo(1);
    }

    @Test
    void whereNoneCanBeStartedItSaysSo() {
        failure = new IOException("no memory left");
        see(0, TaskManagers.PATIENCE);
        assertThatThrownBy(() -> taskManagers.lost().join())
                .cause()
                .isInstanceOf(CommandException.class)
                .hasMessage("a TaskManager has ended and no other can be started: no memory left");
    }

    private void see(int number, int times) {
        connected = CompletableFuture.completedFuture(number);
        for (int i = 0; i < times; i++) {
            taskManagers.look();
        }
    }
}
