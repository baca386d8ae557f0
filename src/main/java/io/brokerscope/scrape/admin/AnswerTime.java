package io.brokerscope.scrape.admin;

import java.util.concurrent.TimeUnit;

/**
 * The time of one attempt, in shares: a stage that gets no answer must leave some to the stages
 * after it.
 *
 * @param startNanos when it began, on the monotonic clock
 * @param budgetMs how long it may take
 */
record AnswerTime(long startNanos, long budgetMs) {

    static AnswerTime startingNow(long budgetMs) {
        return new AnswerTime(System.nanoTime(), budgetMs);
    }

    /** Milliseconds until this share of the budget is used up; 1 at least. */
    int untilShare(double share) {
        long usedMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
        return (int) Math.max(1, (long) (budgetMs * share) - usedMs);
    }
}
