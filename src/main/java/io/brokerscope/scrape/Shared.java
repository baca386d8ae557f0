package io.brokerscope.scrape;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Things that all users within a process share: made for the first user, closed when the last one
 * lets go. Thread-safe.
 *
 * @param <K> what tells one thing from another
 * @param <T> the thing
 */
public final class Shared<K, T> {

    private final Function<K, T> open;
    private final Function<T, CompletableFuture<Void>> close;
    private final Map<K, Entry<T>> entries = new HashMap<>();

    /**
     * Nothing is made yet.
     *
     * @param open makes a thing; does not block
     * @param close begins to close it; does not block; the future completes when it is closed
     */
    public Shared(Function<K, T> open, Function<T, CompletableFuture<Void>> close) {
        this.open = open;
        this.close = close;
    }

    /** The thing of this key, for one more user. */
    public synchronized Lease<T> acquire(K key) {
        Entry<T> entry = entries.computeIfAbsent(key, k -> new Entry<>(open.apply(k)));
        entry.users++;
        return new Lease<>() {
            private CompletableFuture<Void> released;

            @Override
            public T get() {
                return entry.thing;
            }

            @Override
            public CompletableFuture<Void> release() {
                synchronized (Shared.this) {
                    if (released == null) {
                        released = letGo(key, entry);
                    }
                    return released;
                }
            }
        };
    }

    private CompletableFuture<Void> letGo(K key, Entry<T> entry) {
        entry.users--;
        if (entry.users > 0) {
            return CompletableFuture.completedFuture(null);
        }
        entries.remove(key);
        return close.apply(entry.thing);
    }

    /** The share of one user. */
    public interface Lease<T> {

        /** The thing; not to be used after {@link #release}. */
        T get();

        /**
         * Lets go; does not block. Once is enough, more does no harm.
         *
         * @return completes when the thing is closed, at once where others still use it
         */
        CompletableFuture<Void> release();
    }

    private static final class Entry<T> {
        private final T thing;
        private int users;

        private Entry(T thing) {
            this.thing = thing;
        }
    }
}
