package io.brokerscope.audit;

import io.brokerscope.model.OutcomeKind;
import io.brokerscope.model.output.LedgerRecord;
import io.brokerscope.model.output.LedgerRecord.Change;
import io.brokerscope.model.output.LedgerRecord.Counter;
import io.brokerscope.testsupport.Ledger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A random ledger in which both laws hold: targets with several incarnations, observed, failed,
 * skipped, rejected and missed ticks; counters that grow, appear, vanish, are reset one by one or
 * with their process, and are left out of incomplete answers; lines a little out of order.
 */
final class LegalLedger {

    private static final List<String> TOPICS = List.of("orders", "payments", "clicks", "audit");
    private static final int MOST_EARLY = 4;

    private final Random random;
    private final List<List<LedgerRecord>> byTarget = new ArrayList<>();

    private LegalLedger(Random random) {
        this.random = random;
    }

    static List<LedgerRecord> of(Random random) {
        LegalLedger ledger = new LegalLedger(random);
        int targets = 1 + random.nextInt(3);
        for (int i = 0; i < targets; i++) {
            ledger.target(Integer.toString(i));
        }
        return ledger.interleaved();
    }

    private void target(String target) {
        List<LedgerRecord> lines = new ArrayList<>();
        long due = 10_000 + random.nextInt((int) Ledger.INTERVAL);
        int incarnations = 1 + random.nextInt(3);
        for (int i = 1; i <= incarnations; i++) {
            due = incarnation(target, i, due, lines) + random.nextInt(5_000);
        }
        byTarget.add(lines);
    }

    private long incarnation(String target, long id, long firstDue, List<LedgerRecord> out) {
        Broker broker = new Broker(firstDue);
        List<LedgerRecord> ticks = new ArrayList<>();
        long due = firstDue;
        int lines = 3 + random.nextInt(30);
        for (int i = 0; i < lines; i++) {
            int dice = random.nextInt(10);
            if (dice < 6) {
                ticks.add(broker.observed(target, id, due));
            } else if (dice < 9) {
                OutcomeKind kind =
                        List.of(OutcomeKind.FAILED, OutcomeKind.SKIPPED, OutcomeKind.REJECTED)
                                .get(random.nextInt(3));
                ticks.add(Ledger.tick(kind, target, id, due));
            } else {
                long until = due + Ledger.INTERVAL * random.nextInt(6);
                ticks.add(Ledger.missed(target, id, due, until));
                due = until;
            }
            due += Ledger.INTERVAL;
        }
        out.add(Ledger.added(target, id, firstDue));
        out.addAll(shuffled(ticks));
        out.add(Ledger.retired(target, id, due - Ledger.INTERVAL));
        return due;
    }

    private List<LedgerRecord> shuffled(List<LedgerRecord> lines) {
        Map<LedgerRecord, Integer> places = new IdentityHashMap<>();
        for (int i = 0; i < lines.size(); i++) {
            places.put(lines.get(i), i + random.nextInt(MOST_EARLY));
        }
        List<LedgerRecord> shuffled = new ArrayList<>(lines);
        shuffled.sort(Comparator.comparing(places::get));
        return shuffled;
    }

    private List<LedgerRecord> interleaved() {
        List<LedgerRecord> all = new ArrayList<>();
        List<List<LedgerRecord>> left = new ArrayList<>();
        byTarget.forEach(lines -> left.add(new ArrayList<>(lines)));
        while (!left.isEmpty()) {
            List<LedgerRecord> next = left.get(random.nextInt(left.size()));
            all.add(next.remove(0));
            left.removeIf(List::isEmpty);
        }
        return all;
    }

    /** What a broker counts, and what the job knows of it. */
    private final class Broker {

        private final Map<String, Long> counts = new TreeMap<>();
        private final Map<String, Long> known = new TreeMap<>();
        private long processStartAt;
        private boolean read;
        private boolean whole;

        Broker(long now) {
            processStartAt = now - 5_000;
            counts.put(TOPICS.get(0), (long) random.nextInt(1_000));
        }

        LedgerRecord observed(String target, long incarnation, long due) {
            boolean restarted = read && random.nextInt(12) == 0;
            if (restarted) {
                processStartAt += 2_000 + random.nextInt(5_000);
                counts.replaceAll((topic, count) -> (long) random.nextInt(2_000));
            }
            live();
            Map<String, Long> shown = new TreeMap<>(counts);
            boolean complete = shown.size() < 2 || random.nextInt(8) > 0;
            if (!complete) {
                shown.remove(new ArrayList<>(shown.keySet()).get(random.nextInt(shown.size())));
            }
            List<Counter> counters = new ArrayList<>();
            shown.forEach((topic, raw) -> counters.add(counter(topic, raw, restarted)));
            List<String> gone = new ArrayList<>(known.keySet());
            gone.removeAll(shown.keySet());
            if (read && (complete || restarted)) {
                gone.forEach(topic -> counters.add(Ledger.vanished(topic)));
                known.keySet().removeAll(gone);
            }
            known.putAll(shown);
            whole |= complete || restarted;
            read = true;
            return Ledger.observed(target, incarnation, due, processStartAt, counters);
        }

        private void live() {
            for (String topic : TOPICS) {
                int dice = random.nextInt(12);
                if (dice == 0 && counts.size() > 1) {
                    counts.remove(topic);
                } else if (dice < 6 || !counts.containsKey(topic)) {
                    counts.merge(topic, (long) random.nextInt(500), Long::sum);
                } else if (dice == 6) {
                    counts.put(topic, (long) random.nextInt(50));
                }
            }
        }

        private Counter counter(String topic, long raw, boolean restarted) {
            Long before = known.get(topic);
            if (!read || (before == null && !whole && !restarted)) {
                return Ledger.baseline(topic, raw);
            }
            if (before == null) {
                return Ledger.appeared(topic, raw);
            }
            return restarted || raw < before
                    ? Ledger.counter(topic, raw, raw, Change.RESET)
                    : Ledger.grown(topic, raw, raw - before);
        }
    }
}
