package io.brokerscope.cli.bench;

import java.time.Duration;

/**
 * What the job got through when it was given outcomes as fast as it took them.
 *
 * @param load whose outcomes
 * @param seconds that were measured, after the warm-up
 * @param startSeconds from the start of the process to its first committed entity
 * @param counted what was committed of the measured time
 * @param used what the processes used in the measured time
 * @param peakMemoryBytes the most memory of the job that was resident; -1 where unknown
 */
record EntityResult(
        Load load,
        double seconds,
        double startSeconds,
        EntityFeed.Counted counted,
        Cpu used,
        long peakMemoryBytes) {

    /**
     * User and system time of processes.
     *
     * @param job the job's
     * @param broker the Kafka broker's
     * @param reader that of this process, which reads what was committed
     */
    record Cpu(Duration job, Duration broker, Duration reader) {

        Cpu minus(Cpu before) {
            return new Cpu(
                    job.minus(before.job),
                    broker.minus(before.broker),
                    reader.minus(before.reader));
        }
    }

    /** Records of entities that were committed, a second. */
    double entitiesPerSecond() {
        return counted.entities() / seconds;
    }

    /** Records of all topics that were committed, a second. */
    double recordsPerSecond() {
        return entitiesPerSecond() * counted.recordsPerEntity();
    }

    /** Keys and values of all topics that were committed, uncompressed, a second. */
    double bytesPerSecond() {
        return entitiesPerSecond() * counted.bytesPerEntity();
    }
}
