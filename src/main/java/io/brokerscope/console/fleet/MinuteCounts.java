package io.brokerscope.console.fleet;

import java.util.Arrays;

/** Ticks by minute over a sliding time: how many there were and how many observed. Thread-safe. */
final class MinuteCounts {

    private final int minutes;
    private final char[] ticks;
    private final char[] observed;
    private long newest = Long.MIN_VALUE;

    /**
     * @param minutes how far it reaches back
     */
    MinuteCounts(int minutes) {
        this.minutes = minutes;
        ticks = new char[minutes];
        observed = new char[minutes];
    }

    /** Adds ticks to a minute of the epoch; those before the time are left out. */
    synchronized void add(long minute, long count, boolean success) {
        if (newest == Long.MIN_VALUE || minute - newest >= minutes) {
            Arrays.fill(ticks, (char) 0);
            Arrays.fill(observed, (char) 0);
            newest = minute;
        }
        while (newest < minute) {
            newest++;
            ticks[slot(newest)] = 0;
            observed[slot(newest)] = 0;
        }
        if (minute > newest - minutes) {
            int slot = slot(minute);
            ticks[slot] = more(ticks[slot], count);
            observed[slot] = more(observed[slot], success ? count : 0);
        }
    }

    /** The ticks from one minute to another, both included. */
    synchronized Ticks sum(long from, long to) {
        long all = 0;
        long successes = 0;
        for (long minute = Math.max(from, newest - minutes + 1);
                minute <= Math.min(to, newest);
                minute++) {
            all += ticks[slot(minute)];
            successes += observed[slot(minute)];
        }
        return new Ticks(all, successes);
    }

    private int slot(long minute) {
        return (int) Math.floorMod(minute, (long) minutes);
    }

    private static char more(char before, long count) {
        return (char) Math.min(Character.MAX_VALUE, before + count);
    }
}
