package io.brokerscope.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.model.DiscoveryNotice;
import org.junit.jupiter.api.Test;

class NoticeQueueTest {

    private final NoticeQueue queue = new NoticeQueue();

    @Test
    void noticesLeaveInTheirOrder() {
        queue.add(notice(1));
        queue.add(notice(2));

        assertThat(queue.poll()).contains(notice(1));
        assertThat(queue.poll()).contains(notice(2));
        assertThat(queue.poll()).isEmpty();
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void theOldestGoAndTheNextOneSaysHowMany() {
        for (int i = 0; i < NoticeQueue.CAPACITY + 3; i++) {
            queue.add(notice(i));
        }

        assertThat(queue.poll().orElseThrow().message())
                .isEqualTo("message 3 (3 notices before this one were dropped.)");
        assertThat(queue.poll()).contains(notice(4));
    }

    private static DiscoveryNotice notice(int number) {
        return new DiscoveryNotice(
                "c", DiscoveryNotice.Type.DISCOVERY_FAILED, "message " + number, number);
    }
}
