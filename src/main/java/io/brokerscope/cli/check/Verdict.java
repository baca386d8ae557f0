package io.brokerscope.cli.check;

/** What was found about one thing that the job will need; from good to bad. */
enum Verdict {
    /** It is as it must be. */
    OK,
    /** It was not looked at, and the finding says why. */
    SKIPPED,
    /** The job works with it, and a person should know. */
    WARN,
    /** The job will not get what it needs. */
    FAIL
}
