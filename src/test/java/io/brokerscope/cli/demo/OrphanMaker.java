package io.brokerscope.cli.demo;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A process that starts one broker, tells its process id, and waits to be killed. */
final class OrphanMaker {

    private OrphanMaker() {}

    public static void main(String[] args) throws Exception {
        BrokerSpec broker =
                new BrokerSpec(1, Integer.parseInt(args[1]), Integer.parseInt(args[2]), 0, 0);
        KafkaProcess process =
                KafkaProcess.start(
                        new FleetSpec(
                                "MkU3OEVBNTcwNTJENDM2Qg",
                                List.of(broker),
                                Path.of(args[0]),
                                null,
                                null,
                                "200m",
                                Map.of()),
                        broker);
        System.out.println(process.pid());
        process.awaitExit(Duration.ofMinutes(5));
    }
}
