package io.brokerscope.audit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The first offences of each law; the rest is only counted elsewhere. Not thread-safe. */
final class Offences {

    private static final Comparator<Offence> IN_ORDER =
            Comparator.comparing(Offence::cluster, Comparator.nullsFirst(Comparator.naturalOrder()))
                    .thenComparing(
                            Offence::target, Comparator.nullsFirst(Comparator.naturalOrder()))
                    .thenComparingLong(Offence::incarnation)
                    .thenComparingLong(Offence::dueAt);

    private final int shown;
    private final List<Offence> ticks = new ArrayList<>();
    private final List<Offence> counters = new ArrayList<>();

    /**
     * @param shown offences kept of each law
     */
    Offences(int shown) {
        this.shown = shown;
    }

    void add(Offence offence) {
        List<Offence> kept = offence.kind().isCounter() ? counters : ticks;
        if (kept.size() < shown) {
            kept.add(offence);
        }
    }

    /** These and those of another collection, ticks first, by target and time; still bounded. */
    List<Offence> with(Offences others) {
        List<Offence> all = new ArrayList<>(firstOf(ticks, others.ticks));
        all.addAll(firstOf(counters, others.counters));
        return List.copyOf(all);
    }

    private List<Offence> firstOf(List<Offence> some, List<Offence> others) {
        List<Offence> all = new ArrayList<>(some);
        all.addAll(others);
        all.sort(IN_ORDER);
        return all.subList(0, Math.min(shown, all.size()));
    }
}
