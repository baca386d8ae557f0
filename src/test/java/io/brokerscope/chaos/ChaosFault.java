package io.brokerscope.chaos;

/** What is done to a running job and all it lives on. */
enum ChaosFault {
    /** kill -9 of a TaskManager; a fresh one takes its place. */
    KILL_TASK_MANAGER(Time.NONE),
    /** kill -9 of the JobManager that leads; a fresh one stands by. */
    KILL_JOB_MANAGER(Time.NONE),
    /** SIGSTOP of a TaskManager for a while. */
    FREEZE_TASK_MANAGER(Time.CUT),
    /** SIGSTOP of the JobManager that leads for a while. */
    FREEZE_JOB_MANAGER(Time.CUT),
    /** SIGSTOP of a broker of the output cluster for a while. */
    FREEZE_OUTPUT_BROKER(Time.CUT),
    /** kill -9 of a broker of the output cluster, which is watched too: its counters reset. */
    RESTART_OUTPUT_BROKER(Time.SHORT),
    /** The network between the job and the output cluster is cut in one of several ways. */
    CUT_OUTPUT(Time.CUT),
    /** The network between the job and what it watches is cut in one of several ways. */
    CUT_TARGETS(Time.CUT),
    /** The output cluster's request queue is kept full. */
    FLOOD_OUTPUT(Time.CUT),
    /** Watched brokers restart: their counters begin with zero. */
    RESTART_MONITORED(Time.NONE),
    /** The job is stopped with a savepoint and goes on from there. */
    SAVEPOINT_AND_RESUME(Time.NONE),
    /** The job is stopped with a savepoint and goes on at another parallelism. */
    RESCALE(Time.NONE),
    /** kill -9 of a TaskManager after a checkpoint is complete and before it is committed. */
    KILL_BEFORE_COMMIT(Time.NONE),
    /** kill -9 of a TaskManager while a checkpoint is taken. */
    KILL_DURING_CHECKPOINT(Time.NONE);

    private final Time time;

    ChaosFault(Time time) {
        this.time = time;
    }

    /** How long it lasts. */
    Time time() {
        return time;
    }

    /** How long faults last. */
    enum Time {
        /** They happen at once. */
        NONE,
        /** A second to six. */
        SHORT,
        /** As long as networks are cut: two seconds to fifteen unless a run says otherwise. */
        CUT
    }
}
