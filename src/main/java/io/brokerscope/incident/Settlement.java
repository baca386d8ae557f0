package io.brokerscope.incident;

import io.brokerscope.incident.Incident.Cause;
import io.brokerscope.incident.Incident.Kind;
import io.brokerscope.incident.IncidentStore.Header;
import io.brokerscope.model.Status;
import io.brokerscope.model.output.EventRecord.Severity;
import io.brokerscope.model.output.Outputs;
import io.brokerscope.model.settings.IncidentSettings;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** One tick of the clock: puts troubles to incidents, and tells what became of these. */
final class Settlement {

    /** What shows within this time of its cause belongs to it: replicas lag, then groups do. */
    private static final long TOGETHER_MS = 300_000;

    private static final Comparator<Trouble> CAUSES_FIRST =
            Comparator.<Trouble, Kind>comparing(trouble -> Kind.of(trouble.fact().type()))
                    .thenComparing(Trouble::since)
                    .thenComparing(Trouble::guid);

    private final IncidentStore store;
    private final Header header;
    private final IncidentSettings settings;
    private final Relations relations;
    private final long graceMs;
    private final long now;
    private final IncidentWords words;
    private final Outputs out;
    private final Map<String, Trouble> troubles = new LinkedHashMap<>();
    private final Map<String, Incident> open = new LinkedHashMap<>();

    Settlement(
            IncidentStore store,
            Header header,
            IncidentSettings settings,
            Relations relations,
            long intervalMs,
            long now,
            IncidentWords words,
            Outputs out) {
        this.store = store;
        this.header = header;
        this.settings = settings;
        this.relations = relations;
        this.graceMs = Math.max(settings.graceMs(), 2 * intervalMs);
        this.now = now;
        this.words = words;
        this.out = out;
        store.troubles().stream()
                .sorted(CAUSES_FIRST)
                .forEach(trouble -> troubles.put(trouble.guid(), trouble));
        header.open().forEach(incident -> open.put(incident.id(), incident));
    }

    /**
     * Settles.
     *
     * @param muted whether nothing new is to be told
     * @return the header to keep
     */
    Header settle(boolean muted) {
        if (!muted) {
            List.copyOf(open.values()).forEach(this::groupsThatStay);
            monitoringThatIsMore();
            pending().filter(this::certain).forEach(this::brokerIsTheCause);
            pending().filter(Trouble::isBroker).forEach(this::broker);
            pending().filter(trouble -> !trouble.isBroker()).forEach(this::symptom);
        }
        List.copyOf(open.values()).forEach(this::tell);
        return header.with(List.copyOf(open.values())).counting(troubles.size());
    }

    /** What belongs to no incident yet, causes first; the list does not see what is put to one. */
    private Stream<Trouble> pending() {
        return List.copyOf(troubles.values()).stream()
                .filter(trouble -> trouble.incident() == null && trouble.bad())
                .filter(trouble -> !trouble.fact().settling());
    }

    private Stream<Trouble> members(Incident incident) {
        return troubles.values().stream()
                .filter(trouble -> incident.id().equals(trouble.incident()));
    }

    /**
     * Groups that are still not well long after all else in their incident: these do not catch up,
     * and what holds them is something else. The incident is over; they are put to another.
     */
    private void groupsThatStay(Incident incident) {
        List<Trouble> members = members(incident).toList();
        List<Trouble> others = members.stream().filter(member -> !member.isGroup()).toList();
        boolean othersAreWell = !others.isEmpty() && others.stream().noneMatch(Trouble::bad);
        if (othersAreWell
                && members.stream().anyMatch(Trouble::bad)
                && now >= quietUntil(others)
                && now >= wellSince(others) + TOGETHER_MS) {
            close(incident, members);
        }
    }

    private static long wellSince(List<Trouble> members) {
        return members.stream().mapToLong(Trouble::wellSince).max().orElseThrow();
    }

    /** A broker that could not be read, and of which it now shows that it is more than that. */
    private void monitoringThatIsMore() {
        for (Incident incident : List.copyOf(open.values())) {
            if (incident.cause().kind() == Kind.MONITORING) {
                members(incident)
                        .filter(this::certain)
                        .findFirst()
                        .ifPresent(
                                broker ->
                                        open.put(
                                                incident.id(),
                                                incident.with(
                                                        Cause.of(Kind.BROKER, broker.fact()))));
            }
        }
    }

    /** Whether a broker is a cause beyond doubt: its own metrics say so, or it is dead. */
    private boolean certain(Trouble trouble) {
        return trouble.isBroker()
                && trouble.bad()
                && (trouble.fact().silent() ? dead(trouble) : !trouble.fact().replication());
    }

