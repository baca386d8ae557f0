package io.brokerscope.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class SharedTest {

    private final List<String> closed = new ArrayList<>();
    private final CompletableFuture<Void> closing = new CompletableFuture<>();
    private int made;
    private final Shared<String, String> shared =
            new Shared<>(
                    key -> key + ++made,
                    thing -> {
                        closed.add(thing);
                        return closing;
                    });

    @Test
    void isMadeOnceAndClosedByTheLastUser() {
        Shared.Lease<String> first = shared.acquire("a");
        Shared.Lease<String> second = shared.acquire("a");
        assertThat(first.get()).isSameAs(second.get()).isEqualTo("a1");

        assertThat(first.release()).isCompleted();
        assertThat(first.release()).as("once is enough").isCompleted();
        assertThat(closed).isEmpty();

        assertThat(second.release()).isSameAs(closing).isNotDone();
        assertThat(closed).containsExactly("a1");
        assertThat(shared.acquire("a").get()).isEqualTo("a2");
    }

    @Test
    void differsByKey() {
        assertThat(shared.acquire("a").get()).isEqualTo("a1");
        assertThat(shared.acquire("b").get()).isEqualTo("b2");
    }
}
