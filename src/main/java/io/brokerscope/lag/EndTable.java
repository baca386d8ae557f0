package io.brokerscope.lag;

import io.brokerscope.model.settings.LagSettings;
import java.util.Arrays;
import java.util.Objects;

/**
 * When the end of one partition passed which offset: what the lag of every group in it is told by
 * in time. Keyed state; bounded by {@link LagSettings.Times#points()}.
 *
 * <p>A point says that the partition ended at that offset at that time. A record was written
 * between the last point whose offset is not above its own and the next one; within the two it is
 * placed on a straight line, which is exact where the rate of writing changes at points only. While
 * nothing is written two points stand for the stretch: the left one never moves and the right one
 * is the last time the partition was seen to stand still, so that a record after a long silence is
 * not older than that.
 *
 * <p>A full table is thinned out: a point goes where that costs the least accuracy in proportion to
 * the age of its neighbours. What it costs is added up per stretch, so that every lag within the
 * table is right to within the time between two readings or {@link
 * LagSettings.Times#relativeError()} of itself, whichever is more. Where no point can go at that
 * price the oldest one goes. Nothing is ever told beyond the table.
 *
 * @param topicId id of the topic; null where the brokers tell none. Another id makes another table:
 *     a topic that was created anew shares nothing with its namesake
 * @param offsets end offsets, ascending; at most two in a row are the same
 * @param times when they were read, epoch milliseconds, ascending
 * @param errors by how much a record between a point and the next may be misplaced, milliseconds; 0
 *     for the last point
 * @param logStart offset of the oldest record that was there at the last reading
 * @param restartedAt when the table began anew because the end offset went back, epoch
 *     milliseconds; -1 where it never did
 */
