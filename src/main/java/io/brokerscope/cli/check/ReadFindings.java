package io.brokerscope.cli.check;

import io.brokerscope.model.FailureReason;
import io.brokerscope.model.ReadStats;
import io.brokerscope.model.Texts;
import io.brokerscope.model.settings.ScrapeSettings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * What a read tells whatever the protocol: how far it got, in steps, and how long it took. A step
 * before the one that failed went well, one after it was not reached. Pure.
 */
final class ReadFindings {

    /** Of an attempt's time; a read that takes more has little room for a busy broker. */
    private static final double SLOW = 0.5;

    /** One step of a read on its way to the values. */
    record Step(Check check, String well) {}

    private ReadFindings() {}

    /**
     * The findings of a read's steps.
     *
     * @param steps the steps of the protocol with what there is to say where they went well
     * @param failed the step at which the read failed; null where it did not
     * @param remedy what can be done about the failure
     */
    static List<Finding> steps(TargetRead read, List<Step> steps, Check failed, String remedy) {
        List<Finding> findings = new ArrayList<>();
        Subject subject = read.subject();
        if (failed != null) {
            findings.add(Finding.fail(subject, failed, failure(read), remedy));
        }
        for (Step step : steps) {
            if (failed == null) {
                findings.add(Finding.ok(subject, step.check(), step.well()));
            } else if (step.check().compareTo(failed) > 0) {
                findings.add(notReached(subject, step.check(), failed));
            } else if (step.check() != failed) {
                findings.add(
                        happensHere(read.outcome().reason())
                                ? Finding.skipped(subject, step.check(), "not tried")
                                : Finding.ok(subject, step.check(), step.well()));
            }
        }
        findings.sort(Comparator.comparing(Finding::check));
        return findings;
    }

    /** What cannot be looked at because a read failed before. */
    static Finding notReached(Subject subject, Check check, Check failed) {
        return Finding.skipped(subject, check, "not reached: " + failed.key() + " failed");
    }

    /** What the job would tell. */
    static String failure(TargetRead read) {
        String detail = read.outcome().detail();
        String excerpt = read.outcome().stats() == null ? "" : read.outcome().stats().excerpt();
        return read.outcome().reason()
                + (detail.isEmpty() ? "" : ": " + detail)
                + (excerpt == null || excerpt.isEmpty() ? "" : ", " + Texts.shown(excerpt));
    }

    /** Whether it fails on this side, before anybody is asked. */
    static boolean happensHere(FailureReason reason) {
        return switch (reason) {
            case CREDENTIALS, NO_SLOT, NO_MEMORY, DEADLINE, INTERNAL -> true;
            default -> false;
        };
    }

    /** How long the read took of the time that it has. */
    static Finding time(TargetRead read) {
        ScrapeSettings settings = read.spec().cluster().scrape();
        ReadStats stats = read.outcome().stats();
        long tookMs = TimeUnit.MICROSECONDS.toMillis(stats.latencyMicros());
        String found =
                String.format(
                        Locale.ROOT,
                        "%.2f s of the %s of an attempt",
                        tookMs / 1e3,
                        Texts.seconds(settings.attemptTimeoutMs()));
        if (stats.attempts() > 1) {
            return Finding.warn(
                    read.subject(),
                    Check.TIME,
                    stats.attempts()
                            + " attempts were needed, an earlier one failed: "
                            + read.firstFailure(),
                    "It is read, but not reliably: look at the load of the broker and at what is"
                            + " between here and there.");
        }
        if (tookMs > SLOW * settings.attemptTimeoutMs()) {
            return Finding.warn(
                    read.subject(),
                    Check.TIME,
                    found,
                    "When the broker is busy this will be too long: raise attemptTimeout (and"
                            + " timeout), or let the exporter leave out what is not needed.");
        }
        return Finding.ok(read.subject(), Check.TIME, found);
    }
}
