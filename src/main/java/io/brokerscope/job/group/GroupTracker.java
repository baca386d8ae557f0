package io.brokerscope.job.group;

import io.brokerscope.entity.EntityGate;
import io.brokerscope.job.group.GroupStore.Header;
import io.brokerscope.lag.EndReading;
import io.brokerscope.lag.EndTable;
import io.brokerscope.lag.LagStatus;
import io.brokerscope.lag.UnknownReason;
import io.brokerscope.model.EntityId;
import io.brokerscope.model.HealthJudge;
import io.brokerscope.model.OutcomeKind;
import io.brokerscope.model.Quality;
import io.brokerscope.model.ScrapeOutcome;
import io.brokerscope.model.Stopgap;
import io.brokerscope.model.cluster.ClusterReading;
import io.brokerscope.model.output.EntityRecord;
import io.brokerscope.model.output.EntityRecord.Assignments;
import io.brokerscope.model.output.MetricsRecord;
import io.brokerscope.model.output.Outputs;
import io.brokerscope.model.settings.ClusterSettings;
import io.brokerscope.model.settings.LagSettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongConsumer;

/**
 * Follows the consumer groups of a cluster from reading to reading of its Admin protocol: lag in
 * offsets and in time, trend, status, and what happens to them. Pure: state and outcome in, state
 * and records out.
 *
 * <p>Nothing is made up while the cluster, or a group's coordinator, does not answer: the last
 * values are repeated with their age, and are unknown when they are too old. A group is gone when
 * everybody was asked and nobody has it; a group that is idle stays.
 */
public final class GroupTracker {

    /** How long a retirement waits for its incarnation: a restore brings both within seconds. */
    private static final long HOLD_EARLY_MS = 600_000;

    /**
     * A group that is not listed for so many intervals is gone, and not before: while its
     * coordinator moves no broker lists it.
     */
    private static final int ABSENT_INTERVALS = 2;

    /** Values that are repeated for no longer than so many intervals are no news. */
    private static final int MISSED_INTERVALS = 3;

    /** Groups that are remembered, in multiples of what one reading may hold. */
    private static final int MAX_READINGS_OF_GROUPS = 2;

    private final String account;
    private final HealthJudge health;
    private final Stopgap stopgap;

    /**
     * Remembers nothing itself.
     *
     * @param account account in the GUIDs
     * @param health judges the groups
     * @param stopgap makes up what is missing of hybrid clusters
     */
    public GroupTracker(String account, HealthJudge health, Stopgap stopgap) {
        this.account = account;
        this.health = health;
        this.stopgap = stopgap;
    }

    /**
     * Takes an outcome of the cluster's target in.
     *
     * @param store state of the cluster
     * @param outcome the outcome; never a NOTICE
     * @param now epoch milliseconds
     * @param out takes the records
     * @param timer takes event times at which {@link #onTime} is to be called
     */
    public void accept(
            GroupStore store, ScrapeOutcome outcome, long now, Outputs out, LongConsumer timer) {
        switch (outcome.kind()) {
            case ADDED -> added(store, outcome, now, out);
            case RETIRED -> retired(store, outcome, now, out, timer);
            case OBSERVED, FAILED, SKIPPED, REJECTED, MISSED -> tick(store, outcome, now, out);
            case NOTICE, OUTPUT_GAP ->
                    throw new IllegalArgumentException(outcome.kind() + " has no target");
        }
    }

    /** Lets go of a retirement whose incarnation was never added. */
    public void onTime(GroupStore store) {
        Header header = store.header();
        if (header != null && !header.added()) {
            store.clear();
        }
    }

    private void added(GroupStore store, ScrapeOutcome outcome, long now, Outputs out) {
        Header known = store.header();
        if (known != null && known.incarnation() >= outcome.incarnation()) {
            return;
        }
        if (known != null && known.retired() > outcome.incarnation()) {
            return;
        }
        if (known != null && known.retired() == outcome.incarnation()) {
            end(store, outcome.target().cluster(), now, out);
            return;
        }
        ClusterSettings cluster = outcome.spec().cluster();
        store.header(
                new Header(
                        outcome.incarnation(),
                        Header.NONE,
                        cluster.provider(),
                        cluster.labels(),
                        cluster.scrape().intervalMs(),
                        cluster.lastKnownMs(),
                        cluster.scrape().limits().topics(),
                        lag(cluster),
                        known == null ? Long.MIN_VALUE : known.takenDue(),
                        known != null && known.settled(),
                        cluster.simulation() == null ? null : cluster,
                        cluster.health()));
    }

