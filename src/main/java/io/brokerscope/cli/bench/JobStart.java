package io.brokerscope.cli.bench;

import java.nio.file.Path;
import java.util.List;

/**
 * How the process of a job is started.
 *
 * @param folder where its state and its log go
 * @param main class of the process
 * @param before arguments of the class before the command line
 * @param fleet the fleet file
 * @param port of Flink's REST interface, on the loopback address
 * @param savepoint where the job goes on from; null for nowhere
 */
record JobStart(
        Path folder, Class<?> main, List<String> before, Path fleet, int port, String savepoint) {

    /** The same job, but going on from a savepoint and with another port. */
    JobStart from(String newSavepoint, int newPort) {
        return new JobStart(folder, main, before, fleet, newPort, newSavepoint);
    }
}
