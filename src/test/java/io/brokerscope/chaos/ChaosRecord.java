package io.brokerscope.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What came of schedules, and how long recoveries took. Not thread-safe. */
final class ChaosRecord {

    private final Recoveries recoveries = new Recoveries();
    private final List<String> rows = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();

    /** How long recoveries took. */
    Recoveries recoveries() {
        return recoveries;
    }

    /** Everything balanced afterwards. */
    void passed(ChaosSchedule schedule, double seconds, String balance) {
        row(schedule, String.format(Locale.ROOT, "%.0f", seconds), balance);
    }

    /** A law did not hold, or the fleet was not measured again. */
    void failed(ChaosSchedule schedule, Throwable why) {
        failures.add("seed %d: %s".formatted(schedule.seed(), why));
        row(schedule, "-", "FAILED");
    }

    /** What failed. */
    List<String> failures() {
        return List.copyOf(failures);
    }

    /** Writes everything so far, in Markdown. */
    void write(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(
                file,
                recoveries.toMarkdown()
                        + "\n| seed | faults (+: the next one came at once) | seconds | audit of all that was committed so far |\n"
                        + "|---|---|---|---|\n"
                        + rows.stream().collect(Collectors.joining()));
    }

    private void row(ChaosSchedule schedule, String seconds, String outcome) {
        rows.add(
                "| %d | %s | %s | %s |%n"
                        .formatted(
                                schedule.seed(),
                                schedule.steps().stream()
                                        .map(ChaosStep::toString)
                                        .collect(Collectors.joining(", ")),
                                seconds,
                                outcome));
    }
}
