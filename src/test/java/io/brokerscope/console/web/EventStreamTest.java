package io.brokerscope.console.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class EventStreamTest {

    private final EventRing ring = new EventRing(100, 3, 10_000);

    @Test
    void whoBeginsGetsWhatComesFromThenOn() throws Exception {
        send("before");
        assertThat(follow(null, () -> send("after")))
                .as("the number it begins at, should it be cut off now")
                .isEqualTo("id: 101\n\nid: 102\nevent: event\ndata: \"after\"\n\n");
    }

    @Test
    void whoComesBackGetsWhatWasMissed() throws Exception {
        send("1");
        send("2");
        send("3");
        assertThat(follow("101", () -> {}))
                .isEqualTo(
                        "id: 102\nevent: event\ndata: \"2\"\n\n"
                                + "id: 103\nevent: event\ndata: \"3\"\n\n");
    }

    @Test
    void whoComesBackTooLateOrFromElsewhereIsToldToLoadEverythingAgain() throws Exception {
        for (int i = 0; i < 5; i++) {
            send("" + i);
        }
        for (String id : new String[] {"101", "7", "999", "nonsense", "-4"}) {
            assertThat(follow(id, () -> {}))
                    .as(id)
                    .isEqualTo("id: 105\nevent: reset\ndata: {}\n\n");
        }
        assertThat(follow("102", () -> {})).as("all of it is there").startsWith("id: 103\n");
    }

    @Test
    void whatIsKeptIsBoundedByBytesToo() {
        EventRing small = new EventRing(0, 1_000, 100);
        for (int i = 0; i < 10; i++) {
            small.send("event", "\"0123456789\"".getBytes(UTF_8));
        }
        assertThat(small.last()).isEqualTo(10);
        assertThat(small.reachesBackTo(5)).isFalse();
        assertThat(small.reachesBackTo(8)).isTrue();
    }

    @Test
    void lineBreaksEndNoField() throws Exception {
        ring.send("event", "{\n\r\n\"a\":1}".getBytes(UTF_8));
        assertThat(follow("100", () -> {})).endsWith("data: {   \"a\":1}\n\n");
    }

    @Test
    void whereNothingHappensThereIsAHeartbeat() throws Exception {
        EventStream stream = new EventStream(ring, 1, 1);
        ByteArrayOutputStream out =
                new ByteArrayOutputStream() {
                    @Override
                    public synchronized void write(byte[] bytes, int from, int length) {
                        super.write(bytes, from, length);
                        if (size() > 40) {
                            ring.close();
                        }
                    }
                };
        stream.send(null, out);
        assertThat(out.toString(UTF_8)).matches("id: 100\n\n(?:: heartbeat\n\n){2,}");
    }

    @Test
    void aClientTakesNoMoreAtOnceThanItMayKeep() throws Exception {
        EventRing large = new EventRing(0, 1_000, 10_000_000);
        for (int i = 0; i < 10; i++) {
            large.send("event", new byte[40_000]);
        }
        assertThat(large.await(0, 0)).extracting(EventRing.Sent::id).containsExactly(1L);
        assertThat(large.await(9, 0)).extracting(EventRing.Sent::id).containsExactly(10L);
    }

    @Test
    void thereAreSoManyPlacesAndNoMore() {
        EventStream stream = new EventStream(ring, 2, 1_000);
        stream.enter();
        stream.enter();
        assertThat(stream.clients()).isEqualTo(2);
        assertThatThrownBy(stream::enter)
                .isInstanceOf(Problem.class)
                .hasMessage("2 clients follow the events; there is no room for more.");
        stream.leave();
        stream.enter();
    }

    /** What a client gets until the ring is closed behind the last event. */
    private String follow(String lastId, Runnable meanwhile) throws Exception {
        EventStream stream = new EventStream(ring, 1, 60_000);
        CompletableFuture<Void> begun = new CompletableFuture<>();
        CompletableFuture<Void> caughtUp = new CompletableFuture<>();
        ByteArrayOutputStream out =
                new ByteArrayOutputStream() {
                    @Override
                    public void flush() {
                        begun.complete(null);
                        if (toString(UTF_8).contains("id: " + ring.last())) {
                            caughtUp.complete(null);
                        }
                    }
                };
        Thread client =
                new Thread(
                        () -> {
                            try {
                                stream.send(lastId, out);
                            } catch (Exception e) {
                                caughtUp.completeExceptionally(e);
                            }
                        });
        client.start();
        begun.get(10, TimeUnit.SECONDS);
        meanwhile.run();
        caughtUp.get(10, TimeUnit.SECONDS);
        client.interrupt();
        client.join(10_000);
        return out.toString(UTF_8);
    }

    private void send(String text) {
        ring.send("event", ('"' + text + '"').getBytes(UTF_8));
    }
}
