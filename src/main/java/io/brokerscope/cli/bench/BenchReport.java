package io.brokerscope.cli.bench;

import io.brokerscope.model.OutcomeKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The figures of one or more loads.
 *
 * @param results one of each load, in the order in which they ran
 */
record BenchReport(List<BenchResult> results) implements Report {

    /**
     * CPU-seconds for a million samples that the last load has more than the first; NaN where there
     * are not two loads of different size.
     */
    double marginal() {
        BenchResult first = results.get(0);
        BenchResult last = results.get(results.size() - 1);
        double more = last.samplesPerSecond() - first.samplesPerSecond();
        return more <= 0
                ? Double.NaN
                : (last.cpuSeconds() / last.seconds() - first.cpuSeconds() / first.seconds())
                        * 1e6
                        / more;
    }

    @Override
    public List<String> toText() {
        List<String> lines = new ArrayList<>();
        for (BenchResult result : results) {
            Load load = result.load();
            BenchFeed.Observed observed = result.observed();
            lines.add("");
            lines.add(
                    Report.say(
                            "%,d targets x %,d samples (%d topics) every %s, %.0f s measured",
                            load.targets(),
                            load.samples(),
                            load.topics(),
                            BenchRun.text(load.interval()),
                            result.seconds()));
            lines.add(cpu(result.cpuPerMillionSamples(), result.cpuSeconds(), result.seconds()));
            lines.add(Report.memory(result.peakMemoryBytes()));
            lines.add(
                    Report.say(
                            "  ticks              %,d OBSERVED%s",
                            observed.kinds().getOrDefault(OutcomeKind.OBSERVED, 0L),
                            others(observed.kinds())));
            lines.add(Report.say("  entities           %,d records", observed.entities()));
            lines.add("  read begins        " + quantiles(observed.late()) + " after the tick");
            lines.add("  answer             " + quantiles(observed.answer()));
            lines.add(
                    "  broker's entity    " + quantiles(observed.emitted()) + " after the answer");
            lines.add(
                    "  outcome committed  " + quantiles(observed.committed()) + " after the tick");
            lines.add(
                    "  entity committed   "
                            + quantiles(observed.entityCommitted())
                            + " after the tick");
            lines.add(
                    Report.say(
                            "  first entity       %.1f s after the start", result.startSeconds()));
            if (result.restore() != null) {
                lines.addAll(restored(result.restore()));
            }
            if (result.scraper() != null) {
                lines.addAll(beside(result.scraper()));
            }
        }
        if (!Double.isNaN(marginal())) {
            lines.add("");
            lines.add(
                    Report.say(
                            "From the first load to the last: %.2f CPU-s a million", marginal()));
        }
        return lines;
    }

    @Override
    public Map<String, Object> toDocument() {
        Map<String, Object> document = new LinkedHashMap<>();
        List<Map<String, Object>> loads = new ArrayList<>();
        for (BenchResult result : results) {
            BenchFeed.Observed observed = result.observed();
            Map<String, Object> told = result.load().toDocument();
            told.put("seconds", result.seconds());
            told.put("startSeconds", result.startSeconds());
            told.put("cpuSeconds", result.cpuSeconds());
            told.put("cpuPerMillionSamples", result.cpuPerMillionSamples());
            told.put("samplesRead", observed.samples());
            told.put("peakMemoryBytes", Report.orNull(result.peakMemoryBytes()));
            told.put("ticks", observed.kinds());
            told.put("entities", observed.entities());
            told.put("lateMs", observed.late());
            told.put("answerMs", observed.answer());
            told.put("entityAfterAnswerMs", observed.emitted());
            told.put("committedMs", observed.committed());
            told.put("entityCommittedMs", observed.entityCommitted());
            if (result.restore() != null) {
                told.put("restore", document(result.restore()));
            }
            if (result.scraper() != null) {
                told.put("scraper", document(result.scraper()));
            }
            loads.add(told);
        }
        document.put("loads", loads);
        document.put("marginalCpuPerMillionSamples", Double.isNaN(marginal()) ? null : marginal());
        return document;
    }

    private static List<String> restored(RestoreResult restore) {
        return List.of(
                restore.savepointBytes() < 0
                        ? "  savepoint          of unknown size"
                        : Report.say(
                                "  savepoint          %,.1f MB", restore.savepointBytes() / 1e6),
                Report.say(
                        "  stopped            %.1f s after the wish to stop",
                        restore.stopSeconds()),
                Report.say(
                        "  restored           %.1f s after the submission, %.1f s after the start of"
                                + " the process",
                        restore.runningSeconds(),
                        restore.launchSeconds() + restore.runningSeconds()),
                Report.say(
                        "  first entity       %.1f s after the submission",
                        restore.entitySeconds()));
    }

    private static Map<String, Object> document(RestoreResult restore) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("savepointBytes", Report.orNull(restore.savepointBytes()));
        told.put("stopSeconds", restore.stopSeconds());
        told.put("launchSeconds", restore.launchSeconds());
        told.put("runningSeconds", restore.runningSeconds());
        told.put("entitySeconds", restore.entitySeconds());
        return told;
    }

    private static List<String> beside(ScraperResult scraper) {
        return List.of(
                Report.say(
                        "  the same for       %s, %.0f s measured",
                        scraper.command(), scraper.seconds()),
                cpu(scraper.cpuPerMillionSamples(), scraper.cpuSeconds(), scraper.seconds()),
                Report.memory(scraper.peakMemoryBytes()),
                Report.say("  answers            %,d", scraper.answers()));
    }

    private static String cpu(double perMillionSamples, double cpuSeconds, double seconds) {
        return Report.say(
                "  CPU                %.2f s for a million samples (%.1f %% of one processor)",
                perMillionSamples, 100 * cpuSeconds / seconds);
    }

    private static Map<String, Object> document(ScraperResult scraper) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("command", scraper.command());
        told.put("seconds", scraper.seconds());
        told.put("cpuSeconds", scraper.cpuSeconds());
        told.put("cpuPerMillionSamples", scraper.cpuPerMillionSamples());
        told.put("peakMemoryBytes", Report.orNull(scraper.peakMemoryBytes()));
        told.put("answers", scraper.answers());
        told.put("samplesRead", scraper.samples());
        return told;
    }

    private static String others(Map<OutcomeKind, Long> kinds) {
        StringBuilder others = new StringBuilder();
        kinds.forEach(
                (kind, ticks) -> {
                    if (kind != OutcomeKind.OBSERVED) {
                        others.append(Report.say(", %,d %s", ticks, kind));
                    }
                });
        return others.toString();
    }

    private static String quantiles(Distribution.Quantiles q) {
        return q == null
                ? "unknown"
                : Report.say(
                        "%,.1f / %,.1f / %,.1f ms (median / p99 / max)",
                        q.median(), q.p99(), q.max());
    }
}
