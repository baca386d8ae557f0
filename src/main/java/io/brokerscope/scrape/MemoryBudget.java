package io.brokerscope.scrape;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The bytes that all reads of a process may hold. Three quarters of them may stay with targets
 * between two reads, as caches that make the next read cheap; the rest is always there for reads in
 * flight, and the last eighth for what they cannot do without. Thread-safe.
 */
public final class MemoryBudget {

    private final long capacity;
    private final AtomicLong used = new AtomicLong();
    private final AtomicLong kept = new AtomicLong();

    /**
     * A budget of its own.
     *
     * @param capacity bytes, positive
     */
    public MemoryBudget(long capacity) {
        if (capacity <= 0) {
            throw new IllegalArgumentException("memory budget must be positive: " + capacity);
        }
        this.capacity = capacity;
    }

    /** Bytes held at most. */
    public long capacity() {
        return capacity;
    }

    /** Bytes held by reads in flight and by targets between two reads. */
    public long used() {
        return used.get();
    }

    /** The part of one target; nothing is held yet. */
    public Holding holding() {
        return new Holding();
    }

    private static boolean tryAdd(AtomicLong level, long bytes, long limit) {
        long before = level.get();
        while (before + bytes <= limit) {
            if (level.compareAndSet(before, before + bytes)) {
                return true;
            }
            before = level.get();
        }
        return false;
    }

    /** What one target holds. Used by one thread at a time. */
    public final class Holding {

        private long held;
        private long keptOfIt;

        private Holding() {}

        /**
         * A read needs this many bytes in total from now on.
         *
         * @return false if the budget does not allow it; what was held before is still held
         */
        public boolean grow(long total) {
            return grow(total, capacity);
        }

        /**
         * As {@link #grow}, for what the read can do without: not into the last eighth of the
         * budget.
         */
        public boolean growAtEase(long total) {
            return grow(total, capacity - capacity / 8);
        }

        private boolean grow(long total, long limit) {
            if (total > held) {
                if (!tryAdd(used, total - held, limit)) {
                    return false;
                }
                held = total;
            }
            return true;
        }

        /** Gives back what the read holds beyond this many bytes, where it holds more. */
        public void shrink(long total) {
            if (total < held) {
                used.addAndGet(total - held);
                held = total;
                kept.addAndGet(Math.min(0, total - keptOfIt));
                keptOfIt = Math.min(total, keptOfIt);
            }
        }

        /**
         * The read is over and its target would like to keep this many bytes, not more than it
         * holds.
         *
         * @return false if that is too much: then nothing is held any more and the target must let
         *     go of everything
         */
        public boolean keep(long total) {
            boolean allowed =
                    total <= held && tryAdd(kept, total - keptOfIt, capacity - capacity / 4);
            if (!allowed) {
                close();
                return false;
            }
            used.addAndGet(total - held);
            held = total;
            keptOfIt = total;
            return true;
        }

        /** Nothing is held any more. */
        public void close() {
            kept.addAndGet(-keptOfIt);
            used.addAndGet(-held);
            held = 0;
            keptOfIt = 0;
        }
    }
}
