package io.brokerscope.cli;

import java.io.PrintStream;

/**
 * What every command works with.
 *
 * @param job the job that is run
 * @param installation the files beside the code
 * @param interruption the wish to stop
 * @param out standard output: results only
 * @param err standard error: progress and errors
 */
public record CommandContext(
        JobDefinition job,
        Installation installation,
        Interruption interruption,
        PrintStream out,
        PrintStream err) {}
