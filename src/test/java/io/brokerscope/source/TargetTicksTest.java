package io.brokerscope.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brokerscope.model.ScrapeRequest.Kind;
import io.brokerscope.model.TargetSpec;
import io.brokerscope.model.TickGrid;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TargetTicksTest {

    private static final long INTERVAL = 15_000;
    private static final TargetSpec SPEC = Specs.spec("c", 1, INTERVAL);
    private static final TickGrid GRID = TickGrid.of(SPEC.target(), INTERVAL);
    private static final long NOW = 1_764_000_000_000L;

    private final List<TargetTicks.Step> told = new ArrayList<>();

    @Test
    void aNewTargetIsAddedAndReadAtOnceForTheCurrentTick() {
        TargetSplit split = tell(TargetSplit.fresh(SPEC, 5), NOW, 2).orElseThrow();

        assertTold("ADDED", GRID.currentDue(NOW));
        assertTold("READ", GRID.currentDue(NOW));
        assertThat(TargetTicks.wakeAt(split)).isEqualTo(GRID.nextDue(NOW));
        assertThat(told).allMatch(s -> s.incarnation() == 5 && s.spec().equals(SPEC));
    }

    @Test
    void whatTheClockPassedOverIsOneRangeOfMissedTicks() {
        TargetSplit split = tell(TargetSplit.fresh(SPEC, 5), NOW, 2).orElseThrow();
        told.clear();

        tell(split, NOW + 10 * INTERVAL, 2);

        TargetTicks.Step missed = told.remove(0);
        assertThat(missed.kind()).isEqualTo(Kind.MISSED);
        assertThat(missed.dueAt()).isEqualTo(GRID.nextDue(NOW));
        assertThat(missed.untilDueAt()).isEqualTo(GRID.currentDue(NOW) + 9 * INTERVAL);
        assertTold("READ", GRID.currentDue(NOW) + 10 * INTERVAL);
    }

    @Test
    void aTickThatIsDueIsNeverToldTwiceWhenTheClockGoesBack() {
        TargetSplit split = tell(TargetSplit.fresh(SPEC, 5), NOW, 2).orElseThrow();

        assertThat(TargetTicks.wakeAt(split)).isGreaterThan(NOW);
        assertThatThrownBy(() -> TargetTicks.step(split, NOW - 3_600_000))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nothing to tell before");
    }

    @Test
    void retirementNamesTheLastTick() {
        TargetSplit split = tell(TargetSplit.fresh(SPEC, 5), NOW, 2).orElseThrow();
        told.clear();

        assertThat(tell(TargetTicks.retire(split).orElseThrow(), NOW, 1)).isEmpty();
        assertTold("RETIRED", GRID.currentDue(NOW));
    }

    @Test
    void retirementBeforeAnyTickNamesTheTickBeforeTheFirst() {
        TargetSplit split = tell(TargetSplit.fresh(SPEC, 5), NOW, 1).orElseThrow();
        told.clear();

        assertThat(tell(TargetTicks.retire(split).orElseThrow(), NOW, 1)).isEmpty();
        assertTold("RETIRED", GRID.currentDue(NOW) - INTERVAL);
    }

    @Test
    void aTargetThatWasNeverAddedIsRetiredWithoutAWord() {
        assertThat(TargetTicks.retire(TargetSplit.fresh(SPEC, 5))).isEmpty();
    }

    @Test
    void aReplacementFollowsOnTheOldTicksAndIsAddedFirst() {
        TargetSpec slower = Specs.spec("c", 1, 40_000);
        TickGrid slowGrid = TickGrid.of(slower.target(), 40_000);
        TargetSplit split = tell(TargetSplit.fresh(SPEC, 5), NOW, 2).orElseThrow();
        told.clear();

        TargetSplit next = TargetTicks.replace(split, slower, 6);
        long first = slowGrid.nextDue(GRID.currentDue(NOW));
        tell(next, first, 3);

        assertThat(told.get(0).incarnation()).isEqualTo(6);
        assertThat(told.get(1).incarnation()).isEqualTo(5);
        assertThat(told.get(1).spec()).isEqualTo(SPEC);
        assertTold("ADDED", first);
        assertTold("RETIRED", GRID.currentDue(NOW));
        assertTold("READ", first);
    }

    @Test
    void aReplacementAccountsForTheTimeSinceTheLastTick() {
        TargetSpec faster = Specs.spec("c", 1, 1_000);
        TickGrid fastGrid = TickGrid.of(faster.target(), 1_000);
        TargetSplit split = tell(TargetSplit.fresh(SPEC, 5), NOW, 2).orElseThrow();
        told.clear();
        long later = NOW + 60_000;

        tell(TargetTicks.replace(split, faster, 6), later, 4);

        long first = fastGrid.nextDue(GRID.currentDue(NOW));
        assertTold("ADDED", first);
        assertTold("RETIRED", GRID.currentDue(NOW));
        assertThat(told.get(0).untilDueAt()).isEqualTo(fastGrid.currentDue(later) - 1_000);
        assertTold("MISSED", first);
        assertTold("READ", fastGrid.currentDue(later));
    }

    @Test
    void aReplacementThatWasNotToldYetGivesWayToTheNext() {
        TargetSplit split = tell(TargetSplit.fresh(SPEC, 5), NOW, 2).orElseThrow();
        told.clear();

        TargetSplit second = TargetTicks.replace(split, SPEC, 6);
        TargetSplit third = TargetTicks.replace(second, SPEC, 7);
        tell(third, NOW, 2);

        assertThat(told).extracting(TargetTicks.Step::incarnation).containsExactly(7L, 5L);
    }

    @Test
    void aReplacementWithoutATickHandsTheEndOfTheOldOneOn() {
        TargetSplit split = tell(TargetSplit.fresh(SPEC, 5), NOW, 2).orElseThrow();
        TargetSplit slow =
                tell(TargetTicks.replace(split, Specs.spec("c", 1, 600_000), 6), NOW, 2)
                        .orElseThrow();
        TargetSpec fast = Specs.spec("c", 1, 1_000);

        TargetSplit next = TargetTicks.replace(slow, fast, 7);

        assertThat(next.nextDue())
                .isEqualTo(TickGrid.of(fast.target(), 1_000).nextDue(GRID.currentDue(NOW)));
    }

    @Test
    void aReplacementRetiredBeforeItWasToldLeavesOnlyTheEndOfTheOldOne() {
        TargetSplit split = tell(TargetSplit.fresh(SPEC, 5), NOW, 2).orElseThrow();
        told.clear();

        TargetSplit retired = TargetTicks.retire(TargetTicks.replace(split, SPEC, 6)).orElseThrow();

        assertThat(tell(retired, NOW, 1)).isEmpty();
        assertThat(told).extracting(TargetTicks.Step::incarnation).containsExactly(5L);
    }

    @Test
    void aFreshTargetIsReplacedWithoutAWord() {
        assertThat(TargetTicks.replace(TargetSplit.fresh(SPEC, 5), SPEC, 6))
                .isEqualTo(TargetSplit.fresh(SPEC, 6));
    }

    @Test
    void aSplitThatCannotComeAboutIsRefused() {
        assertThatThrownBy(
                        () ->
                                new TargetSplit(
                                        SPEC,
                                        1,
                                        TargetSplit.NOT_SCHEDULED,
                                        0,
                                        true,
                                        false,
                                        List.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TargetSplit(SPEC, 1, 0, 0, false, true, List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /**
     * Whatever the clock does, and however often the stream is cut back to an earlier checkpoint
     * and goes on from there, each tick comes once.
     */
    @Property(tries = 500)
    void eachTickComesOnce(@ForAll long seed, @ForAll @IntRange(min = 1, max = 300) int actions) {
        told.clear();
        Random random = new Random(seed);
        long now = NOW;
        long incarnation = 1;
        Optional<TargetSplit> split = Optional.of(TargetSplit.fresh(SPEC, incarnation));
        Optional<TargetSplit> snapshot = split;
        int snapshotTold = 0;
        for (int i = 0; i < actions && split.isPresent(); i++) {
            TargetSplit current = split.get();
            switch (random.nextInt(12)) {
                case 0 -> now -= random.nextInt(120_000);
                case 1 -> now += random.nextInt(600_000);
                case 2 -> {
                    snapshot = split;
                    snapshotTold = told.size();
                }
                case 3 -> {
                    split = snapshot;
                    told.subList(snapshotTold, told.size()).clear();
                }
                case 4 ->
                        split =
                                Optional.of(
                                        TargetTicks.replace(
                                                current,
                                                Specs.spec(
                                                        "c", 1, 1_000L * (1 + random.nextInt(60))),
                                                ++incarnation));
                default -> {
                    now += random.nextInt(10_000);
                    if (TargetTicks.wakeAt(current) <= now) {
                        split = tell(current, now, 1);
                    }
                }
            }
        }
        if (split.isPresent()) {
            split = TargetTicks.retire(split.get());
        }
        while (split.isPresent()) {
            split = tell(split.get(), now, 1);
        }
        Ledgers ledgers = new Ledgers();
        told.forEach(ledgers::add);
        assertThat(ledgers.open()).isEmpty();
        assertThat(ledgers.overlapping()).isEmpty();
    }

    private Optional<TargetSplit> tell(TargetSplit split, long now, int records) {
        Optional<TargetSplit> rest = Optional.of(split);
        for (int i = 0; i < records; i++) {
            TargetTicks.Step step = TargetTicks.step(rest.orElseThrow(), now);
            told.add(step);
            rest = step.rest();
        }
        return rest;
    }

    private void assertTold(String kind, long dueAt) {
        TargetTicks.Step step = told.remove(0);
        assertThat(step.kind()).hasToString(kind);
        assertThat(step.dueAt()).isEqualTo(dueAt);
    }
}
