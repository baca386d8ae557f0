package io.brokerscope.source;

import io.brokerscope.model.DiscoveryNotice;
import io.brokerscope.model.DiscoveryNotice.Type;
import io.brokerscope.model.FleetDiscovery;
import io.brokerscope.model.TargetId;
import io.brokerscope.model.TargetSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which targets are to be read, as discovery tells it round by round. Pure: results of discovery go
 * in, the wanted set changes, notices come out; one thread.
 *
 * <p>A failed round changes nothing. A target goes after several successful rounds in a row without
 * it, or with its cluster. Any change of a specification begins a new incarnation.
 */
final class KnownFleet {

    /** Sentences about refused entries told one by one per cluster; more are only counted. */
    static final int MAX_REFUSALS_TOLD = 100;

    /** Characters of a notice; what is longer is cut off and ends in an ellipsis. */
    static final int MAX_MESSAGE = 1_000;

    /** What stands for the configuration as a whole, where another notice has a cluster. */
    static final String WHOLE_FLEET = "";

    private final int maxTargets;
    private final int absencesBeforeRetirement;
    private final Map<String, String> fingerprints;
    private final Map<String, TreeMap<TargetId, KnownTarget>> targets = new TreeMap<>();
    private final Set<String> failing = new HashSet<>();
    private final Set<String> failuresTold = new HashSet<>();
    private final Set<String> hangsTold = new HashSet<>();
    private final Map<String, Set<String>> refusalsTold = new HashMap<>();
    private final Map<String, Integer> overLimit = new HashMap<>();

    /** Per cluster the target that the configuration itself names; no round has a say in it. */
    private Map<String, TargetSpec> configured = Map.of();

    private long highestIncarnation;
    private int size;
    private long changes;

    KnownFleet(TargetSourceSettings settings, FleetCheckpoint checkpoint) {
        this.maxTargets = settings.maxTargets();
        this.absencesBeforeRetirement = settings.absencesBeforeRetirement();
        this.fingerprints = new TreeMap<>(checkpoint.fingerprints());
        this.highestIncarnation = checkpoint.highestIncarnation();
        this.failing.addAll(checkpoint.failing());
        checkpoint.targets().forEach(this::put);
    }

    /** What to remember. */
    FleetCheckpoint checkpoint() {
        return new FleetCheckpoint(highestIncarnation, fingerprints, failing, wanted());
    }

    /** Every target that is to be read, in order. */
    List<KnownTarget> wanted() {
        List<KnownTarget> wanted = new ArrayList<>(size);
        targets.values().forEach(cluster -> wanted.addAll(cluster.values()));
        return wanted;
    }

    /** Number of targets that are to be read. */
    int size() {
        return size;
    }

    /** Another number than before once something about {@link #wanted} has changed. */
    long changes() {
        return changes;
    }

    /** Number of targets refused because there are too many, over all clusters. */
    int overLimit() {
        return overLimit.values().stream().mapToInt(Integer::intValue).sum();
    }

    /**
     * The configured clusters. The targets of a cluster that is gone go at once; a target that the
     * configuration itself names comes and goes with it, also while discovery fails.
     *
     * @param now epoch milliseconds
     * @return what to tell
     */
    List<DiscoveryNotice> configured(FleetDiscovery.Fleet fleet, long now) {
        List<DiscoveryNotice> notices = new ArrayList<>();
        fleet.notices().forEach(n -> notices.add(bounded(n)));
        recovered(WHOLE_FLEET, now, notices);
        for (String cluster : List.copyOf(fingerprints.keySet())) {
            if (!fleet.fingerprints().containsKey(cluster)) {
                notices.add(removed(cluster, now));
            }
        }
        new TreeMap<>(fleet.fingerprints())
                .forEach(
                        (cluster, fingerprint) -> {
                            String before = fingerprints.put(cluster, fingerprint);
                            if (before == null) {
                                notices.add(
                                        notice(
                                                cluster,
                                                Type.CLUSTER_ADDED,
                                                "The cluster was added to the configuration.",
                                                now));
                            } else if (!before.equals(fingerprint)) {
                                notices.add(
                                        notice(
                                                cluster,
                                                Type.CLUSTER_CHANGED,
                                                "The settings of the cluster were changed.",
                                                now));
                            }
                        });
        configured = new TreeMap<>();
        fleet.targets().forEach(spec -> configured.put(spec.target().cluster(), spec));
        for (String cluster : fingerprints.keySet()) {
            compareConfigured(cluster, now);
        }
        return notices;
    }

    /** Adds, replaces or removes the target that the configuration itself names. */
    private void compareConfigured(String cluster, long now) {
        TargetSpec spec = configured.get(cluster);
        TargetId id = TargetId.ofCluster(cluster);
        TreeMap<TargetId, KnownTarget> known = targets.getOrDefault(cluster, new TreeMap<>());
        KnownTarget before = known.get(id);
        if (spec == null && before != null) {
            known.remove(id);
            size--;
            changes++;
        } else if (spec != null
                && (before == null ? size < maxTargets : !spec.equals(before.spec()))) {
            put(new KnownTarget(spec, nextIncarnation(now), 0));
        }
    }

