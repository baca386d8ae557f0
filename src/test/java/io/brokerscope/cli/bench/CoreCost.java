package io.brokerscope.cli.bench;

import io.brokerscope.model.settings.OutputSettings;
import java.time.Duration;

/** Prints what the cores cost, stage by stage: {@code targets samples topics rounds}. */
final class CoreCost {

    private CoreCost() {}

    public static void main(String[] args) {
        int targets = Integer.parseInt(args[0]);
        CorePipeline core =
                new CorePipeline(
                        new Load(
                                targets,
                                Integer.parseInt(args[1]),
                                Integer.parseInt(args[2]),
                                10,
                                Duration.ofSeconds(15),
                                OutputSettings.Ledger.GOLDEN));
        for (int round = 0; round < Integer.parseInt(args[3]); round++) {
            core.reset();
            for (int tick = 0; tick < Math.max(1, 2_000 / targets); tick++) {
                core.tick();
            }
            System.out.println(core.report());
        }
    }
}
