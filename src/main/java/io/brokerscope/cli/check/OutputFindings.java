package io.brokerscope.cli.check;

import io.brokerscope.model.Texts;
import io.brokerscope.model.settings.OutputSettings;
import io.brokerscope.model.settings.OutputSettings.Guarantee;
import io.brokerscope.sink.OutputProblem;
import io.brokerscope.sink.OutputProblem.Part;
import io.brokerscope.sink.OutputTopics;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the check of the output cluster came to. Pure. */
final class OutputFindings {

    /** The last sentence of a problem says what to do. */
    private static final Pattern LAST_SENTENCE = Pattern.compile("(?s)(.*[^.])\\. ([A-Z].*)");

    private static final Map<Part, Check> CHECKS = new LinkedHashMap<>();

    static {
        CHECKS.put(Part.CLUSTER, Check.OUTPUT);
        CHECKS.put(Part.TOPICS, Check.TOPICS);
        CHECKS.put(Part.TRANSACTIONS, Check.TRANSACTIONS);
    }

    private OutputFindings() {}

    /** The findings where nothing is wrong. */
    static List<Finding> of(OutputSettings settings, OutputTopics.Report report) {
        List<Finding> findings = new ArrayList<>(well(settings, topics(report)).values());
        for (String warning : report.warnings()) {
            findings.add(sentence(Check.TOPICS, Verdict.WARN, warning));
        }
        return findings;
    }

    /** The findings where something is. */
    static List<Finding> of(OutputSettings settings, List<OutputProblem> problems) {
        List<Finding> findings = new ArrayList<>();
        Part first = problems.get(0).part();
        well(settings, "they are as they must be")
                .forEach(
                        (part, well) -> {
                            boolean bad = false;
                            for (OutputProblem problem : problems) {
                                if (problem.part() == part) {
                                    findings.add(
                                            sentence(
                                                    CHECKS.get(part),
                                                    Verdict.FAIL,
                                                    problem.text()));
                                    bad = true;
                                }
                            }
                            if (!bad) {
                                findings.add(
                                        part.compareTo(first) < 0
                                                        || settings.guarantee()
                                                                        != Guarantee.EXACTLY_ONCE
                                                                && part == Part.TRANSACTIONS
                                                ? well
                                                : ReadFindings.notReached(
                                                        Subject.OUTPUT,
                                                        CHECKS.get(part),
                                                        CHECKS.get(first)));
                            }
                        });
        return findings;
    }

    private static Map<Part, Finding> well(OutputSettings settings, String topics) {
        Map<Part, Finding> well = new LinkedHashMap<>();
        well.put(
                Part.CLUSTER,
                Finding.ok(
                        Subject.OUTPUT,
                        Check.OUTPUT,
                        "the cluster at "
                                + Texts.shown(settings.kafka().bootstrap().template())
                                + " answers"));
        well.put(Part.TOPICS, Finding.ok(Subject.OUTPUT, Check.TOPICS, topics));
        well.put(
                Part.TRANSACTIONS,
                settings.guarantee() == Guarantee.EXACTLY_ONCE
                        ? Finding.ok(
                                Subject.OUTPUT,
                                Check.TRANSACTIONS,
                                "they may be begun with the prefix "
                                        + settings.transactionalIdPrefix()
                                        + " and last "
                                        + Texts.seconds(settings.transactionTimeoutMs()))
                        : Finding.ok(
                                Subject.OUTPUT,
                                Check.TRANSACTIONS,
                                "none are used: the guarantee is at-least-once"));
        return well;
    }

    private static String topics(OutputTopics.Report report) {
        String there = report.existing().size() + " there, as they must be";
        return report.missing().isEmpty()
                ? there
                : (report.existing().isEmpty() ? "" : there + ", ")
                        + report.missing().size()
                        + " will be created at the start: "
                        + String.join(", ", report.missing());
    }

    private static Finding sentence(Check check, Verdict verdict, String text) {
        Matcher last = LAST_SENTENCE.matcher(text);
        return last.matches()
                ? new Finding(Subject.OUTPUT, check, verdict, last.group(1), last.group(2))
                : new Finding(Subject.OUTPUT, check, verdict, text, "");
    }
}
