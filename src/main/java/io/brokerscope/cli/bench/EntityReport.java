package io.brokerscope.cli.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How many entities the job wrote under one or more loads.
 *
 * @param results one of each load, in the order in which they ran
 */
record EntityReport(List<EntityResult> results) implements Report {

    @Override
    public List<String> toText() {
        List<String> lines = new ArrayList<>();
        for (EntityResult result : results) {
            Load load = result.load();
            lines.add("");
            lines.add(
                    Report.say(
                            "%,d targets (%d to a cluster), %d topics, every tick news of every"
                                    + " entity, %.0f s measured",
                            load.targets(),
                            load.brokersPerCluster(),
                            load.topics(),
                            result.seconds()));
            lines.add(
                    Report.say(
                            "  entities           %,.0f records a second committed, %,d altogether",
                            result.entitiesPerSecond(), result.counted().entities()));
            lines.add(
                    Report.say(
                            "  all topics         %,.0f records and %,.1f MB a second",
                            result.recordsPerSecond(), result.bytesPerSecond() / 1e6));
            EntityResult.Cpu used = result.used();
            lines.add(
                    Report.say(
                            "  CPU                job %.0f %%, Kafka broker %.0f %%, reading back"
                                    + " %.0f %% of one processor",
                            share(used.job(), result),
                            share(used.broker(), result),
                            share(used.reader(), result)));
            lines.add(Report.memory(result.peakMemoryBytes()));
            lines.add(
                    Report.say(
                            "  first entity       %.1f s after the start", result.startSeconds()));
        }
        return lines;
    }

    @Override
    public Map<String, Object> toDocument() {
        List<Map<String, Object>> loads = new ArrayList<>();
        for (EntityResult result : results) {
            Map<String, Object> told = result.load().toDocument();
            told.put("seconds", result.seconds());
            told.put("startSeconds", result.startSeconds());
            told.put("entities", result.counted().entities());
            told.put("entitiesPerSecond", result.entitiesPerSecond());
            told.put("recordsPerSecond", result.recordsPerSecond());
            told.put("bytesPerSecond", result.bytesPerSecond());
            told.put("jobCpuSeconds", result.used().job().toNanos() / 1e9);
            told.put("brokerCpuSeconds", result.used().broker().toNanos() / 1e9);
            told.put("readerCpuSeconds", result.used().reader().toNanos() / 1e9);
            told.put("peakMemoryBytes", Report.orNull(result.peakMemoryBytes()));
            loads.add(told);
        }
        return Map.of("loads", loads);
    }

    private static double share(Duration cpu, EntityResult result) {
        return 100 * cpu.toNanos() / 1e9 / result.seconds();
    }
}
