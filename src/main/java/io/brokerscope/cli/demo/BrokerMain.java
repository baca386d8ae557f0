package io.brokerscope.cli.demo;

import io.brokerscope.cli.ParentProcess;
import java.io.PrintStream;
import kafka.Kafka;
import kafka.tools.StorageTool;

/**
 * The process of one broker: formats its storage where that was not done before, then runs Kafka.
 * Ends at once when its standard input ends, so that no broker outlives the process that started
 * it, however that one ended.
 */
public final class BrokerMain {

    private BrokerMain() {}

    /**
     * Runs until SIGTERM or the end of standard input.
     *
     * @param args path of {@code server.properties}, cluster id
     */
    public static void main(String[] args) throws ReflectiveOperationException {
        ParentProcess.ignoreCtrlC();
        ParentProcess.endWithParent();
        int exitCode = format(args[0], args[1], System.out);
        if (exitCode != 0) {
            System.exit(exitCode);
        }
        Kafka.main(new String[] {args[0]});
    }

    /** Formats the storage; leaves it as it is where that was done before. */
    static int format(String properties, String clusterId, PrintStream out) {
        return StorageTool.execute(
                new String[] {"format", "-t", clusterId, "-c", properties, "--ignore-formatted"},
                out);
    }
}
