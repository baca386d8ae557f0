package io.brokerscope.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.model.FleetDiscovery;
import io.brokerscope.model.TargetSpec;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/**
 * Enumerator and readers without Flink, in a random world: discovery comes and goes, checkpoints
 * are taken and cut short, readers fail alone or together and come back with older state, the
 * coordinator is restored, splits are dealt out anew over another number of readers, messages take
 * their time. Whatever happened, in the end every wanted target is held exactly once, nothing else
 * is held, and what was committed holds each tick exactly once.
 */
class FleetSimulationTest {

    private static final TargetSourceSettings SETTINGS = new TargetSourceSettings(10, 2, 1_000);
    private static final List<String> CLUSTERS = List.of("a", "b");
    private static final int IDS = 7;

    @Property(tries = 1_000)
    void everyTickOnceAndEveryTargetHeldOnce(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 400) int actions)
            throws IOException {
        World world = new World(new Random(seed));
        for (int i = 0; i < actions; i++) {
            world.act();
        }
        world.comeToRest();
        world.verify();
    }

    private record Checkpoint(byte[] fleet, Map<Integer, List<byte[]>> readers) {}

    /** Everything a checkpoint under way has gathered. */
    private static final class Pending {
        private final byte[] fleet;
        private final Map<Integer, List<byte[]>> readers = new TreeMap<>();
        private final Map<Integer, List<TargetTicks.Step>> output = new HashMap<>();

        Pending(byte[] fleet) {
            this.fleet = fleet;
        }
    }

    private static final class Reader {
        private final HeldTargets targets = new HeldTargets();
        private final ArrayDeque<Object> inbox = new ArrayDeque<>();
        private final ArrayDeque<List<Holding>> outbox = new ArrayDeque<>();
        private final List<TargetTicks.Step> uncommitted = new ArrayList<>();
        private boolean registered;
    }

    private static final class World {

        private final Random random;
        private final TargetSplitSerializer splitSerializer = new TargetSplitSerializer();
        private final FleetCheckpointSerializer fleetSerializer = new FleetCheckpointSerializer();
        private final Ledgers committed = new Ledgers();
        private final Set<String> configured = new HashSet<>();
        private final List<Reader> readers = new ArrayList<>();
        private KnownFleet fleet = new KnownFleet(SETTINGS, FleetCheckpoint.empty());
        private Ownership ownership = new Ownership();
        private Checkpoint last =
                new Checkpoint(fleetSerializer.serialize(FleetCheckpoint.empty()), new TreeMap<>());
        private Pending pending;
        private long now = 1_764_000_000_000L;

        World(Random random) throws IOException {
            this.random = random;
            for (int i = 0; i < 2; i++) {
                readers.add(new Reader());
                restore(i);
            }
            configure(new HashSet<>(CLUSTERS));
        }

        void act() throws IOException {
            int reader = random.nextInt(readers.size());
            switch (random.nextInt(30)) {
                case 0, 1, 2, 3 -> poll(reader, 1 + random.nextInt(20));
                case 4, 5, 6, 7, 8, 9, 10, 11 -> deliver(reader);
                case 12, 13, 14 -> deliverReport(reader);
                case 15, 16 -> now += random.nextInt(20_000);
                case 17, 18, 19 -> discover();
                case 20 -> {
                    Set<String> clusters = new HashSet<>(CLUSTERS);
                    clusters.removeIf(c -> random.nextInt(4) == 0);
                    configure(clusters);
                }
                case 21, 22, 23 -> beginCheckpoint();
                case 24, 25, 26 -> {
                    if (!readers.get(reader).registered) {
                        restore(reader);
                    }
                }
                case 27 -> {
                    switch (random.nextInt(5)) {
                        case 0, 1 -> fail(reader);
                        case 2 -> failAll();
                        case 3 -> restoreEverything(1 + random.nextInt(4));
                        default -> now -= random.nextInt(60_000);
                    }
                }
                default -> now += 1_000;
            }
        }

        /** Nothing fails any more, messages arrive, what is due is told, a checkpoint completes. */
        void comeToRest() throws IOException {
            for (int i = 0; i < readers.size(); i++) {
                if (!readers.get(i).registered) {
                    restore(i);
                }
            }
            now += 120_000;
            pollUntilQuiet();
            beginCheckpoint();
            pollUntilQuiet();
            assertThat(pending).isNull();
        }

        void verify() {
            List<Holding> held = new ArrayList<>();
            readers.forEach(
                    r ->
                            r.targets
                                    .splits()
                                    .forEach(
                                            s -> {
                                                assertThat(s.retiring()).isFalse();
                                                assertThat(s.predecessors()).isEmpty();
                                                held.add(s.holding());
                                            }));
            List<Holding> wanted =
                    fleet.wanted().stream()
                            .map(t -> Holding.of(t.spec().target(), t.incarnation()))
                            .toList();
            assertThat(held).containsExactlyInAnyOrderElementsOf(wanted);
            assertThat(committed.open()).containsExactlyInAnyOrderElementsOf(wanted);
        }

        private void pollUntilQuiet() throws IOException {
            boolean busy = true;
            while (busy) {
                busy = false;
                for (int i = 0; i < readers.size(); i++) {
                    busy |= poll(i, Integer.MAX_VALUE);
                    busy |= deliver(i);
                    busy |= deliverReport(i);
                }
            }
        }

        private boolean poll(int subtask, int records) {
            Reader reader = readers.get(subtask);
            boolean any = false;
            for (int i = 0; reader.registered && i < records; i++) {
                var step = reader.targets.next(now);
                if (step.isEmpty()) {
                    break;
                }
                reader.uncommitted.add(step.get());
                any = true;
            }
            return any;
        }

        private boolean deliver(int subtask) throws IOException {
            Reader reader = readers.get(subtask);
            Object message = reader.inbox.poll();
            if (message instanceof Ownership.Command.Assign assign) {
                assertThat(
                                reader.targets.add(
                                        TargetSplit.fresh(assign.spec(), assign.incarnation())))
                        .isTrue();
            } else if (message instanceof Ownership.Command.Replace replace) {
                assertThat(
                                reader.targets.replace(
                                        replace.old(), replace.spec(), replace.incarnation()))
                        .isTrue();
            } else if (message instanceof Ownership.Command.Retire retire) {
                assertThat(reader.targets.retire(retire.holding())).isTrue();
            } else if (message instanceof Pending checkpoint) {
                snapshot(subtask, checkpoint);
            } else {
                assertThat(message).as("no other command").isNull();
            }
            return message != null;
        }

        private boolean deliverReport(int subtask) {
            List<Holding> report = readers.get(subtask).outbox.poll();
            if (report == null) {
                return false;
            }
            fleet.reported(report, now);
            ownership.reported(subtask, report);
            settle();
            return true;
        }

        private void settle() {
            Set<Integer> registered = new HashSet<>();
            for (int i = 0; i < readers.size(); i++) {
                if (readers.get(i).registered) {
                    registered.add(i);
                }
            }
            ownership
                    .reconcile(readers.size(), registered, fleet.wanted())
                    .forEach(c -> readers.get(c.subtask()).inbox.add(c));
        }

        private void configure(Set<String> clusters) {
            configured.clear();
            configured.addAll(clusters);
            Map<String, String> fingerprints = new LinkedHashMap<>();
            Map<String, Long> intervals = new LinkedHashMap<>();
            clusters.forEach(
                    c -> {
                        fingerprints.put(c, "f");
                        intervals.put(c, 30_000L);
                    });
            fleet.configured(new FleetDiscovery.Fleet(intervals, fingerprints, List.of()), now);
            settle();
        }

        private void discover() {
            String cluster = CLUSTERS.get(random.nextInt(CLUSTERS.size()));
            List<TargetSpec> found = new ArrayList<>();
            for (int id = 0; id < IDS; id++) {
                if (random.nextInt(3) > 0) {
                    long interval = random.nextInt(5) == 0 ? 7_000 : 15_000;
                    found.add(Specs.spec(cluster, id, interval));
                }
            }
            fleet.found(cluster, new FleetDiscovery.Round(found, List.of()), now);
            settle();
        }

        private void beginCheckpoint() throws IOException {
            if (pending == null && readers.stream().allMatch(r -> r.registered)) {
                pending = new Pending(fleetSerializer.serialize(fleet.checkpoint()));
                readers.forEach(r -> r.inbox.add(pending));
            }
        }

        private void snapshot(int subtask, Pending checkpoint) throws IOException {
            if (checkpoint != pending) {
                return;
            }
            Reader reader = readers.get(subtask);
            List<byte[]> splits = new ArrayList<>();
            for (TargetSplit split : reader.targets.splits()) {
                splits.add(splitSerializer.serialize(split));
            }
            checkpoint.readers.put(subtask, splits);
            checkpoint.output.put(subtask, new ArrayList<>(reader.uncommitted));
            reader.uncommitted.clear();
            if (checkpoint.readers.size() == readers.size()) {
                checkpoint.output.values().forEach(o -> o.forEach(committed::add));
                last = new Checkpoint(checkpoint.fleet, checkpoint.readers);
                pending = null;
            }
        }

        private void abortCheckpoint() {
            if (pending != null) {
                pending.output.forEach(
                        (subtask, output) -> readers.get(subtask).uncommitted.addAll(0, output));
                pending = null;
            }
        }

        private void fail(int subtask) {
            abortCheckpoint();
            Reader reader = new Reader();
            readers.set(subtask, reader);
        }

        /** The runtime resets the subtask, its next attempt registers and reports. */
        private void restore(int subtask) throws IOException {
            ownership.forgetReader(subtask);
            fleet.tellAgain();
            settle();
            start(subtask, last.readers().getOrDefault(subtask, List.of()));
        }

        private void start(int subtask, List<byte[]> splits) throws IOException {
            Reader reader = readers.get(subtask);
            for (byte[] split : splits) {
                reader.targets.add(splitSerializer.deserialize(1, split));
            }
            reader.registered = true;
            ownership.forgetReader(subtask);
            reader.outbox.add(reader.targets.holdings());
        }

        private void failAll() throws IOException {
            for (int i = 0; i < readers.size(); i++) {
                fail(i);
            }
            for (int i = 0; i < readers.size(); i++) {
                restore(i);
            }
        }

        /** The coordinator too, and the splits are dealt out over another number of readers. */
        private void restoreEverything(int parallelism) throws IOException {
            abortCheckpoint();
            fleet = new KnownFleet(SETTINGS, fleetSerializer.deserialize(1, last.fleet()));
            ownership = new Ownership();
            List<byte[]> splits = new ArrayList<>();
            last.readers().values().forEach(splits::addAll);
            Collections.shuffle(splits, random);
            readers.clear();
            Map<Integer, List<byte[]>> dealt = new TreeMap<>();
            for (int i = 0; i < parallelism; i++) {
                readers.add(new Reader());
                dealt.put(i, new ArrayList<>());
            }
            for (int i = 0; i < splits.size(); i++) {
                dealt.get(i % parallelism).add(splits.get(i));
            }
            for (int i = 0; i < parallelism; i++) {
                start(i, dealt.get(i));
            }
            last = new Checkpoint(last.fleet(), dealt);
        }
    }
}