    /** Whether a broker that is silent is dead: the cluster says so, or replicas are missing. */
    private boolean dead(Trouble broker) {
        Boolean alive = relations.alive(broker.name());
        if (alive != null) {
            return !alive;
        }
        return troubles.values().stream()
                .anyMatch(
                        other ->
                                other.bad()
                                        && other.fact().replication()
                                        && !other.fact().silent()
                                        && Math.abs(other.since() - broker.since()) <= TOGETHER_MS
                                        && (other.isBroker()
                                                || relations.hosts(broker.name(), other.name())));
    }

    private void broker(Trouble broker) {
        Incident incident = brokerIncident(broker);
        if (incident != null) {
            join(broker, incident);
        } else if (overdue(broker)) {
            if (broker.fact().silent()) {
                unreadable(broker);
            } else {
                brokerIsTheCause(broker);
            }
        }
    }

    private void brokerIsTheCause(Trouble broker) {
        Incident incident = brokerIncident(broker);
        if (incident == null) {
            isTheCause(broker, Kind.BROKER);
        } else {
            join(broker, incident);
        }
    }

    /** A cause gets an incident: one that it explains, or a new one. */
    private void isTheCause(Trouble trouble, Kind kind) {
        Cause cause = Cause.of(kind, trouble.fact());
        List<Incident> explained =
                open.values().stream().filter(incident -> explains(trouble, incident)).toList();
        if (explained.isEmpty()) {
            open(trouble, cause);
            return;
        }
        Incident first = explained.get(0).with(cause);
        open.put(first.id(), first);
        join(trouble, first);
        explained.stream().skip(1).forEach(other -> merge(other, first));
    }

    /** Whether an incident that was opened just before a cause showed comes from it. */
    private boolean explains(Trouble cause, Incident incident) {
        if (incident.openedAt() + graceMs < cause.since()) {
            return false;
        }
        String name = incident.cause().name();
        return switch (incident.cause().kind()) {
            case BROKER, MONITORING -> false;
            case CLUSTER -> cause.isBroker();
            case TOPIC ->
                    switch (Kind.of(cause.fact().type())) {
                        case BROKER -> relations.hosts(cause.name(), name);
                        case CLUSTER ->
                                members(incident).anyMatch(member -> member.fact().replication());
                        case TOPIC, GROUP, MONITORING -> false;
                    };
            case GROUP ->
                    switch (Kind.of(cause.fact().type())) {
                        case BROKER ->
                                relations.reads(name).stream()
                                        .anyMatch(topic -> relations.hosts(cause.name(), topic));
                        case TOPIC -> relations.reads(name).contains(cause.name());
                        case CLUSTER, GROUP, MONITORING -> false;
                    };
        };
    }

    /**
     * The incident of brokers to which another one belongs: it went while they were away or soon
     * after, as in a rolling restart, or replicas that it misses are on one that is still away.
     */
    private Incident brokerIncident(Trouble broker) {
        return latest(
                incident ->
                        incident.cause().kind() == Kind.BROKER
                                && (broker.since()
                                                <= lastOf(incident)
                                                        + Math.max(settings.restartMs(), graceMs)
                                        || (broker.fact().replication()
                                                && brokersExplain(incident, broker))));
    }

    /** Whether the brokers of an incident may be why something else is not well. */
    private boolean brokersExplain(Incident incident, Trouble other) {
        return soonAfter(incident, other)
                || members(incident)
                        .anyMatch(
                                member ->
                                        member.isBroker()
                                                && member.bad()
                                                && member.fact().silent());
    }

    private boolean soonAfter(Incident incident, Trouble other) {
        return other.since() <= lastOf(incident) + TOGETHER_MS;
    }

    /** When a broker of an incident last went or came back. */
    private long lastOf(Incident incident) {
        return members(incident)
                .filter(Trouble::isBroker)
                .mapToLong(broker -> Math.max(broker.since(), broker.wellSince()))
                .max()
                .orElse(incident.openedAt());
    }

    private void symptom(Trouble symptom) {
        Incident incident = latest(candidate -> comesFrom(symptom, candidate));
        if (incident != null) {
            join(symptom, incident);
        } else if (overdue(symptom)) {
            if (symptom.fact().silent()) {
                unreadable(symptom);
            } else {
                isTheCause(symptom, Kind.of(symptom.fact().type()));
            }
        }
    }