    /**
     * The rules for a cluster that is read so often: a reading that is not overdue is current, and
     * the time between two readings is no gap.
     */
    private static LagSettings lag(ClusterSettings cluster) {
        LagSettings lag = cluster.lag();
        long notOverdue = cluster.scrape().notOverdueMs();
        return lag.maxGapMs() >= notOverdue
                ? lag
                : new LagSettings(
                        Math.min(notOverdue, LagSettings.LONGEST_GAP_MS),
                        lag.times(),
                        lag.commits(),
                        lag.trend());
    }

    /** After a restart a retirement may overtake the fact that its incarnation was added. */
    private void retired(
            GroupStore store, ScrapeOutcome outcome, long now, Outputs out, LongConsumer timer) {
        Header header = store.header();
        if (header == null) {
            store.header(
                    new Header(
                            Header.NONE,
                            outcome.incarnation(),
                            null,
                            Map.of(),
                            0,
                            0,
                            0,
                            LagSettings.DEFAULTS,
                            Long.MIN_VALUE,
                            false,
                            null,
                            null));
            timer.accept(now + HOLD_EARLY_MS);
        } else if (header.incarnation() == outcome.incarnation()) {
            end(store, outcome.target().cluster(), now, out);
        } else if (header.incarnation() < outcome.incarnation()) {
            store.header(header.withRetired(Math.max(header.retired(), outcome.incarnation())));
        }
    }

    private void end(GroupStore store, String cluster, long now, Outputs out) {
        for (String group : new TreeSet<>(store.groups())) {
            out.tombstone(EntityId.consumerGroup(account, cluster, group), now);
        }
        store.clear();
    }

    private void tick(GroupStore store, ScrapeOutcome outcome, long now, Outputs out) {
        Header header = store.header();
        if (header == null || !header.added() || outcome.untilDueAt() <= header.takenDue()) {
            return;
        }
        Emitter emitter =
                new Emitter(
                        store, header, outcome.target().cluster(), outcome.untilDueAt(), now, out);
        if (outcome.view() == null) {
            boolean told = outcome.kind() != OutcomeKind.MISSED;
            for (String group : new TreeSet<>(store.groups())) {
                emitter.unread(group, store.group(group), null, told);
            }
            emitter.missing();
            return;
        }
        ReadingRows rows = new ReadingRows(outcome.view());
        EndTable[] ends = takeEnds(store, rows, header.lag());
        for (int group = 0; group < rows.groups(); group++) {
            emitter.listed(rows, group, ends);
        }
        emitter.absent(rows);
        emitter.missing();
        store.header(header.taken(outcome.dueAt(), rows.isEveryGroupThere()));
    }

    /** Puts the ends to what is remembered of them; a table per row of the partitions. */
    private static EndTable[] takeEnds(GroupStore store, ReadingRows rows, LagSettings settings) {
        ClusterReading.Partitions partitions = rows.reading().partitions();
        int[] first = rows.reading().topics().firstPartition();
        EndTable[] ends = new EndTable[partitions.number().length];
        for (int topic = 0; topic < rows.topics(); topic++) {
            TopicEnds before = store.topic(rows.key(topic));
            List<EndTable> tables =
                    before == null ? new ArrayList<>() : new ArrayList<>(before.partitions());
            for (int row = first[topic]; row < first[topic + 1]; row++) {
                int number = partitions.number()[row];
                while (tables.size() <= number) {
                    tables.add(EndTable.empty(rows.topicId(topic)));
                }
                if (partitions.end()[row] >= 0) {
                    EndReading end =
                            new EndReading(
                                    rows.topicId(topic),
                                    partitions.end()[row],
                                    start(tables.get(number), rows, topic, row),
                                    partitions.endsReadAt());
                    tables.set(number, tables.get(number).add(end, rows.writes(row), settings));
                }
                ends[row] = tables.get(number);
            }
            store.topic(rows.key(topic), new TopicEnds(partitions.endsReadAt(), tables));
        }
        for (String key : store.topics()) {
            if (!rows.holds(key)
                    && (rows.isEveryTopicThere()
                            || partitions.endsReadAt() - store.topic(key).seenAt()
                                    > GroupReading.FORGET_AFTER_MS)) {
                store.removeTopic(key);
            }
        }
        return ends;
    }

    /** Where a partition begins; what was known of it where that was not told. */
    private static long start(EndTable before, ReadingRows rows, int topic, int row) {
        long start = rows.reading().partitions().start()[row];
        boolean same = Objects.equals(before.topicId(), rows.topicId(topic));
        return start >= 0 ? start : same ? before.logStart() : 0;
    }

    /** What one outcome says of the groups of its cluster. */
    private final class Emitter {

        private final GroupStore store;
        private final Header header;
        private final String cluster;
        private final long dueAt;
        private final long now;
        private final Outputs out;

        Emitter(
                GroupStore store,
                Header header,
                String cluster,
                long dueAt,
                long now,
                Outputs out) {
            this.store = store;
            this.header = header;
            this.cluster = cluster;
            this.dueAt = dueAt;
            this.now = now;
            this.out = out;
        }

