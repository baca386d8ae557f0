package io.brokerscope.testsupport.cluster;

import io.brokerscope.testsupport.proxy.RequestFilter;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.apache.kafka.common.protocol.ApiKeys;

/**
 * Sees the requests to end a transaction on their way to a broker. Once armed it lets the next one
 * not through: what it was armed with happens instead, just between the moment at which a
 * checkpoint is complete and the one at which its output is committed. Thread-safe.
 */
public final class EndTransactionGate implements Supplier<RequestFilter> {

    private final AtomicReference<Runnable> armed = new AtomicReference<>();

    /** The next request to end a transaction is held back and this happens, once. */
    public void arm(Runnable instead) {
        armed.set(instead);
    }

    /** Everything passes from now on; says whether it was still armed. */
    public boolean disarm() {
        return armed.getAndSet(null) != null;
    }

    /** Whether what it was armed with is still to come. */
    public boolean isArmed() {
        return armed.get() != null;
    }

    @Override
    public RequestFilter get() {
        return new Frames();
    }

    private boolean passes(short apiKey) {
        if (apiKey != ApiKeys.END_TXN.id) {
            return true;
        }
        Runnable instead = armed.getAndSet(null);
        if (instead != null) {
            instead.run();
        }
        return instead == null;
    }

    /** Kafka's frames: four bytes of length, then the request, which begins with its API key. */
    private final class Frames implements RequestFilter {

        private static final int HEADER = Integer.BYTES + Short.BYTES;

        private final ByteBuffer header = ByteBuffer.allocate(HEADER);
        private int left;

        @Override
        public boolean passes(byte[] bytes, int size) {
            boolean passes = true;
            for (int at = 0; at < size; ) {
                if (left > 0) {
                    int skipped = Math.min(left, size - at);
                    left -= skipped;
                    at += skipped;
                    continue;
                }
                header.put(bytes[at++]);
                if (!header.hasRemaining()) {
                    left = header.getInt(0) - Short.BYTES;
                    passes &= EndTransactionGate.this.passes(header.getShort(Integer.BYTES));
                    header.clear();
                }
            }
            return passes;
        }
    }
}
