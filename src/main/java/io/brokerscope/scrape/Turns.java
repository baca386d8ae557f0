package io.brokerscope.scrape;

import java.util.function.IntPredicate;

/**
 * Whose turn it is among the sources of a target in one tick. After a failure the next source in
 * the order of trust is asked at once; when all have failed, those that may be asked again begin
 * another round. Not thread-safe.
 */
final class Turns {

    /** No source. */
    static final int NONE = -1;

    /** What each source said last; null where it was not asked. */
    private final AttemptResult[] said;

    private int source;
    private int round = 1;

    /**
     * @param sources how many there are
     * @param first the one to begin with
     */
    Turns(int sources, int first) {
        this.said = new AttemptResult[sources];
        this.source = first;
    }

    /** The source whose turn it is. */
    int source() {
        return source;
    }

    /** The round at hand, from 1. */
    int round() {
        return round;
    }

    /** The source whose turn it is has said something. */
    void say(AttemptResult result) {
        said[source] = result;
    }

    /** What a source said last; null where it was not asked. */
    AttemptResult said(int which) {
        return said[which];
    }

    /** What the most trusted of those that were asked said last; null where none was. */
    AttemptResult firstSaid() {
        for (AttemptResult result : said) {
            if (result != null) {
                return result;
            }
        }
        return null;
    }

    /**
     * The next source of this round, or {@link #NONE}.
     *
     * @param admits whether a source that was not asked yet may be
     */
    int next(IntPredicate admits) {
        for (int next = source + 1; next < said.length; next++) {
            if (said[next] == null
                    ? admits.test(next)
                    : mayBeAskedAgain(next) && !wantsToWait(next)) {
                return next;
            }
        }
        return NONE;
    }

    /**
     * The first source of another round, or {@link #NONE}. One that wants to wait is it only where
     * there is no other.
     */
    int again() {
        int patient = NONE;
        for (int first = 0; first < said.length; first++) {
            if (said[first] != null && mayBeAskedAgain(first)) {
                if (!wantsToWait(first)) {
                    return first;
                }
                patient = patient == NONE ? first : patient;
            }
        }
        return patient;
    }

    /** It is this source's turn now. */
    void pass(int to) {
        if (to <= source) {
            round++;
        }
        source = to;
    }

    private boolean wantsToWait(int which) {
        return said[which].retryAfterMs() >= 0;
    }

    private boolean mayBeAskedAgain(int which) {
        return said[which].reason().retryable();
    }
}
