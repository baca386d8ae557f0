package io.brokerscope.cli.check;

import java.util.Objects;

/**
 * One line of the report. Holds no credential, and no character that a terminal would obey.
 *
 * @param subject whom it is about
 * @param check what was looked at
 * @param verdict how it is
 * @param found what was found, a sentence or less
 * @param remedy what a person can do about it; the empty string where nothing is to be done
 */
record Finding(Subject subject, Check check, Verdict verdict, String found, String remedy) {

    Finding {
        Objects.requireNonNull(subject, "subject");
        Objects.requireNonNull(check, "check");
        Objects.requireNonNull(verdict, "verdict");
        found = printable(found);
        remedy = printable(remedy);
    }

    static Finding ok(Subject subject, Check check, String found) {
        return new Finding(subject, check, Verdict.OK, found, "");
    }

    static Finding skipped(Subject subject, Check check, String why) {
        return new Finding(subject, check, Verdict.SKIPPED, why, "");
    }

    static Finding warn(Subject subject, Check check, String found, String remedy) {
        return new Finding(subject, check, Verdict.WARN, found, remedy);
    }

    static Finding fail(Subject subject, Check check, String found, String remedy) {
        return new Finding(subject, check, Verdict.FAIL, found, remedy);
    }

    /** The same about a fallback of the target. */
    Finding of(String fallback) {
        return new Finding(subject, check, verdict, "fallback " + fallback + ": " + found, remedy);
    }

    private static String printable(String text) {
        return text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    }
}
