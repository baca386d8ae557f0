package io.brokerscope.cli;

import io.brokerscope.job.BrokerscopeJob;
import java.time.Duration;

/** Entry point of the launcher. */
public final class Main {

    /** Stopping the job and the demo's brokers takes a few seconds; nothing waits longer. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Main() {}

    /** Runs the command that the arguments name. */
    public static void main(String[] args) {
        run(new ConfiguredJob(BrokerscopeJob::define), args);
    }

    /**
     * Runs one command and exits with its code. On Ctrl-C the JVM waits until the command has
     * cleaned up and then ends with 130.
     */
    public static void run(JobDefinition job, String[] args) {
        Interruption interruption = new Interruption();
        interruption.installShutdownHook(PATIENCE);
        CommandContext context =
                new CommandContext(
                        job, Installation.current(), interruption, System.out, System.err);
        int exitCode = CommandLines.create(context).execute(args);
        interruption.finished();
        if (!interruption.isRequested()) {
            System.exit(exitCode);
        }
    }
}