    private boolean comesFrom(Trouble symptom, Incident incident) {
        Kind kind = incident.cause().kind();
        return switch (Kind.of(symptom.fact().type())) {
            case CLUSTER ->
                    kind == Kind.BROKER
                            ? brokersExplain(incident, symptom)
                            : kind == Kind.MONITORING && soonAfter(incident, symptom);
            case TOPIC ->
                    kind == Kind.BROKER
                            ? brokersExplain(incident, symptom)
                                    && onBrokers(incident, symptom.name())
                            : kind == Kind.CLUSTER && symptom.fact().replication();
            case GROUP ->
                    relations.reads(symptom.name()).stream()
                            .anyMatch(topic -> suffers(incident, topic, symptom));
            case BROKER, MONITORING -> false;
        };
    }

    /** Whether what reads a topic suffers from an incident. */
    private boolean suffers(Incident incident, String topic, Trouble reader) {
        return members(incident)
                        .anyMatch(
                                member ->
                                        Kind.of(member.fact().type()) == Kind.TOPIC
                                                && member.bad()
                                                && member.name().equals(topic))
                || (brokersExplain(incident, reader) && onBrokers(incident, topic));
    }

    private boolean onBrokers(Incident incident, String topic) {
        return members(incident)
                .anyMatch(
                        member ->
                                member.isBroker()
                                        && member.bad()
                                        && relations.hosts(member.name(), topic));
    }

    /** All that cannot be read at the same time is one incident. */
    private void unreadable(Trouble trouble) {
        Incident incident = latest(any -> any.cause().kind() == Kind.MONITORING);
        if (incident == null) {
            open(trouble, Cause.of(Kind.MONITORING, trouble.fact()));
        } else {
            join(trouble, incident);
        }
    }

    /** The strongest cause that fits; of several the one that was opened last. */
    private Incident latest(Predicate<Incident> fits) {
        return open.values().stream()
                .filter(fits)
                .max(
                        Comparator.<Incident, Kind>comparing(
                                        incident -> incident.cause().kind(),
                                        Comparator.reverseOrder())
                                .thenComparing(Incident::openedAt)
                                .thenComparing(Incident::id))
                .orElse(null);
    }

    private boolean overdue(Trouble trouble) {
        return now - trouble.since() >= graceMs;
    }

    private void open(Trouble trouble, Cause cause) {
        if (open.size() >= IncidentTracker.MAX_OPEN) {
            return;
        }
        Incident incident = new Incident(words.id(cause), now, cause, Severity.WARNING, null);
        open.put(incident.id(), incident);
        join(trouble, incident);
    }

    private void join(Trouble trouble, Incident incident) {
        keep(trouble.in(incident.id()));
    }

    private void merge(Incident part, Incident into) {
        List<Trouble> members = members(part).toList();
        out.event(words.closed(part, members, into));
        open.remove(part.id());
        members.forEach(member -> join(member, into));
    }

    private void keep(Trouble trouble) {
        troubles.put(trouble.guid(), trouble);
        store.trouble(trouble);
    }

    private void tell(Incident before) {
        List<Trouble> members = members(before).toList();
        Incident incident = before.atLeast(severity(members));
        boolean well = members.stream().noneMatch(Trouble::bad);
        if (well && now >= quietUntil(members)) {
            close(incident, members);
            return;
        }
        Incident.Told told =
                new Incident.Told(incident.cause(), incident.severity(), members.size(), well);
        if (incident.told() == null) {
            out.event(words.opened(incident, members));
        } else if (!Objects.equals(incident.told(), told)) {
            out.event(words.updated(incident, members));
        }
        open.put(incident.id(), incident.told(told));
    }

    private Severity severity(List<Trouble> members) {
        boolean critical =
                members.stream()
                        .filter(Trouble::bad)
                        .anyMatch(
                                member ->
                                        member.fact().silent()
                                                ? member.isBroker() && dead(member)
                                                : member.fact().status() == Status.UNHEALTHY);
        return critical ? Severity.CRITICAL : Severity.WARNING;
    }

    /** A broker that went and came back may be the first of a rolling restart. */
    private long quietUntil(List<Trouble> members) {
        return members.stream()
                .mapToLong(
                        member ->
                                member.wellSince()
                                        + (member.isBroker() && member.away()
                                                ? Math.max(settings.quietMs(), settings.restartMs())
                                                : settings.quietMs()))
                .max()
                .orElse(now);
    }

    private void close(Incident incident, List<Trouble> members) {
        out.event(words.closed(incident, members, null));
        open.remove(incident.id());
        for (Trouble member : members) {
            if (member.bad()) {
                keep(member.in(null));
            } else {
                troubles.remove(member.guid());
                store.removeTrouble(member.guid());
            }
        }
    }
}
