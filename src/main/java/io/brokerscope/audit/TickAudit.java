package io.brokerscope.audit;

import io.brokerscope.model.OutcomeKind;
import io.brokerscope.model.output.LedgerRecord;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Counts the ticks of the committed ledger: is there exactly one outcome for every tick of every
 * incarnation? Takes records in any order, keeps ranges instead of single ticks. Not thread-safe.
 */
public final class TickAudit {

    private final Map<IncarnationId, Incarnation> incarnations = new HashMap<>();
    private final EnumMap<OutcomeKind, Long> outcomes = new EnumMap<>(OutcomeKind.class);
    private long miscounted;

    /**
     * What the ledger says, added up over all incarnations.
     *
     * @param targets number of targets
     * @param incarnations number of incarnations
     * @param expected ticks on the grid from {@code ADDED} to {@code RETIRED}, or to the last
     *     outcome where the incarnation goes on
     * @param present how many of them have an outcome
     * @param lost how many have none
     * @param inFlight ticks whose read still runs, or ran when the job was stopped: neither
     *     expected nor lost. At most one per incarnation, and only where every later tick was
     *     skipped because of it
     * @param doubled outcomes beyond the first of a tick
     * @param astray outcomes off the grid, before {@code ADDED} or after {@code RETIRED}
     * @param unannounced incarnations without {@code ADDED}
     * @param miscounted records whose number of ticks is not that of their range
     * @param outcomes ticks by kind of outcome, doubled ones included
     */
    public record Result(
            int targets,
            int incarnations,
            long expected,
            long present,
            long lost,
            long inFlight,
            long doubled,
            long astray,
            long unannounced,
            long miscounted,
            Map<OutcomeKind, Long> outcomes) {

        /** Whether every tick has exactly one outcome. */
        public boolean exact() {
            return lost == 0 && doubled == 0 && astray == 0 && unannounced == 0 && miscounted == 0;
        }
    }

    private record IncarnationId(String cluster, String target, long incarnation) {}

    /** Takes one committed record. */
    public void add(LedgerRecord record) {
        Incarnation incarnation =
                incarnations.computeIfAbsent(
                        new IncarnationId(record.cluster(), record.target(), record.incarnation()),
                        id -> new Incarnation(record.intervalMs()));
        switch (record.kind()) {
            case ADDED -> incarnation.firstDue = record.dueAt();
            case RETIRED -> incarnation.lastDue = record.dueAt();
            case NOTICE -> throw new IllegalArgumentException("a notice is no ledger record");
            case OBSERVED, FAILED, SKIPPED, REJECTED, MISSED -> {
                long until = record.untilDueAt() == null ? record.dueAt() : record.untilDueAt();
                long ticks = incarnation.addTicks(record.dueAt(), until);
                if (ticks != record.ticks()) {
                    miscounted++;
                }
                if (record.kind() != OutcomeKind.SKIPPED) {
                    incarnation.lastRead = Math.max(incarnation.lastRead, until);
                }
                outcomes.merge(record.kind(), ticks, Long::sum);
            }
        }
    }

    /** What the records so far say. */
    public Result result() {
        Set<String> targets = new HashSet<>();
        long expected = 0;
        long present = 0;
        long inFlight = 0;
        long doubled = 0;
        long astray = 0;
        long unannounced = 0;
        for (Map.Entry<IncarnationId, Incarnation> entry : incarnations.entrySet()) {
            targets.add(entry.getKey().cluster() + "/" + entry.getKey().target());
            Incarnation incarnation = entry.getValue();
            doubled += incarnation.doubled;
            if (incarnation.firstDue == null) {
                unannounced++;
                continue;
            }
            long from = incarnation.firstDue;
            long until = incarnation.end();
            long onGrid = incarnation.ticksWithin(from, until);
            long running = incarnation.inFlight(until);
            expected += incarnation.count(from, until) - running;
            present += onGrid;
            inFlight += running;
            astray += incarnation.allTicks() - onGrid;
        }
        return new Result(
                targets.size(),
                incarnations.size(),
                expected,
                present,
                expected - present,
                inFlight,
                doubled,
                astray,
                unannounced,
                miscounted,
                new EnumMap<>(outcomes));
    }

    /** The ticks of one incarnation: disjoint ranges, apart for every phase that was seen. */
    private static final class Incarnation {

        private final long interval;
        private final Map<Long, TreeMap<Long, Long>> rangesByPhase = new HashMap<>();
        private Long firstDue;
        private Long lastDue;
        private long lastRead = Long.MIN_VALUE;
        private long doubled;

        Incarnation(long interval) {
            this.interval = Math.max(1, interval);
        }

        /** Adds a range and gives its number of ticks. */
        long addTicks(long from, long until) {
            TreeMap<Long, Long> ranges =
                    rangesByPhase.computeIfAbsent(
                            Math.floorMod(from, interval), phase -> new TreeMap<>());
            long start = from;
            long end = until;
            Map.Entry<Long, Long> neighbour = ranges.floorEntry(until + interval);
            while (neighbour != null && neighbour.getValue() >= from - interval) {
                doubled +=
                        count(
                                Math.max(from, neighbour.getKey()),
                                Math.min(until, neighbour.getValue()));
                start = Math.min(start, neighbour.getKey());
                end = Math.max(end, neighbour.getValue());
                ranges.remove(neighbour.getKey());
                neighbour = ranges.floorEntry(until + interval);
            }
            ranges.put(start, end);
            return count(from, until);
        }

        /** Last tick that is expected to have an outcome by now. */
        long end() {
            if (lastDue != null) {
                return lastDue;
            }
            TreeMap<Long, Long> ranges = onGrid();
            return ranges.isEmpty() ? firstDue - interval : ranges.lastEntry().getValue();
        }

        /**
         * A read that runs holds back every later one of its target, and those ticks are skipped:
         * so a single tick without an outcome before nothing but skipped ones is still being read.
         */
        long inFlight(long until) {
            long from = lastRead < firstDue ? firstDue : lastRead + interval;
            return count(from, until) - ticksWithin(from, until) == 1 ? 1 : 0;
        }

        long ticksWithin(long from, long until) {
            return onGrid().entrySet().stream()
                    .mapToLong(
                            range ->
                                    count(
                                            Math.max(from, range.getKey()),
                                            Math.min(until, range.getValue())))
                    .sum();
        }

        long allTicks() {
            return rangesByPhase.values().stream()
                    .flatMap(ranges -> ranges.entrySet().stream())
                    .mapToLong(range -> count(range.getKey(), range.getValue()))
                    .sum();
        }

        long count(long from, long until) {
            return until < from ? 0 : (until - from) / interval + 1;
        }

        private TreeMap<Long, Long> onGrid() {
            return rangesByPhase.getOrDefault(Math.floorMod(firstDue, interval), new TreeMap<>());
        }
    }
}
