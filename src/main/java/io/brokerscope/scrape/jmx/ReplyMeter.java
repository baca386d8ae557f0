package io.brokerscope.scrape.jmx;

import io.brokerscope.scrape.MemoryBudget;

/**
 * Watches what the answers of one read cost: bytes that arrive, and memory for what they hold. Used
 * by one read at a time.
 */
final class ReplyMeter {

    /** What a read holds beside names and series: stacks and the buffers of its connection. */
    private static final long READ_BYTES = 192 * 1024;

    /** What an answer may hold under any limit: none that is needed takes as much. */
    private static final long MIN_HELD_BYTES = 1 << 20;

    /** Memory is asked for in pieces. */
    private static final long PIECE_BYTES = 64 * 1024;

    private final MemoryBudget.Holding memory;
    private final long limit;
    private long bytes;
    private long kept;
    private long held;
    private long granted;

    /**
     * @param limit bytes of the answers of one read, and of the memory that each of them takes
     */
    ReplyMeter(MemoryBudget.Holding memory, long limit) {
        this.memory = memory;
        this.limit = limit;
    }

    /**
     * A read begins.
     *
     * @param retainedBytes what is kept of earlier ones
     * @throws NoMemoryException if the byte budget does not allow it
     */
    void begin(long retainedBytes) throws NoMemoryException {
        bytes = 0;
        held = 0;
        granted = 0;
        retain(retainedBytes);
    }

    /** What is kept from read to read has changed. */
    void retain(long retainedBytes) throws NoMemoryException {
        kept = retainedBytes;
        claim();
    }

    /** Bytes came from the network. */
    void arrived(int count) throws TooLargeException {
        bytes += count;
        if (bytes > limit) {
            throw new TooLargeException(limit);
        }
    }

    /** An answer needs memory, until {@link #replyDone}. */
    void hold(long count) throws NoMemoryException, TooLargeException {
        held += count;
        if (held > Math.max(limit, MIN_HELD_BYTES)) {
            throw new TooLargeException(limit);
        }
        if (held > granted) {
            granted = held + PIECE_BYTES;
            claim();
        }
    }

    /** Nothing of the answer is needed any more. */
    void replyDone() {
        held = 0;
    }

    /** Bytes that came in this read. */
    long bytes() {
        return bytes;
    }

    /**
     * The read is over.
     *
     * @param retainedBytes what should be kept for the next one
     * @return false if the byte budget does not allow that: everything must be let go
     */
    boolean keep(long retainedBytes) {
        kept = retainedBytes;
        if (memory.grow(retainedBytes) && memory.keep(retainedBytes)) {
            return true;
        }
        memory.close();
        return false;
    }

    /** Nothing is held any more. */
    void close() {
        memory.close();
    }

    private void claim() throws NoMemoryException {
        if (!memory.grow(READ_BYTES + kept + granted)) {
            throw new NoMemoryException();
        }
    }
}