    /**
     * A successful round of a cluster. Ignored where the cluster is not configured any more.
     *
     * @param now epoch milliseconds
     * @return what to tell
     */
    List<DiscoveryNotice> found(String cluster, FleetDiscovery.Round round, long now) {
        List<DiscoveryNotice> notices = new ArrayList<>();
        if (!fingerprints.containsKey(cluster)) {
            return notices;
        }
        hangsTold.remove(cluster);
        recovered(cluster, now, notices);
        Set<String> refused = new LinkedHashSet<>(round.refused());
        TreeMap<TargetId, TargetSpec> present = usable(cluster, round.targets(), refused);
        if (configured.containsKey(cluster)) {
            present.put(TargetId.ofCluster(cluster), configured.get(cluster));
        }
        spareForAbsent(cluster, present);
        compareKnown(cluster, present, now);
        int tooMany = addNew(cluster, present, now);
        tellRefusals(cluster, refused, now, notices);
        tellLimit(cluster, tooMany, now, notices);
        return notices;
    }

    /**
     * A failed round of a cluster, or a failed look at the configuration ({@link #WHOLE_FLEET}).
     *
     * @param message a sentence without credentials
     * @param now epoch milliseconds
     * @return what to tell
     */
    List<DiscoveryNotice> failed(String cluster, String message, long now) {
        hangsTold.remove(cluster);
        if (!cluster.equals(WHOLE_FLEET) && !fingerprints.containsKey(cluster)) {
            return List.of();
        }
        failing.add(cluster);
        return failuresTold.add(cluster)
                ? List.of(notice(cluster, Type.DISCOVERY_FAILED, message, now))
                : List.of();
    }

    /**
     * A round of a cluster is not over although it should be for long.
     *
     * @param runningMs how long it has been running
     * @param now epoch milliseconds
     * @return what to tell
     */
    List<DiscoveryNotice> hanging(String cluster, long runningMs, long now) {
        if (!fingerprints.containsKey(cluster) || !hangsTold.add(cluster)) {
            return List.of();
        }
        failing.add(cluster);
        return List.of(
                notice(
                        cluster,
                        Type.DISCOVERY_FAILED,
                        "A discovery round has been running for "
                                + runningMs / 1_000
                                + " s; the last known targets stay.",
                        now));
    }

    /**
     * What a reader holds. Where it holds a later incarnation than is known here, the target begins
     * a still later one: an incarnation that may have ended must not come back.
     *
     * @param now epoch milliseconds
     */
    void reported(Collection<Holding> holdings, long now) {
        holdings.forEach(h -> highestIncarnation = Math.max(highestIncarnation, h.incarnation()));
        for (Holding holding : holdings) {
            TreeMap<TargetId, KnownTarget> cluster = targets.get(holding.cluster());
            KnownTarget known = cluster == null ? null : cluster.get(holding.target());
            if (known != null && known.incarnation() < holding.incarnation()) {
                put(new KnownTarget(known.spec(), nextIncarnation(now), known.absences()));
            }
        }
    }

    /** A reader that was to tell notices is gone: what still holds is told again. */
    void tellAgain() {
        failuresTold.clear();
        hangsTold.clear();
        refusalsTold.clear();
        overLimit.clear();
    }

    private DiscoveryNotice removed(String cluster, long now) {
        TreeMap<TargetId, KnownTarget> gone = targets.remove(cluster);
        int count = gone == null ? 0 : gone.size();
        size -= count;
        changes++;
        fingerprints.remove(cluster);
        failing.remove(cluster);
        failuresTold.remove(cluster);
        hangsTold.remove(cluster);
        refusalsTold.remove(cluster);
        overLimit.remove(cluster);
        return notice(
                cluster,
                Type.CLUSTER_REMOVED,
                "The cluster was removed from the configuration; its "
                        + count
                        + " targets are retired.",
                now);
    }

    private void recovered(String cluster, long now, List<DiscoveryNotice> notices) {
        failuresTold.remove(cluster);
        if (failing.remove(cluster)) {
            notices.add(notice(cluster, Type.DISCOVERY_RECOVERED, "Discovery works again.", now));
        }
    }

    private static TreeMap<TargetId, TargetSpec> usable(
            String cluster, List<TargetSpec> found, Set<String> refused) {
        TreeMap<TargetId, TargetSpec> usable = new TreeMap<>();
        for (TargetSpec spec : found) {
            if (!spec.target().cluster().equals(cluster)) {
                refused.add(
                        "Target "
                                + spec.target()
                                + " was found for cluster "
                                + cluster
                                + "; a round may only name targets of its own cluster.");
            } else if (spec.cluster().scrape().intervalMs() <= 0) {
                refused.add(
                        "Target "
                                + spec.target()
                                + " has an interval of "
                                + spec.cluster().scrape().intervalMs()
                                + " ms; it must be positive.");
            } else {
                TargetSpec first = usable.putIfAbsent(spec.target(), spec);
                if (first != null && !first.equals(spec)) {
                    refused.add(
                            "Target "
                                    + spec.target()
                                    + " was found more than once; "
                                    + first.host()
                                    + " is read, "
                                    + spec.host()
                                    + " is not.");
                }
            }
        }
        return usable;
    }

