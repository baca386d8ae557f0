package io.brokerscope.audit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.TreeSet;

/**
 * Losses of output that the ledger itself declares. A loss excuses as many missing ticks as it
 * counts, where they are due within its time. Not thread-safe.
 */
final class DeclaredGaps {

    /** Gaps kept; one is declared for a lost transaction, which is rare. */
    static final int MAX_GAPS = 10_000;

    private final List<Gap> gaps = new ArrayList<>();
    private long ticks;
    private long left;

    void add(long from, long until, long ticks) {
        if (gaps.size() >= MAX_GAPS) {
            left++;
            return;
        }
        gaps.add(new Gap(from, until, ticks));
        this.ticks += ticks;
    }

    int count() {
        return gaps.size();
    }

    /** Ticks that all gaps count. */
    long ticks() {
        return ticks;
    }

    /** Gaps that excuse nothing, because there are too many. */
    long left() {
        return left;
    }

    /** Whether a gap touches the time between two points. */
    boolean touch(long from, long until) {
        for (Gap gap : gaps) {
            if (gap.from <= until && gap.until >= from) {
                return true;
            }
        }
        return false;
    }

    /** Whether a gap and a range of ticks that are missing share a tick. */
    boolean excuse(Hole hole) {
        for (Gap gap : gaps) {
            if (hole.within(gap.from, gap.until) > 0) {
                return true;
            }
        }
        return false;
    }

    /**
     * Sets off missing ticks against gaps: each against the one that ends first, which excuses as
     * many as any other choice would. Gaps begin and end at few points; between two of them all
     * ticks are alike, so that they are set off together.
     */
    void setOff(List<Hole> holes) {
        if (gaps.isEmpty() || holes.isEmpty()) {
            return;
        }
        TreeSet<Long> borders = new TreeSet<>();
        for (Gap gap : gaps) {
            borders.add(gap.from);
            borders.add(gap.until + 1);
        }
        List<Hole> byStart = new ArrayList<>(holes);
        byStart.sort(Comparator.comparingLong(hole -> hole.from));
        List<Gap> toCome = new ArrayList<>(gaps);
        toCome.sort(Comparator.comparingLong(Gap::from));
        PriorityQueue<Supply> open =
                new PriorityQueue<>(Comparator.comparingLong(supply -> supply.gap.until));
        List<Hole> current = new ArrayList<>();
        int nextGap = 0;
        int nextHole = 0;
        for (long from : borders) {
            Long end = borders.higher(from);
            if (end == null) {
                break;
            }
            long until = end - 1;
            while (nextGap < toCome.size() && toCome.get(nextGap).from <= from) {
                open.add(new Supply(toCome.get(nextGap++)));
            }
            while (nextHole < byStart.size() && byStart.get(nextHole).from <= until) {
                current.add(byStart.get(nextHole++));
            }
            current.removeIf(hole -> hole.until < from);
            for (Hole hole : current) {
                hole.setOff(from, take(open, from, hole.within(from, until)));
            }
        }
    }

    private static long take(PriorityQueue<Supply> open, long from, long wanted) {
        long taken = 0;
        while (taken < wanted && !open.isEmpty()) {
            Supply supply = open.peek();
            if (supply.left == 0 || supply.gap.until < from) {
                open.remove();
                continue;
            }
            long part = Math.min(wanted - taken, supply.left);
            supply.left -= part;
            taken += part;
        }
        return taken;
    }

    private record Gap(long from, long until, long ticks) {}

    private static final class Supply {
        private final Gap gap;
        private long left;

        Supply(Gap gap) {
            this.gap = gap;
            this.left = gap.ticks;
        }
    }

    /** Ticks of one incarnation, one after another, that have no outcome. */
    static final class Hole {

        final long incarnation;
        final long from;
        final long until;
        private final long step;
        private long declared;

        /** Everything before this is set off. */
        private long openFrom;

        Hole(long incarnation, long from, long until, long step) {
            this.incarnation = incarnation;
            this.from = from;
            this.until = until;
            this.step = step;
            this.openFrom = from;
        }

        long ticks() {
            return (until - from) / step + 1;
        }

        long declared() {
            return declared;
        }

        /** The first tick that no gap excuses; only where there is one. */
        long openFrom() {
            return openFrom;
        }

        private void setOff(long start, long excused) {
            declared += excused;
            if (openFrom == firstFrom(start)) {
                openFrom += excused * step;
            }
        }

        private long firstFrom(long start) {
            return start <= from
                    ? from
                    : from + Math.floorDiv(start - from + step - 1, step) * step;
        }

        /** How many of its ticks are due between two points. */
        private long within(long start, long end) {
            long first = firstFrom(start);
            long last = Math.min(until, end);
            return last < first ? 0 : (last - first) / step + 1;
        }
    }
}
