package io.brokerscope.cli.bench;

import io.brokerscope.cli.ConfiguredJob;
import io.brokerscope.cli.Main;
import io.brokerscope.cli.ParentProcess;
import io.brokerscope.config.BrokerscopeConfig;
import io.brokerscope.job.BrokerscopeJob;
import io.brokerscope.model.ScrapeOutcome;
import java.util.Arrays;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The process of the job that is given outcomes as fast as it takes them: the command line whose
 * job is the real one, but for its source and scrape. It ends with its parent.
 */
final class MadeUpJob {

    private MadeUpJob() {}

    /** Runs the command that the arguments name, behind the numbers of samples and of topics. */
    public static void main(String[] args) throws Exception {
        int samples = Integer.parseInt(args[0]);
        int topics = Integer.parseInt(args[1]);
        ParentProcess.ignoreCtrlC();
        ParentProcess.endWithParent();
        Main.run(
                new ConfiguredJob((env, config) -> define(env, config, samples, topics)),
                Arrays.copyOfRange(args, 2, args.length));
    }

    /** Defines the job in the environment; executes nothing. */
    private static void define(
            StreamExecutionEnvironment env, BrokerscopeConfig config, int samples, int topics) {
        int parts = Math.min(env.getParallelism(), config.clusters().size());
        MadeUpOutcomes outcomes =
                new MadeUpOutcomes(
                        config.clusters(), parts, samples, topics, System.currentTimeMillis());
        // Each part is as long as the others, and the source deals ranges of one length to its
        // subtasks: a subtask has all of a part's numbers, in order.
        NumberSequenceSource numbers =
                new NumberSequenceSource(0, MadeUpOutcomes.PART_LENGTH * parts - 1);
        DataStream<ScrapeOutcome> madeUp =
                env.fromSource(numbers, WatermarkStrategy.noWatermarks(), "Numbers")
                        .setParallelism(parts)
                        .uid("bench-numbers")
                        .map(outcomes)
                        .setParallelism(parts)
                        .uid("bench-outcomes")
                        .name("Made-up outcomes")
                        // Time passes as fast as the job takes the ticks: event time follows them
                        // instead of the clock.
                        .assignTimestampsAndWatermarks(
                                WatermarkStrategy.<ScrapeOutcome>forMonotonousTimestamps()
                                        .withTimestampAssigner((outcome, none) -> outcome.dueAt()))
                        .setParallelism(parts)
                        .uid("bench-clock")
                        .name("Clock");
        BrokerscopeJob.defineFrom(madeUp, config);
    }
}
