package io.brokerscope.cli;

import java.nio.file.Path;
import java.util.List;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** What the commands need to know of the job: how to check and define it. */
public interface JobDefinition {

    /**
     * Loads a configuration. Touches nothing but the file.
     *
     * @throws CommandException with exit code 2 that tells everything that is wrong with it
     */
    Prepared load(Path config);

    /** A job whose configuration is valid. */
    interface Prepared {

        /** Name of the job in the web UI. */
        String name();

        /**
         * Checks the output cluster, and creates missing output topics where the configuration says
         * so. Blocks, within deadlines of its own.
         *
         * @return what a person should know, a sentence each
         * @throws CommandException with exit code 1 that tells everything that is wrong
         */
        List<String> checkOutputs();

        /** Defines the job; does not submit it. */
        void define(StreamExecutionEnvironment environment);
    }
}
