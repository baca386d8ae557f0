package io.brokerscope.source;

import io.brokerscope.model.DiscoveryNotice;
import java.util.ArrayDeque;
import java.util.Optional;

/**
 * Notices that wait, up to a bound. Beyond it the oldest one goes, and the next one that leaves the
 * queue says how many went. One thread.
 */
final class NoticeQueue {

    /** Notices that wait at most. */
    static final int CAPACITY = 1_000;

    private final ArrayDeque<DiscoveryNotice> queue = new ArrayDeque<>();
    private int dropped;

    void add(DiscoveryNotice notice) {
        if (queue.size() == CAPACITY) {
            queue.remove();
            dropped++;
        }
        queue.add(notice);
    }

    boolean isEmpty() {
        return queue.isEmpty();
    }

    Optional<DiscoveryNotice> poll() {
        DiscoveryNotice notice = queue.poll();
        if (notice == null || dropped == 0) {
            return Optional.ofNullable(notice);
        }
        String message =
                notice.message() + " (" + dropped + " notices before this one were dropped.)";
        dropped = 0;
        return Optional.of(
                new DiscoveryNotice(notice.cluster(), notice.type(), message, notice.at()));
    }
}