    /**
     * Who is absent for a moment may be back with the next round: until it is given up, nothing is
     * made up in its place.
     */
    private void spareForAbsent(String cluster, TreeMap<TargetId, TargetSpec> present) {
        TreeMap<TargetId, KnownTarget> known = targets.getOrDefault(cluster, new TreeMap<>());
        for (KnownTarget target : known.values()) {
            TargetId id = target.spec().target();
            TargetSpec now = present.get(id);
            boolean absent = now == null || now.simulated();
            if (target.spec().simulated()
                    || !absent
                    || target.absences() + 1 >= absencesBeforeRetirement) {
                continue;
            }
            present.entrySet().stream()
                    .filter(entry -> entry.getValue().simulated())
                    .map(Map.Entry::getKey)
                    .filter(other -> other.equals(id) || !known.containsKey(other))
                    .max(Comparator.comparing(id::equals))
                    .ifPresent(present::remove);
        }
    }

    private void compareKnown(String cluster, Map<TargetId, TargetSpec> present, long now) {
        TreeMap<TargetId, KnownTarget> known = targets.getOrDefault(cluster, new TreeMap<>());
        for (KnownTarget target : List.copyOf(known.values())) {
            TargetSpec spec = present.get(target.spec().target());
            if (spec == null) {
                int absences = target.absences() + 1;
                if (absences >= absencesBeforeRetirement || target.spec().simulated()) {
                    known.remove(target.spec().target());
                    size--;
                    changes++;
                } else {
                    put(new KnownTarget(target.spec(), target.incarnation(), absences));
                }
            } else if (!spec.equals(target.spec())) {
                put(new KnownTarget(spec, nextIncarnation(now), 0));
            } else if (target.absences() > 0) {
                put(new KnownTarget(spec, target.incarnation(), 0));
            }
        }
    }

    /** Adds what is new, in the order of ids; returns how many were too many. */
    private int addNew(String cluster, TreeMap<TargetId, TargetSpec> present, long now) {
        int tooMany = 0;
        for (TargetSpec spec : present.values()) {
            if (!targets.getOrDefault(cluster, new TreeMap<>()).containsKey(spec.target())) {
                if (size < maxTargets) {
                    put(new KnownTarget(spec, nextIncarnation(now), 0));
                } else {
                    tooMany++;
                }
            }
        }
        return tooMany;
    }

    private void tellRefusals(
            String cluster, Set<String> refused, long now, List<DiscoveryNotice> notices) {
        Set<String> current = new TreeSet<>();
        for (String sentence : refused) {
            if (current.size() == MAX_REFUSALS_TOLD) {
                current.add((refused.size() - MAX_REFUSALS_TOLD) + " more entries were refused.");
                break;
            }
            current.add(cut(sentence));
        }
        Set<String> before = refusalsTold.getOrDefault(cluster, Set.of());
        for (String sentence : current) {
            if (!before.contains(sentence)) {
                notices.add(notice(cluster, Type.TARGET_REFUSED, sentence, now));
            }
        }
        if (current.isEmpty()) {
            refusalsTold.remove(cluster);
        } else {
            refusalsTold.put(cluster, current);
        }
    }

    private void tellLimit(String cluster, int tooMany, long now, List<DiscoveryNotice> notices) {
        if (tooMany == 0) {
            overLimit.remove(cluster);
            return;
        }
        Integer before = overLimit.put(cluster, tooMany);
        if (before == null || before != tooMany) {
            notices.add(
                    notice(
                            cluster,
                            Type.TARGET_REFUSED,
                            tooMany
                                    + " targets of the cluster are not read: maxTargets = "
                                    + maxTargets
                                    + " is reached.",
                            now));
        }
    }

    private void put(KnownTarget target) {
        changes++;
        TargetId id = target.spec().target();
        KnownTarget before =
                targets.computeIfAbsent(id.cluster(), c -> new TreeMap<>()).put(id, target);
        if (before == null) {
            size++;
        }
    }

    private long nextIncarnation(long now) {
        highestIncarnation = Math.max(now, highestIncarnation + 1);
        return highestIncarnation;
    }

    private static DiscoveryNotice notice(String cluster, Type type, String message, long now) {
        return new DiscoveryNotice(cluster, type, cut(message), now);
    }

    private static DiscoveryNotice bounded(DiscoveryNotice notice) {
        return notice(notice.cluster(), notice.type(), notice.message(), notice.at());
    }

    private static String cut(String message) {
        return message.length() <= MAX_MESSAGE
                ? message
                : message.substring(0, MAX_MESSAGE - 1) + "…";
    }
}
