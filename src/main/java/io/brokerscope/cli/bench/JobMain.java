package io.brokerscope.cli.bench;

import io.brokerscope.cli.Main;
import io.brokerscope.cli.ParentProcess;

/** The process of the job that is measured: the command line, which ends with its parent. */
final class JobMain {

    private JobMain() {}

    /** Runs the command that the arguments name. */
    public static void main(String[] args) throws Exception {
        ParentProcess.ignoreCtrlC();
        ParentProcess.endWithParent();
        Main.main(args);
    }
}
