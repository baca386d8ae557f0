package io.brokerscope.cli.bench;

import io.brokerscope.cli.ParentProcess;
import java.util.concurrent.CountDownLatch;

/** The process of the exporters: prints its port and answers until its parent ends. */
final class FarmMain {

    private FarmMain() {}

    /**
     * Answers.
     *
     * @param args samples of each target, topics of each target
     */
    public static void main(String[] args) throws Exception {
        ParentProcess.ignoreCtrlC();
        ParentProcess.endWithParent();
        FarmPayload payload = new FarmPayload(Integer.parseInt(args[0]), Integer.parseInt(args[1]));
        try (ExporterFarm farm = ExporterFarm.start(payload)) {
            System.out.println(farm.port());
            new CountDownLatch(1).await();
        }
    }
}