        /** A group that is in the reading. */
        void listed(ReadingRows rows, int row, EndTable[] ends) {
            ClusterReading.Groups groups = rows.reading().groups();
            String name = groups.name()[row];
            long at = rows.reading().partitions().endsReadAt();
            GroupState before = store.group(name);
            if (before == null) {
                before = GroupState.begin(at);
                if (header.settled()) {
                    out.event(GroupWords.appeared(id(name), now));
                }
            }
            if (groups.commitsReadAt()[row] < 0) {
                unread(name, before.seen(at), GroupFacts.attributes(groups, row), true);
                return;
            }
            GroupReading reading = new GroupReading(rows, row, before, ends, header.lag());
            GroupFacts facts = GroupFacts.of(groups, row, reading, before.window(), header.lag());
            List<GroupTopic> topics = reading.topics();
            events(name, before, reading, facts, left(before.topics(), topics, rows));
            GroupState after =
                    new GroupState(
                            at,
                            reading.readAt(),
                            topics,
                            facts.window(),
                            facts.metrics(),
                            facts.attributes(),
                            facts.cause(),
                            facts.status() == LagStatus.UNKNOWN ? before.said() : facts.status(),
                            before.gate());
            metrics(name, Quality.MEASURED, reading.readAt(), facts.metrics());
            entity(
                    name,
                    after,
                    Quality.MEASURED,
                    facts.metrics(),
                    facts.attributes(),
                    facts.cause(),
                    GroupFacts.assignments(reading));
        }

        private void events(
                String name,
                GroupState before,
                GroupReading reading,
                GroupFacts facts,
                Set<String> left) {
            EntityId id = id(name);
            if (!reading.rewinds().isEmpty()) {
                out.event(GroupWords.rewound(id, reading.rewinds(), now));
            }
            if (!left.isEmpty()) {
                out.event(GroupWords.topicsLeft(id, List.copyOf(left), now));
            }
            if (before.said() != null
                    && facts.status() != LagStatus.UNKNOWN
                    && facts.status() != before.said()) {
                out.event(GroupWords.statusChanged(id, before.said(), facts, facts.worst(), now));
            }
        }

        /** Topics that counted and do not any more; of those that were not read nobody knows. */
        private static Set<String> left(
                List<GroupTopic> before, List<GroupTopic> after, ReadingRows rows) {
            Set<String> left = new TreeSet<>();
            before.stream()
                    .filter(GroupTopic::counts)
                    .filter(topic -> !rows.isUnread(topic.key(), topic.topic()))
                    .forEach(topic -> left.add(topic.topic()));
            after.stream().filter(GroupTopic::counts).forEach(t -> left.remove(t.topic()));
            return left;
        }

        /**
         * A group whose commits were not read: the last known values while they are fresh.
         *
         * @param listed its attributes in the reading that lacks its commits; null where there is
         *     no such reading
         * @param told whether the tick gets a record of metrics
         */
        void unread(String name, GroupState group, Map<String, String> listed, boolean told) {
            boolean fresh =
                    group.observedAt() >= 0 && now - group.observedAt() <= header.lastKnownMs();
            if (!fresh && listed == null && header.filledIn().contains(name)) {
                if (told) {
                    madeUp(name, group);
                }
                return;
            }
            Quality quality = fresh ? Quality.LAST_KNOWN : Quality.UNKNOWN;
            Map<String, Double> metrics = new TreeMap<>(fresh ? group.metrics() : Map.of());
            Map<String, String> attributes = new TreeMap<>(fresh ? group.attributes() : Map.of());
            if (!fresh) {
                attributes.put("lagStatus", LagStatus.UNKNOWN.name());
            }
            if (listed != null) {
                attributes.putAll(listed);
                int partitions = group.partitions();
                metrics.put(GroupFacts.KNOWN, 0.0);
                if (group.observedAt() >= 0) {
                    metrics.put(GroupFacts.UNKNOWN, (double) partitions);
                }
                if (partitions > 0) {
                    attributes.put("unknown", UnknownReason.COMMIT_NOT_READ + " " + partitions);
                }
            }
            if (told) {
                metrics(name, quality, fresh ? group.observedAt() : -1, metrics);
            }
            // One reading that is missed is no news of ten thousand groups.
            if (fresh
                    && listed == null
                    && now - group.observedAt() <= MISSED_INTERVALS * header.intervalMs()) {
                return;
            }
            entity(name, group, quality, metrics, attributes, group.cause(), null);
        }