public record EndTable(
        String topicId,
        long[] offsets,
        long[] times,
        double[] errors,
        long logStart,
        long restartedAt) {

    /** A table without points. */
    public static EndTable empty(String topicId) {
        return new EndTable(topicId, new long[0], new long[0], new double[0], 0, -1);
    }

    /** Number of points. */
    public int size() {
        return offsets.length;
    }

    /** The last reading; null where there is none. */
    public EndReading newest() {
        int last = size() - 1;
        return last < 0 ? null : new EndReading(topicId, offsets[last], logStart, times[last]);
    }

    /**
     * The table with one more reading. It begins anew where the reading is of another topic, where
     * the end offset went back, and where the clock did by more than {@link
     * LagSettings#maxGapMs()}; a reading that is late by less changes nothing.
     */
    public EndTable add(EndReading end, LagSettings settings) {
        int last = size() - 1;
        if (last >= 0 && end.readAt() <= times[last]) {
            boolean clockWentBack = times[last] - end.readAt() > settings.maxGapMs();
            return clockWentBack ? begin(end, end.readAt()) : this;
        }
        if (!Objects.equals(topicId, end.topicId())) {
            return begin(end, -1);
        }
        if (last < 0) {
            return begin(end, restartedAt);
        }
        if (end.offset() < offsets[last]) {
            return begin(end, end.readAt());
        }
        if (last > 0 && end.offset() == offsets[last] && offsets[last] == offsets[last - 1]) {
            long[] moved = times.clone();
            moved[last] = end.readAt();
            return new EndTable(topicId, offsets, moved, errors, end.logStart(), restartedAt);
        }
        EndTable room = this;
        while (room.size() >= settings.times().points()) {
            room = room.without(room.leastMissed(end.readAt(), settings.times().relativeError()));
        }
        return room.append(end);
    }

    /**
     * The table with one more reading, of which is known when it was written to since the one
     * before: the silence before the first record ends there, and the one behind the last begins.
     *
     * @param writes null where it is not known
     */
    public EndTable add(EndReading end, WriteSpan writes, LagSettings settings) {
        EndTable table = this;
        if (fits(writes, end)) {
            table =
                    table.add(
                            new EndReading(topicId, writes.offset(), end.logStart(), writes.from()),
                            settings);
            long until = Math.max(writes.until(), writes.from() + 1);
            if (writes.until() >= 0 && until < end.readAt()) {
                table =
                        table.add(
                                new EndReading(topicId, end.offset(), end.logStart(), until),
                                settings);
            }
        }
        return table.add(end, settings);
    }

    private boolean fits(WriteSpan writes, EndReading end) {
        int last = size() - 1;
        return writes != null
                && last >= 0
                && Objects.equals(topicId, end.topicId())
                && writes.offset() >= offsets[last]
                && writes.offset() < end.offset()
                && writes.from() > times[last]
                && writes.from() < end.readAt();
    }

    /**
     * The lag in time of a group.
     *
     * @param commit the group's committed offset; null where it could not be read
     * @param now the time to tell the lag at, epoch milliseconds; not before the last reading
     */
    public TimeLag lookup(CommitReading commit, long now, LagSettings settings) {
        OffsetLag lag = OffsetLag.between(commit, newest());
        if (!lag.known()) {
            return TimeLag.unknown(lag.unknown());
        }
        if (now - commit.readAt() > settings.maxGapMs()) {
            return TimeLag.unknown(UnknownReason.STALE);
        }
        // Records that were deleted are not waited for.
        long next = Math.max(commit.offset(), logStart);
        int last = size() - 1;
        if (next >= offsets[last]) {
            // Whatever was written since was written after the last reading.
            double age = Math.max(0, now - times[last]);
            return age > settings.maxGapMs()
                    ? TimeLag.unknown(UnknownReason.STALE, 0, age)
                    : TimeLag.atEnd(age);
        }
        return locate(next, now, settings);
    }

    /** The lag of a group whose oldest unread record is the one at an offset below the end. */
    private TimeLag locate(long offset, long now, LagSettings settings) {
        int left = lastAtOrBelow(offset);
        long to = times[left + 1];
        if (left < 0) {
            return TimeLag.unknown(UnknownReason.BELOW_TABLE, now - to, Double.POSITIVE_INFINITY);
        }
        long from = times[left];
        double error = errors[left];
        double at = onLine(offsets[left], from, offsets[left + 1], to, offset);
        double atLeast = now - Math.min(to, at + error);
        double atMost = now - Math.max(from, at - error);
        double allowed =
                Math.max(settings.maxGapMs(), settings.times().relativeError() * (now - at));
        return error <= allowed
                ? TimeLag.interpolated(now - at, atLeast, atMost)
                : TimeLag.unknown(UnknownReason.TOO_COARSE, atLeast, atMost);
    }

    private int lastAtOrBelow(long offset) {
        int index = Arrays.binarySearch(offsets, offset);
        if (index < 0) {
            return -index - 2;
        }
        while (index + 1 < offsets.length && offsets[index + 1] == offset) {
            index++;
        }
        return index;
    }

    private EndTable begin(EndReading end, long restarted) {
        return new EndTable(
                end.topicId(),
                new long[] {end.offset()},
                new long[] {end.readAt()},
                new double[1],
                end.logStart(),
                restarted);
    }

    private EndTable append(EndReading end) {
        int size = size();
        long[] moreOffsets = Arrays.copyOf(offsets, size + 1);
        long[] moreTimes = Arrays.copyOf(times, size + 1);
        double[] moreErrors = Arrays.copyOf(errors, size + 1);
        moreOffsets[size] = end.offset();
        moreTimes[size] = end.readAt();
        boolean wrote = end.offset() > offsets[size - 1];
        moreErrors[size - 1] = wrote ? end.readAt() - times[size - 1] : 0;
        return new EndTable(
                topicId, moreOffsets, moreTimes, moreErrors, end.logStart(), restartedAt);
    }

    /** The point that is missed the least; the oldest where every other one is missed too much. */
    private int leastMissed(long now, double relativeError) {
        int point = 0;
        double least = relativeError;
        for (int i = 1; i < size() - 1; i++) {
            // No record between the neighbours has a smaller lag than this, now or later.
            double missed = errorWithout(i) / (now - times[i + 1]);
            if (missed <= least) {
                least = missed;
                point = i;
            }
        }
        return point;
    }

    /** The error between the neighbours of a point if it goes. */
    private double errorWithout(int i) {
        // Two straight lines through the point and the one that replaces them differ most at it.
        double moved =
                Math.abs(
                        times[i]
                                - onLine(
                                        offsets[i - 1],
                                        times[i - 1],
                                        offsets[i + 1],
                                        times[i + 1],
                                        offsets[i]));
        return Math.min(times[i + 1] - times[i - 1], Math.max(errors[i - 1], errors[i]) + moved);
    }

    private EndTable without(int i) {
        double[] merged = errors.clone();
        if (i > 0) {
            merged[i - 1] = errorWithout(i);
        }
        return new EndTable(
                topicId,
                Longs.without(offsets, i),
                Longs.without(times, i),
                withoutElement(merged, i),
                logStart,
                restartedAt);
    }

    private static double[] withoutElement(double[] values, int i) {
        double[] rest = Arrays.copyOf(values, values.length - 1);
        System.arraycopy(values, i + 1, rest, i, rest.length - i);
        return rest;
    }

    /** The time at which a straight line from one point to another passes an offset between. */
    private static double onLine(
            long fromOffset, double from, long toOffset, double to, long offset) {
        return from + (to - from) * ((double) (offset - fromOffset) / (toOffset - fromOffset));
    }
}
