package io.brokerscope.scrape.simulation;

import io.brokerscope.scrape.simulation.Schedule.Happening;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What has happened to a cluster up to a horizon, put to whom it happened to. Of a time before the
 * horizon every history tells the same. Immutable once made.
 */
final class History {

    /** How long a broker that is back takes to be in sync again. */
    static final long REJOIN_MS = 30_000;

    /** How much faster than usual a group reads that is behind. */
    static final int CATCH_UP = 4;

    /** What a broker is. */
    enum Presence {
        DOWN,
        /** Up, and not in sync yet. */
        BACK,
        IN_SYNC
    }

    private final Layout layout;
    private final long horizon;
    private final Spans[] down;
    private final Spans[] hangs;
    private final Spans[] slow;
    private final Surges[] surges;
    private final Stalls[] stalls;

    // Times at which a broker became another one, ascending; one row for each.
    private final long[] changedAt;
    private final int[] changed;

    // When the quorum got which leader.
    private final long[] ledFrom;
    private final int[] ledBy;

    /** What happens from the epoch to the horizon. */
    History(Layout layout, Schedule schedule, long horizon) {
        this.layout = layout;
        this.horizon = horizon;
        down = spans(layout.brokers);
        hangs = spans(layout.brokers);
        slow = spans(layout.brokers);
        surges =
                layout.topics.stream()
                        .map(topic -> new Surges(topic.load()))
                        .toArray(Surges[]::new);
        stalls =
                layout.groups.stream()
                        .map(group -> new Stalls(group.delayMs()))
                        .toArray(Stalls[]::new);
        List<Happening> all = schedule.between(Moment.EPOCH, horizon);
        all.forEach(this::take);
        long[][] rows = sortedChanges();
        changedAt = rows[0];
        changed = Arrays.stream(rows[1]).mapToInt(broker -> (int) broker).toArray();
        List<long[]> leaders = leaders();
        ledFrom = leaders.stream().mapToLong(row -> row[0]).toArray();
        ledBy = leaders.stream().mapToInt(row -> (int) row[1]).toArray();
    }

    private static Spans[] spans(int count) {
        return IntStream.range(0, count).mapToObj(i -> new Spans()).toArray(Spans[]::new);
    }

    private void take(Happening what) {
        switch (what.kind()) {
            case BROKER_DOWN, BROKER_RESTART -> down[what.subject()].add(what.from(), what.until());
            case BROKER_HANGS -> hangs[what.subject()].add(what.from(), what.until());
            case BROKER_SLOW -> slow[what.subject()].add(what.from(), what.until());
            case TRAFFIC_SPIKE ->
                    surges[layout.topicOfRank(what.subject())].add(
                            what.from(), what.until(), what.factor());
            case CONSUMER_STALLED ->
                    stalls[layout.groupOfNumber(what.subject())].add(what.from(), what.until());
        }
    }

    /** Whether it tells what was until then. */
    boolean reaches(long at) {
        return at < horizon;
    }

    Presence presence(int broker, long at) {
        Spans away = down[broker];
        int last = away.last(at);
        if (last < 0 || at >= away.until(last) + REJOIN_MS) {
            return Presence.IN_SYNC;
        }
        return at < away.until(last) ? Presence.DOWN : Presence.BACK;
    }

    boolean isDown(int broker, long at) {
        return down[broker].covers(at);
    }

    /** Since when a broker is down that is. */
    long downSince(int broker, long at) {
        return down[broker].from(down[broker].last(at));
    }

    /** When the process of a broker started that is up. */
    long startOf(int broker, long at) {
        int last = down[broker].last(at);
        return last < 0 ? Moment.EPOCH : down[broker].until(last);
    }

    boolean hangs(int broker, long at) {
        return hangs[broker].covers(at);
    }

    boolean isSlow(int broker, long at) {
        return slow[broker].covers(at);
    }

    /** Messages of a topic since the epoch. */
    double messages(int topic, Moment moment) {
        double usual = layout.topics.get(topic).load().total(moment);
        return usual + surges[topic].total(moment.at, usual);
    }

    /** Messages of a topic per second. */
    double rate(int topic, Moment moment) {
        return layout.topics.get(topic).load().rate(moment) * surges[topic].factor(moment.at);
    }

    /** Up to when a group has read what was sent; ascends with time. */
    long position(int group, long at) {
        return stalls[group].position(at);
    }

    /** Of the first broker that changes after that time, the row of the change. */
    int firstChangeAfter(long at) {
        int low = 0;
        int high = changedAt.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (changedAt[middle] <= at) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    int changes() {
        return changedAt.length;
    }

    long changedAt(int row) {
        return changedAt[row];
    }

    /** Which broker is another one from then on: goes, comes, is in sync, is slow or no longer. */
    int changed(int row) {
        return changed[row];
    }

    /** Brokers that vote for the active controller, the first ones. */
    int voters() {
        return Math.min(3, layout.brokers);
    }

    /** Position of the active controller. */
    int controller(long at) {
        return ledBy[election(at)];
    }

    /** How many elections there were since the epoch, the first one not counted. */
    int election(long at) {
        int found = Arrays.binarySearch(ledFrom, at);
        return Math.max(0, found >= 0 ? found : -found - 2);
    }

    private long[][] sortedChanges() {
        int rows = 0;
        for (int broker = 0; broker < layout.brokers; broker++) {
            rows += 3 * down[broker].size() + 2 * slow[broker].size();
        }
        long[][] sorted = new long[rows][];
        int row = 0;
        for (int broker = 0; broker < layout.brokers; broker++) {
            for (int i = 0; i < down[broker].size(); i++) {
                sorted[row++] = new long[] {down[broker].from(i), broker};
                sorted[row++] = new long[] {down[broker].until(i), broker};
                sorted[row++] = new long[] {down[broker].until(i) + REJOIN_MS, broker};
            }
            for (int i = 0; i < slow[broker].size(); i++) {
                sorted[row++] = new long[] {slow[broker].from(i), broker};
                sorted[row++] = new long[] {slow[broker].until(i), broker};
            }
        }
        Arrays.sort(
                sorted,
                (a, b) -> a[0] == b[0] ? Long.compare(a[1], b[1]) : Long.compare(a[0], b[0]));
        return new long[][] {
            Arrays.stream(sorted).mapToLong(change -> change[0]).toArray(),
            Arrays.stream(sorted).mapToLong(change -> change[1]).toArray()
        };
    }

    /** A leader stays until it goes; then the first voter that is up takes over. */
    private List<long[]> leaders() {
        List<long[]> leaders = new ArrayList<>();
        leaders.add(new long[] {Moment.EPOCH, 0});
        for (int row = 0; row < changedAt.length; row++) {
            int leader = (int) leaders.get(leaders.size() - 1)[1];
            if (changed[row] < voters() && isDown(leader, changedAt[row])) {
                for (int voter = 0; voter < voters(); voter++) {
                    if (!isDown(voter, changedAt[row])) {
                        leaders.add(new long[] {changedAt[row], voter});
                        break;
                    }
                }
            }
        }
        return leaders;
    }
}
