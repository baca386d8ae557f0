package io.brokerscope.console.fleet;

import io.brokerscope.model.output.EntityRecord;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** The latest record of every entity, by GUID. One thread writes, any thread reads. */
public final class Entities {

    private final Map<String, EntityEntry> byGuid = new ConcurrentHashMap<>();
    private final NameTable names = new NameTable();
    private final AtomicLong version = new AtomicLong();
    private final long snapshotAgeNanos;
    private volatile Taken taken = new Taken(new FleetSnapshot(List.of()), 0, 0);

    /** A fleet so large that to sort it takes long is sorted less often: a tenth of the time. */
    private static final int SHARE = 10;

    private record Taken(FleetSnapshot snapshot, long version, long freshUntilNanos) {}

    /**
     * @param snapshotAge how old a snapshot may be, and ten times as long as it takes to make one;
     *     0 for never
     */
    public Entities(Duration snapshotAge) {
        this.snapshotAgeNanos = snapshotAge.toNanos();
    }

    EntityEntry put(EntityRecord record, byte[] json) {
        EntityEntry entry = EntityEntry.of(record, json, names);
        byGuid.put(entry.guid(), entry);
        version.incrementAndGet();
        return entry;
    }

    void remove(String guid) {
        byGuid.remove(guid);
        version.incrementAndGet();
    }

    /** The entity; null where there is none. */
    public EntityEntry get(String guid) {
        return byGuid.get(guid);
    }

    /** GUIDs of all of them, as they come and go. */
    Set<String> guids() {
        return byGuid.keySet();
    }

    /** How many there are. */
    public int count() {
        return byGuid.size();
    }

    /**
     * The entities as they were when the last snapshot was taken. Whoever asks does not wait for
     * one, the very first aside.
     */
    public FleetSnapshot snapshot() {
        Taken last = taken;
        return last.version() > 0 && snapshotAgeNanos > 0 ? last.snapshot() : refresh();
    }

    /** Takes a snapshot where something changed since the last one and that is old enough. */
    public synchronized FleetSnapshot refresh() {
        if (!fresh(taken)) {
            long begin = System.nanoTime();
            long at = version.get();
            FleetSnapshot snapshot = new FleetSnapshot(byGuid.values());
            snapshot.sorted(Order.WORST);
            long end = System.nanoTime();
            long age = Math.max(snapshotAgeNanos, SHARE * (end - begin));
            taken = new Taken(snapshot, at, end + (snapshotAgeNanos == 0 ? 0 : age));
        }
        return taken.snapshot();
    }

    private boolean fresh(Taken last) {
        return last.version() == version.get()
                || last.version() > 0 && last.freshUntilNanos() - System.nanoTime() > 0;
    }
}
