package io.brokerscope.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Function;

/** A command line whose output is kept. */
public final class TestCommandLine {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Interruption interruption = new Interruption();
    private Function<Path, JobDefinition.Prepared> job =
            config -> {
                throw new AssertionError("no job is wanted");
            };

    /** What loading a configuration gives. */
    public void job(Function<Path, JobDefinition.Prepared> job) {
        this.job = job;
    }

    /** Runs a command and gives its exit code. */
    public int run(String... arguments) {
        return CommandLines.create(
                        new CommandContext(
                                config -> job.apply(config),
                                Installation.current(),
                                interruption,
                                new PrintStream(out, true, StandardCharsets.UTF_8),
                                new PrintStream(err, true, StandardCharsets.UTF_8)))
                .execute(arguments);
    }

    /** Ctrl-C. */
    public Interruption interruption() {
        return interruption;
    }

    /** Standard output so far. */
    public String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    /** Standard error so far. */
    public String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
