package io.brokerscope.source;

import io.brokerscope.model.TargetId;
import io.brokerscope.model.TargetSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Who holds what, and what has to be said to whom so that every wanted target is held exactly once
 * and nothing else is held. Pure: what happened goes in, commands come out; one thread. The package
 * description explains the protocol.
 *
 * <p>A command counts as carried out as soon as it is given: the runtime delivers it or fails the
 * reader, and a reader that failed reports anew.
 */
final class Ownership {

    private static final Comparator<Holder> BEST_FIRST =
            Comparator.comparingLong(Holder::incarnation)
                    .reversed()
                    .thenComparingInt(Holder::subtask);

    private final Map<Integer, Set<Holding>> held = new TreeMap<>();

    private record Holder(int subtask, long incarnation) {}

    /** Something to tell a reader. */
    sealed interface Command {

        /** Which reader. */
        int subtask();

        /** Begin to read an incarnation that nobody holds. */
        record Assign(int subtask, TargetSpec spec, long incarnation) implements Command {}

        /** End an incarnation and begin another one of the same target where it left off. */
        record Replace(int subtask, Holding old, TargetSpec spec, long incarnation)
                implements Command {}

        /** End an incarnation. */
        record Retire(int subtask, Holding holding) implements Command {}

        /** Drop an incarnation that another reader holds as well. */
        record Forget(int subtask, Holding holding) implements Command {}
    }

    /** The reader began anew or is gone: what it holds is not known until it reports. */
    void forgetReader(int subtask) {
        held.remove(subtask);
    }

    /** The reader said what it holds. */
    void reported(int subtask, Collection<Holding> holdings) {
        held.put(subtask, new HashSet<>(holdings));
    }

    /** Whether every reader is there and has reported. */
    boolean isComplete(int parallelism, Set<Integer> registered) {
        held.keySet().retainAll(registered);
        for (int subtask = 0; subtask < parallelism; subtask++) {
            if (!held.containsKey(subtask)) {
                return false;
            }
        }
        return true;
    }

    /**
     * What has to be said so that the readers hold what is wanted; nothing while a reader is
     * missing or has not reported, because it may hold what seems to be held by nobody.
     *
     * @param parallelism number of readers there have to be
     * @param registered the readers that can be spoken to
     * @param wanted what is to be read
     */
    List<Command> reconcile(
            int parallelism, Set<Integer> registered, Collection<KnownTarget> wanted) {
        if (!isComplete(parallelism, registered)) {
            return List.of();
        }
        Map<TargetId, List<Holder>> holders = holders();
        List<Command> commands = new ArrayList<>();
        List<KnownTarget> unheld = new ArrayList<>();
        for (KnownTarget target : wanted) {
            List<Holder> held = holders.remove(target.spec().target());
            if (held == null) {
                unheld.add(target);
            } else {
                settle(target, held, commands);
            }
        }
        holders.forEach((target, held) -> retireAll(target, held, new HashSet<>(), commands));
        unheld.sort(Comparator.comparing(t -> t.spec().target()));
        unheld.forEach(target -> commands.add(assign(target)));
        return commands;
    }

    private Map<TargetId, List<Holder>> holders() {
        Map<TargetId, List<Holder>> holders = new TreeMap<>();
        held.forEach(
                (subtask, holdings) ->
                        holdings.forEach(
                                h ->
                                        holders.computeIfAbsent(h.target(), t -> new ArrayList<>(1))
                                                .add(new Holder(subtask, h.incarnation()))));
        holders.values().forEach(list -> list.sort(BEST_FIRST));
        return holders;
    }

    /** Keeps the wanted incarnation where it is held, or replaces the newest one by it. */
    private void settle(KnownTarget wanted, List<Holder> holders, List<Command> commands) {
        TargetId target = wanted.spec().target();
        Holder keeper =
                holders.stream()
                        .filter(h -> h.incarnation() == wanted.incarnation())
                        .findFirst()
                        .orElse(holders.get(0));
        if (keeper.incarnation() != wanted.incarnation()) {
            Holding old = Holding.of(target, keeper.incarnation());
            held.get(keeper.subtask()).remove(old);
            held.get(keeper.subtask()).add(Holding.of(target, wanted.incarnation()));
            commands.add(
                    new Command.Replace(
                            keeper.subtask(), old, wanted.spec(), wanted.incarnation()));
        }
        List<Holder> others = holders.stream().filter(h -> !h.equals(keeper)).toList();
        Set<Long> spokenFor = new HashSet<>(Set.of(keeper.incarnation()));
        retireAll(target, others, spokenFor, commands);
    }

    /**
     * Has each incarnation ended by one holder; a second holder of the same one, which no restore
     * should bring about, drops it in silence, for its end must not come twice.
     */
    private void retireAll(
            TargetId target, List<Holder> holders, Set<Long> spokenFor, List<Command> commands) {
        for (Holder holder : holders) {
            Holding holding = Holding.of(target, holder.incarnation());
            held.get(holder.subtask()).remove(holding);
            commands.add(
                    spokenFor.add(holder.incarnation())
                            ? new Command.Retire(holder.subtask(), holding)
                            : new Command.Forget(holder.subtask(), holding));
        }
    }

    /** To the reader that holds the fewest, the lowest of those. */
    private Command assign(KnownTarget target) {
        int subtask =
                held.entrySet().stream()
                        .min(Comparator.comparingInt(e -> e.getValue().size()))
                        .orElseThrow()
                        .getKey();
        held.get(subtask).add(Holding.of(target.spec().target(), target.incarnation()));
        return new Command.Assign(subtask, target.spec(), target.incarnation());
    }
}
