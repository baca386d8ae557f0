package io.brokerscope.cli.bench;

/**
 * How a job that was stopped with a savepoint went on from it, in a process of its own.
 *
 * @param savepointBytes size of the savepoint; -1 where it is in no folder of this machine
 * @param stopSeconds from the wish to stop to the end of the process
 * @param launchSeconds from the start of the next process to the job's submission in it
 * @param runningSeconds from the submission until every task ran, its state restored
 * @param entitySeconds from the submission to the first entity that was read, committed and could
 *     be read
 */
record RestoreResult(
        long savepointBytes,
        double stopSeconds,
        double launchSeconds,
        double runningSeconds,
        double entitySeconds) {}
