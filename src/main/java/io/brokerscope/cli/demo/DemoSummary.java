package io.brokerscope.cli.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.brokerscope.audit.Balance;
import io.brokerscope.model.EntityType;
import io.brokerscope.model.OutcomeKind;
import io.brokerscope.model.output.EntityRecord;
import io.brokerscope.model.output.OutputTopic;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a demo has shown, from committed records only.
 *
 * @param ok whether nothing is wrong
 * @param problems what is wrong, a sentence each
 * @param durationSeconds how long the job ran
 * @param targets brokers that were read, and the cluster itself
 * @param brokersMeasured brokers that were measured at least once
 * @param ticks ticks expected, present, lost, doubled and astray
 * @param counters whether the counters in the ledger are conserved
 * @param outcomes ticks by outcome
 * @param entities entities by kind
 * @param records committed records by topic
 * @param rates per topic what was produced and what was measured
 */
record DemoSummary(
        boolean ok,
        List<String> problems,
        double durationSeconds,
        int targets,
        int brokersMeasured,
        Ticks ticks,
        Counters counters,
        Map<OutcomeKind, Long> outcomes,
        Map<EntityType, Long> entities,
        Map<String, Long> records,
        List<TopicRates> rates) {

    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /**
     * How the ticks came out.
     *
     * @param expected ticks that must have an outcome
     * @param present ticks that have one
     * @param lost ticks that have none
     * @param inFlight ticks whose read ran when the job was stopped; neither expected nor lost
     * @param doubled outcomes beyond the first of a tick
     * @param astray outcomes that belong to no expected tick
     */
    record Ticks(
            long expected, long present, long lost, long inFlight, long doubled, long astray) {}

    /**
     * How the counters came out.
     *
     * @param series counters that were followed
     * @param steps increments that fit the raw values
     * @param unverifiable increments that nothing could be held against
     * @param discontinuities increments that do not fit
     */
    record Counters(long series, long steps, long unverifiable, long discontinuities) {}

    /**
     * Truth against measurement for one topic, over the same time: between two reads of all
     * brokers. Null where nothing is known.
     *
     * @param topic topic name
     * @param acknowledged records the brokers acknowledged to the producer, since the start
     * @param windows tick windows compared, the first and the last of them included
     * @param producedPerSec messages per second acknowledged
     * @param measuredPerSec messages per second measured
     * @param differencePercent of the measured from the produced
     * @param producedBytesPerSec bytes per second of the batches sent
     * @param measuredBytesPerSec bytes in per second measured
     * @param bytesDifferencePercent of the measured from the produced
     */
    record TopicRates(
            String topic,
            long acknowledged,
            int windows,
            Double producedPerSec,
            Double measuredPerSec,
            Double differencePercent,
            Double producedBytesPerSec,
            Double measuredBytesPerSec,
            Double bytesDifferencePercent) {}

    /** Draws the balance. */
    static DemoSummary of(
            DemoView view, Workload workload, Scenario scenario, double durationSeconds) {
        Balance audit = view.balance();
        List<EntityRecord> entities = view.entities();
        int measured = view.measuredBrokers();
        Map<EntityType, Long> byType = new TreeMap<>();
        entities.forEach(e -> byType.merge(e.entityType(), 1L, Long::sum));
        Map<String, Long> records = new TreeMap<>();
        Map<OutputTopic, Long> counted = view.records();
        for (OutputTopic topic : OutputTopic.values()) {
            records.put(topic.nameWith(DemoConfig.TOPIC_PREFIX), counted.getOrDefault(topic, 0L));
        }
        List<TopicRates> rates =
                scenario.topics().stream().map(t -> rates(view, workload, t.name())).toList();
        List<String> problems = problems(audit, measured, workload.failure());
        return new DemoSummary(
                problems.isEmpty(),
                problems,
                durationSeconds,
                audit.targets().size(),
                measured,
                new Ticks(
                        audit.ticks().expected(),
                        audit.ticks().present(),
                        audit.ticks().missing(),
                        audit.ticks().inFlight(),
                        audit.ticks().doubled(),
                        audit.ticks().astray()),
                new Counters(
                        audit.counters().series(),
                        audit.counters().steps(),
                        audit.counters().unverifiable(),
                        audit.counters().discontinuities()),
                audit.outcomes(),
                byType,
                records,
                rates);
    }

    static List<String> problems(
            Balance audit, int brokersMeasured, Optional<String> workloadFailure) {
        List<String> problems = new ArrayList<>();
        if (brokersMeasured == 0) {
            problems.add("no broker was measured");
        }
        Balance.Ticks ticks = audit.ticks();
        if (ticks.present() == 0) {
            problems.add("no tick has an outcome");
        }
        addIfAny(problems, ticks.missing(), "ticks have no outcome");
        addIfAny(problems, ticks.declared(), "ticks were lost with their output");
        addIfAny(problems, ticks.doubled(), "outcomes are there twice");
        addIfAny(problems, ticks.astray(), "outcomes belong to no expected tick");
        addIfAny(problems, ticks.unannounced(), "incarnations have no ADDED record");
        addIfAny(problems, ticks.miscounted(), "records count their ticks wrong");
        addIfAny(
                problems,
                audit.counters().discontinuities(),
                "increments do not fit the raw values of their counters");
        workloadFailure.ifPresent(failure -> problems.add("workload: " + failure));
        return problems;
    }

    private static void addIfAny(List<String> problems, long number, String what) {
        if (number > 0) {
            problems.add(number + " " + what);
        }
    }

    private static TopicRates rates(DemoView view, Workload workload, String topic) {
        Optional<MeasuredRates.Mean> measured = view.rates(topic);
        Optional<RateTimeline.Rate> produced =
                measured.flatMap(m -> workload.rate(topic, m.fromMs(), m.untilMs()));
        Double producedRate = produced.map(RateTimeline.Rate::recordsPerSec).orElse(null);
        Double producedBytes = produced.map(RateTimeline.Rate::bytesPerSec).orElse(null);
        Double measuredRate = measured.map(m -> known(m.messagesPerSec())).orElse(null);
        Double measuredBytes = measured.map(m -> known(m.bytesInPerSec())).orElse(null);
        return new TopicRates(
                topic,
                workload.acknowledged(topic),
                measured.map(MeasuredRates.Mean::windows).orElse(0),
                producedRate,
                measuredRate,
                difference(producedRate, measuredRate),
                producedBytes,
                measuredBytes,
                difference(producedBytes, measuredBytes));
    }

    private static Double known(double value) {
        return Double.isNaN(value) ? null : value;
    }

    /** By how many percent the measured differs from the truth; null where that says nothing. */
    static Double difference(Double truth, Double measured) {
        return truth == null || measured == null || truth == 0
                ? null
                : (measured - truth) / truth * 100;
    }

    /** One JSON document. */
    String toJson() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("records of numbers and texts are always JSON", e);
        }
    }

    /** The lines a person reads. */
    List<String> toText() {
        List<String> lines = new ArrayList<>();
        lines.add(
                String.format(
                        Locale.ROOT,
                        "Ran %.0f s: %d targets, %d ticks expected, %d present, %d lost, %d doubled, %d in flight",
                        durationSeconds,
                        targets,
                        ticks.expected(),
                        ticks.present(),
                        ticks.lost(),
                        ticks.doubled(),
                        ticks.inFlight()));
        lines.add(
                "Counters: %d followed, %d increments fit their raw values, %d do not"
                        .formatted(
                                counters.series(), counters.steps(), counters.discontinuities()));
        lines.add("Outcomes: " + (outcomes.isEmpty() ? "none" : list(outcomes)));
        lines.add("Entities: " + (entities.isEmpty() ? "none" : list(entities)));
        lines.add("Records:  " + list(records));
        for (TopicRates rate : rates) {
            lines.add(
                    "Topic %s: produced %s msg/s, measured %s msg/s (%s); %s B/s, measured %s B/s (%s)"
                            .formatted(
                                    rate.topic(),
                                    FleetTable.number(rate.producedPerSec()),
                                    FleetTable.number(rate.measuredPerSec()),
                                    percent(rate.differencePercent()),
                                    FleetTable.number(rate.producedBytesPerSec()),
                                    FleetTable.number(rate.measuredBytesPerSec()),
                                    percent(rate.bytesDifferencePercent())));
        }
        problems.forEach(problem -> lines.add("WRONG: " + problem));
        return lines;
    }

    private static String percent(Double value) {
        return value == null ? "-" : String.format(Locale.ROOT, "%+.2f %%", value);
    }

    private static String list(Map<?, Long> counts) {
        List<String> parts = new ArrayList<>();
        counts.forEach((name, count) -> parts.add(name + " " + count));
        return String.join(", ", parts);
    }
}
