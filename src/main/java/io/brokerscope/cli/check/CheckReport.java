package io.brokerscope.cli.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a check came to, for a person and for a program.
 *
 * @param config the configuration that was checked
 * @param at when the check began
 * @param seconds how long it took
 * @param findings what was found, in the order in which it is told
 */
record CheckReport(String config, Instant at, double seconds, List<Finding> findings) {

    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private static final Comparator<Finding> ORDER =
            Comparator.comparing(Finding::subject).thenComparing(Finding::check);

    /** Targets that are named where a line stands for several. */
    private static final int MOST_NAMED = 5;

    CheckReport {
        // The sort is stable: findings of one check stay in their order.
        findings = findings.stream().sorted(ORDER).toList();
    }

    /** The worst of all. */
    Verdict verdict() {
        return worst(findings);
    }

    /** Whether the job will get what it needs. */
    boolean ok() {
        return verdict() != Verdict.FAIL;
    }

    /** One sentence. */
    String sentence() {
        Map<Verdict, Long> targets = new EnumMap<>(Verdict.class);
        byTarget().values().forEach(own -> targets.merge(worst(own), 1L, Long::sum));
        long failing = findings.stream().filter(f -> f.verdict() == Verdict.FAIL).count();
        long warnings = findings.stream().filter(f -> f.verdict() == Verdict.WARN).count();
        String head =
                failing > 0
                        ? say(
                                "NOT READY: %,d %s",
                                failing, failing == 1 ? "check fails" : "checks fail")
                        : "READY";
        return head
                + (warnings > 0
                        ? say(
                                "%s%,d %s",
                                failing > 0 ? ", " : ", with ",
                                warnings,
                                warnings == 1 ? "warning" : "warnings")
                        : "")
                + say(
                        ". %,d of %,d targets can be read; checked in %.1f s.",
                        byTarget().size() - targets.getOrDefault(Verdict.FAIL, 0L),
                        byTarget().size(),
                        seconds);
    }

    private Map<Subject, List<Finding>> byTarget() {
        return findings.stream()
                .filter(finding -> finding.subject().target() != null)
                .collect(
                        Collectors.groupingBy(
                                Finding::subject, LinkedHashMap::new, Collectors.toList()));
    }

    private static Verdict worst(List<Finding> findings) {
        return findings.stream()
                .map(Finding::verdict)
                .max(Comparator.naturalOrder())
                .orElse(Verdict.OK);
    }

    /**
     * The lines a person reads.
     *
     * @param all whether every finding has a line; otherwise targets that are wholly well share one
     *     per cluster, and so do those of which the same is found
     */
    List<String> toText(boolean all) {
        FindingTable table = new FindingTable();
        if (all) {
            findings.forEach(finding -> table.row(finding, named(List.of(finding))));
        } else {
            summary(table);
        }
        List<String> lines = new ArrayList<>(table.lines());
        lines.add("");
        lines.add(sentence());
        return lines;
    }

    private void summary(FindingTable table) {
        Map<Subject, List<Finding>> targets = byTarget();
        Map<String, Long> well = wellPerCluster(targets);
        Map<Object, Long> numbers = new HashMap<>();
        // By what they have in common; those of targets that are well have no finding.
        Map<Object, List<Finding>> rows = new LinkedHashMap<>();
        for (Finding finding : findings) {
            String cluster = finding.subject().cluster();
            List<Finding> own = targets.get(finding.subject());
            if (own == null) {
                rows.computeIfAbsent(finding, f -> new ArrayList<>()).add(finding);
            } else if (worst(own) == Verdict.OK) {
                Long number = well.remove(cluster);
                if (number != null) {
                    rows.put(cluster, List.of());
                    numbers.put(cluster, number);
                }
            } else if (finding.verdict() == Verdict.WARN
                    || finding.verdict() == Verdict.FAIL
                    // What could not be reached goes without saying.
                    || (finding.verdict() == Verdict.SKIPPED && worst(own) != Verdict.FAIL)) {
                rows.computeIfAbsent(
                                List.of(
                                        cluster,
                                        finding.check(),
                                        finding.verdict(),
                                        finding.found(),
                                        finding.remedy()),
                                same -> new ArrayList<>())
                        .add(finding);
            }
        }
        rows.forEach(
                (key, same) -> {
                    if (same.isEmpty()) {
                        table.well(key.toString(), numbers.get(key));
                    } else {
                        table.row(same.get(0), named(same));
                    }
                });
    }

    private static Map<String, Long> wellPerCluster(Map<Subject, List<Finding>> targets) {
        Map<String, Long> well = new TreeMap<>();
        targets.forEach(
                (subject, own) -> {
                    if (worst(own) == Verdict.OK) {
                        well.merge(subject.cluster(), 1L, Long::sum);
                    }
                });
        return well;
    }

    private static String named(List<Finding> same) {
        List<String> targets =
                same.stream()
                        .map(finding -> finding.subject().target())
                        .filter(Objects::nonNull)
                        .distinct()
                        .toList();
        int more = targets.size() - MOST_NAMED;
        String first = targets.stream().limit(MOST_NAMED).collect(Collectors.joining(", "));
        return more > 0 ? first + " and " + more + " more" : first;
    }

    /** One JSON document. */
    String toJson() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("verdict", verdict());
        document.put("ok", ok());
        document.put("sentence", sentence());
        document.put("config", config);
        document.put("checkedAt", at.toString());
        document.put("seconds", Math.round(seconds * 1_000) / 1_000.0);
        Map<Verdict, Long> counts = new EnumMap<>(Verdict.class);
        for (Verdict verdict : Verdict.values()) {
            counts.put(verdict, findings.stream().filter(f -> f.verdict() == verdict).count());
        }
        document.put("findingsByVerdict", counts);
        document.put("clusters", clusters());
        document.put("findings", findings.stream().map(CheckReport::json).toList());
        try {
            return JSON.writeValueAsString(document);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("maps of numbers and texts are always JSON", e);
        }
    }

    private List<Map<String, Object>> clusters() {
        Map<Subject, List<Finding>> targets = byTarget();
        Map<String, Map<Verdict, Long>> clusters = new TreeMap<>();
        findings.stream()
                .map(finding -> finding.subject().cluster())
                .filter(Objects::nonNull)
                .forEach(name -> clusters.putIfAbsent(name, new EnumMap<>(Verdict.class)));
        targets.forEach(
                (subject, own) -> clusters.get(subject.cluster()).merge(worst(own), 1L, Long::sum));
        List<Map<String, Object>> json = new ArrayList<>();
        clusters.forEach(
                (name, verdicts) -> {
                    Map<String, Object> cluster = new LinkedHashMap<>();
                    cluster.put("cluster", name);
                    cluster.put(
                            "targets", verdicts.values().stream().mapToLong(Long::longValue).sum());
                    Map<Verdict, Long> every = new EnumMap<>(Verdict.class);
                    for (Verdict verdict : Verdict.values()) {
                        every.put(verdict, verdicts.getOrDefault(verdict, 0L));
                    }
                    cluster.put("targetsByVerdict", every);
                    json.add(cluster);
                });
        return json;
    }

    private static Map<String, Object> json(Finding finding) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("cluster", finding.subject().cluster());
        json.put("target", finding.subject().target());
        json.put("check", finding.check().key());
        json.put("verdict", finding.verdict());
        json.put("found", finding.found());
        json.put("remedy", finding.remedy());
        return json;
    }

    private static String say(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