        /** The groups that are not in the reading. */
        void absent(ReadingRows rows) {
            Set<String> absent = new TreeSet<>(store.groups());
            List.of(rows.reading().groups().name()).forEach(absent::remove);
            Map<String, Long> open = new HashMap<>();
            for (String name : absent) {
                GroupState group = store.group(name);
                long unseenMs = rows.reading().partitions().endsReadAt() - group.seenAt();
                boolean proven = rows.wouldBeListed(name);
                if (group.observedAt() < 0 && header.filledIn().contains(name)) {
                    // It was never there.
                    unread(name, group, null, true);
                    continue;
                }
                // Seen before the reading before: that one lacked it as well.
                if (proven
                        && group.seenAt() < header.takenDue()
                        && unseenMs >= ABSENT_INTERVALS * header.intervalMs()) {
                    gone(name, "is not listed any more");
                } else if (!rows.mayBeBeyondLimit(name)
                        && unseenMs > header.lag().commits().expireMs()) {
                    gone(name, "was not listed for " + GroupWords.duration(unseenMs));
                } else {
                    unread(name, group, null, true);
                    if (!proven) {
                        open.put(name, group.seenAt());
                    }
                }
            }
            if (!open.isEmpty()) {
                bound(open);
            }
        }

        /**
         * Groups whose absence proves nothing are not collected without end.
         *
         * @param open these groups, with when each was seen last; not empty
         */
        private void bound(Map<String, Long> open) {
            int most = MAX_READINGS_OF_GROUPS * header.maxGroups();
            int surplus = store.groups().size() - most;
            if (surplus <= 0) {
                return;
            }
            List<String> forgotten =
                    open.entrySet().stream()
                            .sorted(
                                    Map.Entry.<String, Long>comparingByValue()
                                            .thenComparing(Map.Entry.comparingByKey()))
                            .limit(surplus)
                            .map(Map.Entry::getKey)
                            .toList();
            forgotten.forEach(name -> gone(name, "is forgotten"));
            out.event(GroupWords.bounded(cluster, forgotten.size(), most, now));
        }

        private void gone(String name, String why) {
            out.event(GroupWords.disappeared(id(name), why, now));
            out.tombstone(id(name), now);
            store.removeGroup(name);
        }

        private void metrics(
                String name, Quality quality, long observedAt, Map<String, Double> metrics) {
            EntityId id = id(name);
            out.metrics(
                    new MetricsRecord(
                            1,
                            id.guid(),
                            id.type(),
                            id.name(),
                            id.cluster(),
                            dueAt,
                            null,
                            0,
                            header.called(quality),
                            observedAt < 0 ? null : observedAt,
                            null,
                            metrics,
                            Map.of(),
                            null,
                            null));
        }

        /** Expected groups that nobody has told of, where these are made up. */
        void missing() {
            for (String name : header.filledIn()) {
                if (store.group(name) == null) {
                    madeUp(name, GroupState.begin(now));
                }
            }
        }

        private void madeUp(String name, GroupState group) {
            Map<String, Double> metrics = stopgap.group(header.madeUp(), name, dueAt);
            metrics(name, Quality.SIMULATED, -1, metrics);
            entity(name, group, Quality.SIMULATED, metrics, Map.of(), null, null);
        }

        /** Writes the entity where that is due, and keeps the state. */
        private void entity(
                String name,
                GroupState group,
                Quality quality,
                Map<String, Double> metrics,
                Map<String, String> attributes,
                String cause,
                Assignments assignments) {
            EntityId id = id(name);
            // How a group is that is made up, nobody knows.
            boolean known = quality != Quality.UNKNOWN && quality != Quality.SIMULATED;
            HealthJudge.Verdict verdict =
                    health.judge(
                            new HealthJudge.Facts(
                                    id.type(),
                                    header.labels(),
                                    metrics,
                                    known ? quality : Quality.UNKNOWN,
                                    null,
                                    cause,
                                    header.health(),
                                    header.intervalMs(),
                                    now),
                            EntityGate.health(group.gate()));
            Long observedAt = known ? (Long) group.observedAt() : null;
            EntityRecord entity =
                    new EntityRecord(
                            1,
                            id.guid(),
                            id.type(),
                            id.name(),
                            account,
                            id.cluster(),
                            header.provider(),
                            header.labels(),
                            attributes,
                            verdict.status(),
                            verdict.score(),
                            verdict.reasons(),
                            header.called(quality),
                            dueAt,
                            observedAt,
                            now,
                            observedAt == null ? null : Math.max(0, now - observedAt),
                            0,
                            metrics,
                            null,
                            assignments);
            store.group(
                    name,
                    group.withGate(
                            EntityGate.pass(
                                    group.gate(),
                                    entity,
                                    verdict.memory(),
                                    null,
                                    header.intervalMs(),
                                    out)));
        }

        private EntityId id(String group) {
            return EntityId.consumerGroup(account, cluster, group);
        }
    }
}
