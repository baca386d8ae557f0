package io.brokerscope.cli.audit;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.brokerscope.audit.Balance;
import io.brokerscope.audit.Offence;
import io.brokerscope.audit.Position;
import io.brokerscope.cli.TextTable;
import io.brokerscope.model.OutcomeKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What an audit of the topic came to, for a person and for a program.
 *
 * @param topic full name of the topic
 * @param since ticks due before are left out; null for none
 * @param until ticks due after are left out; null for none
 * @param filter which targets are audited
 * @param whole whether the topic was read from the first record that was ever written
 * @param records records read
 * @param seconds how long that took
 * @param balance the result
 */
record AuditReport(
        String topic,
        Instant since,
        Instant until,
        LedgerFilter filter,
        boolean whole,
        long records,
        double seconds,
        Balance balance) {

    private static final ObjectMapper JSON =
            JsonMapper.builder()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .serializationInclusion(JsonInclude.Include.NON_NULL)
                    .build();

    private static final List<OutcomeKind> KINDS =
            List.of(
                    OutcomeKind.OBSERVED,
                    OutcomeKind.FAILED,
                    OutcomeKind.SKIPPED,
                    OutcomeKind.REJECTED,
                    OutcomeKind.MISSED);

    /** One sentence: does it balance, and if not, what does not. */
    String verdict() {
        Balance.Ticks ticks = balance.ticks();
        Balance.Counters counters = balance.counters();
        String holds =
                say(
                        "%,d ticks of %,d targets have exactly one outcome each, %,d increments fit the raw values of their counters",
                        ticks.present(), balance.targets().size(), counters.steps());
        if (counters.unverifiable() + counters.untold() > 0) {
            holds +=
                    say(
                            "; nothing is proved about %,d increments and %,d observations without"
                                    + " counters",
                            counters.unverifiable(), counters.untold());
        }
        return switch (balance.verdict()) {
            case BALANCED -> "BALANCED: " + holds + ".";
            case DECLARED ->
                    say(
                            "NOT EVERYTHING BALANCES, and the ledger says so: %,d ticks and %,d"
                                    + " increments are missing in %,d declared gaps. For the rest,"
                                    + " %s.",
                            ticks.declared(), counters.declared(), balance.gaps(), holds);
            case UNBALANCED -> "NOT BALANCED: " + String.join(", ", problems()) + ".";
        };
    }

    private List<String> problems() {
        Balance.Ticks ticks = balance.ticks();
        List<String> problems = new ArrayList<>();
        add(problems, ticks.missing(), "ticks have no outcome");
        add(problems, ticks.doubled(), "outcomes are there twice");
        add(problems, ticks.astray(), "outcomes belong to no tick");
        add(problems, ticks.unannounced(), "incarnations have no ADDED");
        add(problems, ticks.miscounted(), "lines count their ticks wrong");
        add(
                problems,
                balance.counters().discontinuities(),
                "increments do not fit the raw values of their counters");
        add(problems, balance.unreadable(), "records are no lines of the ledger");
        add(problems, balance.beyondBounds(), "lines are more than the audit can follow");
        return problems;
    }

    private static void add(List<String> problems, long number, String what) {
        if (number > 0) {
            problems.add(say("%,d %s", number, what));
        }
    }

    private static String say(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    /** What a person has to know beside the figures, a sentence each. */
    private List<String> notes() {
        Balance.Ticks ticks = balance.ticks();
        Balance.Counters counters = balance.counters();
        List<String> notes = new ArrayList<>();
        if (balance.gaps() > 0) {
            notes.add(
                    say(
                            "The ledger declares the loss of output %,d times, of %,d ticks: %,d of them are missing here.",
                            balance.gaps(), balance.gapTicks(), ticks.declared()));
        }
        if (ticks.begunBefore() > 0) {
            notes.add(
                    say(
                            "%,d incarnations have no ADDED in what was read%s: they are taken to begin with their first outcome.",
                            ticks.begunBefore(),
                            whole ? ", in a declared gap" : ", which is not the whole ledger"));
        }
        if (ticks.inFlight() > 0) {
            notes.add(
                    say(
                            "%,d ticks are still being read, or were when the job was stopped: they are not expected yet.",
                            ticks.inFlight()));
        }
        if (counters.untold() > 0) {
            notes.add(
                    say(
                            "%,d observations carry no counters (output.ledger is off, or the line was too large): nothing is proved about them.",
                            counters.untold()));
        }
        if (counters.unverifiable() > 0) {
            notes.add(
                    say(
                            "%,d increments could not be held against anything, because the value before was not told.",
                            counters.unverifiable()));
        }
        if (counters.late() > 0) {
            notes.add(
                    say(
                            "%,d observations came so much later than later ones that they could not be compared.",
                            counters.late()));
        }
        return notes;
    }

    /** The lines a person reads. */
    List<String> toText() {
        List<String> lines = new ArrayList<>();
        lines.add(
                say(
                        "%s%s%s: %,d committed records, read in %.1f s",
                        topic,
                        since == null ? "" : " since " + since,
                        until == null ? "" : " until " + until,
                        records,
                        seconds));
        lines.add("");
        lines.addAll(tickTable());
        lines.add("");
        lines.addAll(counterTable());
        List<String> offences = balance.offences().stream().map(AuditReport::text).toList();
        if (!offences.isEmpty()) {
            lines.add("");
            lines.addAll(offences);
        }
        lines.add("");
        lines.addAll(notes());
        lines.add(verdict());
        return lines;
    }

    private List<String> tickTable() {
        TextTable table =
                new TextTable(
                        "TICKS",
                        "EXPECTED",
                        "PRESENT",
                        "MISSING",
                        "DECLARED",
                        "DOUBLED",
                        "ASTRAY",
                        "OBSERVED",
                        "FAILED",
                        "SKIPPED",
                        "REJECTED",
                        "MISSED");
        for (Balance.Target target : balance.targets()) {
            table.row(name(target), tickCells(target.ticks(), target.outcomes()));
        }
        table.row("total", tickCells(balance.ticks(), balance.outcomes()));
        return table.lines();
    }

    private static List<Long> tickCells(Balance.Ticks ticks, Map<OutcomeKind, Long> outcomes) {
        List<Long> cells =
                new ArrayList<>(
                        List.of(
                                ticks.expected(),
                                ticks.present(),
                                ticks.missing(),
                                ticks.declared(),
                                ticks.doubled(),
                                ticks.astray()));
        KINDS.forEach(kind -> cells.add(outcomes.getOrDefault(kind, 0L)));
        return cells;
    }

    private List<String> counterTable() {
        TextTable table =
                new TextTable(
                        "COUNTERS",
                        "SERIES",
                        "STEPS",
                        "BASELINES",
                        "APPEARED",
                        "VANISHED",
                        "RESETS",
                        "UNVERIFIABLE",
                        "DECLARED",
                        "BROKEN");
        for (Balance.Target target : balance.targets()) {
            table.row(name(target), counterCells(target.counters()));
        }
        table.row("total", counterCells(balance.counters()));
        return table.lines();
    }

    private static List<Long> counterCells(Balance.Counters counters) {
        return List.of(
                counters.series(),
                counters.steps(),
                counters.baselines(),
                counters.appeared(),
                counters.vanished(),
                counters.resets(),
                counters.unverifiable(),
                counters.declared(),
                counters.discontinuities());
    }

    private static String name(Balance.Target target) {
        return target.cluster() + "/" + target.target();
    }

    private static String text(Offence offence) {
        StringBuilder text = new StringBuilder(offence.kind().name());
        if (offence.target() != null) {
            text.append(' ').append(offence.cluster()).append('/').append(offence.target());
            text.append(", incarnation ").append(offence.incarnation());
            text.append(", due ").append(Instant.ofEpochMilli(offence.dueAt()));
            if (offence.ticks() > 1) {
                text.append(" and on, ").append(offence.ticks()).append(" ticks");
            }
        }
        if (offence.series() != null) {
            text.append(", ").append(offence.series());
        }
        text.append(": found ").append(offence.found());
        text.append(", expected ").append(offence.expected());
        if (offence.line() != null) {
            text.append(" (").append(text(offence.line()));
            text.append(offence.before() == null ? "" : ", after " + text(offence.before()));
            text.append(')');
        }
        return text.toString();
    }

    private static String text(Position position) {
        return "partition " + position.partition() + " offset " + position.offset();
    }

    /** One JSON document. */
    String toJson() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("verdict", balance.verdict());
        document.put("balanced", balance.balanced());
        document.put("declared", balance.verdict() == Balance.Verdict.DECLARED);
        document.put("sentence", verdict());
        document.put("problems", problems());
        document.put("notes", notes());
        document.put("topic", topic);
        document.put("since", since == null ? null : since.toString());
        document.put("until", until == null ? null : until.toString());
        document.put("clusters", filter.clusters());
        document.put("targetsAsked", filter.targets());
        document.put("whole", whole);
        document.put("records", records);
        document.put("seconds", Math.round(seconds * 1_000) / 1_000.0);
        document.put("gaps", balance.gaps());
        document.put("gapTicks", balance.gapTicks());
        document.put("unreadable", balance.unreadable());
        document.put("beyondBounds", balance.beyondBounds());
        document.put("incarnations", balance.incarnations());
        document.put("ticks", balance.ticks());
        document.put("outcomes", outcomes(balance.outcomes()));
        document.put("counters", balance.counters());
        document.put("offences", balance.offences().stream().map(AuditReport::json).toList());
        document.put("targets", balance.targets().stream().map(AuditReport::json).toList());
        try {
            return JSON.writeValueAsString(document);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("maps of numbers and texts are always JSON", e);
        }
    }

    private static Map<String, Object> json(Balance.Target target) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("cluster", target.cluster());
        json.put("target", target.target());
        json.put("incarnations", target.incarnations());
        json.put("ticks", target.ticks());
        json.put("outcomes", outcomes(target.outcomes()));
        json.put("counters", target.counters());
        return json;
    }

    private static Map<String, Object> json(Offence offence) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("kind", offence.kind());
        if (offence.target() != null) {
            json.put("cluster", offence.cluster());
            json.put("target", offence.target());
            json.put("incarnation", offence.incarnation());
            json.put("dueAt", offence.dueAt());
            json.put("due", Instant.ofEpochMilli(offence.dueAt()).toString());
            json.put("ticks", offence.ticks());
        }
        json.put("series", offence.series());
        json.put("found", offence.found());
        json.put("expected", offence.expected());
        json.put("line", offence.line());
        json.put("before", offence.before());
        // The mapper leaves out what is null of records only.
        json.values().removeIf(value -> value == null);
        return json;
    }

    private static Map<String, Long> outcomes(Map<OutcomeKind, Long> outcomes) {
        Map<String, Long> all = new LinkedHashMap<>();
        KINDS.forEach(kind -> all.put(kind.name(), outcomes.getOrDefault(kind, 0L)));
        return all;
    }
}
