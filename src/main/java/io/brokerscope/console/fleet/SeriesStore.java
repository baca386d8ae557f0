package io.brokerscope.console.fleet;

import io.brokerscope.model.output.MetricsRecord;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The recent points of all entities, bounded twice: an hour of each, and altogether no more values
 * than there is room for; then the oldest of all entities go, and that is told. One thread writes,
 * any thread reads.
 */
public final class SeriesStore {

    /** How far points reach back, milliseconds. */
    public static final long SPAN_MS = 3_600_000;

    /** What is kept when the bound was reached: a trim takes long, so it makes some room. */
    private static final double KEPT = 0.9;

    private static final int SLOTS = 360;
    private static final long SWEEP_MS = 60_000;

    private final Map<String, Series> byGuid = new ConcurrentHashMap<>();
    private final NameTable names = new NameTable();
    private final long maxCells;
    private long cells;
    private long sweptAt;
    private volatile long boundedBefore;

    /**
     * @param maxCells values of eight bytes that are kept at most
     */
    public SeriesStore(long maxCells) {
        this.maxCells = maxCells;
    }

    /**
     * Takes a record. The shares that single brokers have in a range of a roll-up are no points.
     *
     * @param now epoch milliseconds
     */
    void put(MetricsRecord record, long now) {
        if (record.contributor() == null
                && record.dueAt() >= Math.max(now - SPAN_MS, boundedBefore)) {
            Series series = byGuid.computeIfAbsent(record.guid(), guid -> new Series());
            long before = series.cells();
            series.put(record, names.shared(new TreeSet<>(record.metrics().keySet())));
            cells += series.cells() - before;
        }
        if (cells > maxCells) {
            makeRoom(now);
        }
        if (now - sweptAt >= SWEEP_MS) {
            sweep(now);
        }
    }

    /** Forgets an entity. */
    void remove(String guid) {
        Series gone = byGuid.remove(guid);
        cells -= gone == null ? 0 : gone.cells();
    }

    /** The points of an entity; none where there are none. */
    public SeriesPoints of(String guid) {
        return byGuid.getOrDefault(guid, new Series()).points();
    }

    /**
     * From which due time on points are kept because there was no room for older ones, epoch
     * milliseconds; 0 where there always was.
     */
    public long boundedBefore() {
        return boundedBefore;
    }

    /** Entities of which there are points. */
    public int count() {
        return byGuid.size();
    }

    long cells() {
        return cells;
    }

    private void makeRoom(long now) {
        long from = now - SPAN_MS;
        long width = SPAN_MS / SLOTS;
        long[] slots = new long[SLOTS];
        byGuid.values().forEach(series -> series.addTo(slots, from, width));
        long kept = 0;
        int slot = SLOTS;
        while (slot > 0 && kept + slots[slot - 1] <= KEPT * maxCells) {
            slot--;
            kept += slots[slot];
        }
        boundedBefore = Math.max(boundedBefore, from + slot * width);
        sweep(now);
    }

    private void sweep(long now) {
        sweptAt = now;
        long horizon = Math.max(now - SPAN_MS, boundedBefore);
        long left = 0;
        for (Map.Entry<String, Series> entry : byGuid.entrySet()) {
            entry.getValue().dropBefore(horizon);
            if (entry.getValue().isEmpty()) {
                byGuid.remove(entry.getKey());
            }
            left += entry.getValue().cells();
        }
        cells = left;
    }
}
