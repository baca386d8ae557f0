package io.brokerscope.scrape.simulation;

import io.brokerscope.model.settings.SimulationSettings;
import io.brokerscope.scrape.simulation.Incident.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What goes wrong when. Time is cut into slots, as many a day as incidents are configured; one
 * incident lies in each of them, whole where the slot is long enough, so that two seldom meet.
 * Beside them every broker is restarted once a week. Where no incidents are configured nothing at
 * all happens.
 */
final class Schedule {

    /** No incident is longer. */
    static final long LONGEST_MS = Duration.ofMinutes(40).toMillis();

    private static final long MINUTE_MS = 60_000;

    /** Between the restarts of two brokers, where that brings all of them into a week. */
    private static final long RESTART_DISTANCE_MS = 4 * MINUTE_MS;

    private static final double MAINTENANCE_SHARE = 0.9;

    private static final Comparator<Happening> ORDER =
            Comparator.comparingLong(Happening::from)
                    .thenComparing(Happening::kind)
                    .thenComparingInt(Happening::subject);

    /**
     * An incident without words.
     *
     * @param subject position of the broker, the topic by its weight, or the group as it was made
     * @param until exclusive
     * @param factor by how much traffic is multiplied; 1 where it is not
     */
    record Happening(Kind kind, int subject, long from, long until, double factor) {}

    private record Odds(Kind kind, double weight, long leastMs, long mostMs) {}

    private static final List<Odds> ODDS =
            List.of(
                    new Odds(Kind.BROKER_DOWN, 0.18, 3 * MINUTE_MS, 12 * MINUTE_MS),
                    new Odds(Kind.BROKER_HANGS, 0.18, 2 * MINUTE_MS, 6 * MINUTE_MS),
                    new Odds(Kind.BROKER_SLOW, 0.20, 10 * MINUTE_MS, LONGEST_MS),
                    new Odds(Kind.TRAFFIC_SPIKE, 0.22, 10 * MINUTE_MS, 30 * MINUTE_MS),
                    new Odds(Kind.CONSUMER_STALLED, 0.22, 10 * MINUTE_MS, 30 * MINUTE_MS));

    private final SimulationSettings settings;
    private final Chance chance;
    private final List<Odds> odds;
    private final double weights;
    private final long maintenanceMs;
    private final long distanceMs;

    Schedule(SimulationSettings settings, Chance chance) {
        this.settings = settings;
        this.chance = chance.of("incidents");
        this.odds = ODDS.stream().filter(o -> subjects(o.kind()) > 0).toList();
        this.weights = odds.stream().mapToDouble(Odds::weight).sum();
        Chance maintenance = this.chance.of("maintenance");
        // From Monday to Thursday, at night; the epoch is a Thursday.
        this.maintenanceMs =
                (4 + maintenance.of("day").below(4)) * Moment.DAY_MS
                        + maintenance.of("time").between(60 * MINUTE_MS, 4 * 60 * MINUTE_MS);
        this.distanceMs =
                (long)
                        Math.min(
                                RESTART_DISTANCE_MS,
                                MAINTENANCE_SHARE * Moment.WEEK_MS / settings.brokers());
    }

    /** What overlaps with this time, in the order of begin. */
    List<Happening> between(long from, long until) {
        List<Happening> found = new ArrayList<>();
        if (settings.incidentsPerDay() > 0) {
            incidents(from, until, found);
            restarts(from, until, found);
            found.sort(ORDER);
        }
        return found;
    }

    private void incidents(long from, long until, List<Happening> found) {
        double slotMs = Moment.DAY_MS / settings.incidentsPerDay();
        long first = (long) Math.max(0, (from - LONGEST_MS - Moment.EPOCH) / slotMs - 1);
        for (long slot = first; begin(slot, slotMs) < until; slot++) {
            Happening incident = incident(slot, slotMs);
            if (incident.from < until && incident.until > from) {
                found.add(incident);
            }
        }
    }

    private static long begin(long slot, double slotMs) {
        return Moment.EPOCH + (long) (slot * slotMs);
    }

    private Happening incident(long slot, double slotMs) {
        Chance own = chance.of("slot").of(slot);
        Odds what = odds.get(odds.size() - 1);
        double point = own.of("kind").unit() * weights;
        for (Odds candidate : odds) {
            point -= candidate.weight;
            if (point < 0) {
                what = candidate;
                break;
            }
        }
        long length = own.of("length").between(what.leastMs, what.mostMs);
        double room = Math.max(0, slotMs - length);
        long from = begin(slot, slotMs) + (long) (own.of("begin").unit() * room);
        double where = own.of("subject").unit();
        boolean spike = what.kind == Kind.TRAFFIC_SPIKE;
        // Spikes are for the large topics rather than for the small ones.
        int subject = (int) ((spike ? where * where : where) * subjects(what.kind));
        double factor = spike ? own.of("factor").between(3.0, 5.0) : 1;
        return new Happening(what.kind, subject, from, from + length, factor);
    }

    private int subjects(Kind kind) {
        return switch (kind) {
            case TRAFFIC_SPIKE -> settings.topics();
            case CONSUMER_STALLED -> settings.topics() > 0 ? settings.groups() : 0;
            default -> settings.brokers();
        };
    }

    private void restarts(long from, long until, List<Happening> found) {
        long week = Math.max(0, (from - Moment.EPOCH) / Moment.WEEK_MS - 2);
        for (; restart(week, 0).from < until; week++) {
            for (int broker = 0; broker < settings.brokers(); broker++) {
                Happening restart = restart(week, broker);
                if (restart.from < until && restart.until > from) {
                    found.add(restart);
                }
            }
        }
    }

    private Happening restart(long week, int broker) {
        Chance own = chance.of("restart").of(week).of(broker);
        long from =
                Moment.EPOCH
                        + week * Moment.WEEK_MS
                        + maintenanceMs
                        + broker * distanceMs
                        + (long) (own.of("begin").unit() * distanceMs / 4);
        long length = own.of("length").between(45_000L, 90_000L);
        return new Happening(Kind.BROKER_RESTART, broker, from, from + length, 1);
    }
}
