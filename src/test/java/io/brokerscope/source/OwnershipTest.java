package io.brokerscope.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.source.Ownership.Command;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OwnershipTest {

    private static final Set<Integer> BOTH = Set.of(0, 1);

    private final Ownership ownership = new Ownership();

    @Test
    void nothingIsSaidBeforeEveryReaderHasReported() {
        ownership.reported(0, List.of());

        assertThat(ownership.reconcile(2, Set.of(0), List.of(target(1, 10)))).isEmpty();
        assertThat(ownership.reconcile(2, BOTH, List.of(target(1, 10)))).isEmpty();

        ownership.reported(1, List.of());
        assertThat(ownership.reconcile(2, BOTH, List.of(target(1, 10))))
                .containsExactly(assign(0, 1, 10));
    }

    @Test
    void newTargetsGoToTheReaderThatHoldsTheFewestTheLowestFirst() {
        ownership.reported(0, List.of(holding(1, 10), holding(2, 11)));
        ownership.reported(1, List.of());

        assertThat(
                        ownership.reconcile(
                                2,
                                BOTH,
                                List.of(
                                        target(1, 10),
                                        target(2, 11),
                                        target(6, 15),
                                        target(3, 12),
                                        target(4, 13),
                                        target(5, 14))))
                .containsExactly(
                        assign(1, 3, 12), assign(1, 4, 13), assign(0, 5, 14), assign(1, 6, 15));
    }

    @Test
    void manyTargetsAreSpreadEvenly() {
        ownership.reported(0, List.of());
        ownership.reported(1, List.of());
        ownership.reported(2, List.of());
        List<KnownTarget> wanted =
                IntStream.range(0, 300).mapToObj(id -> target(id, id + 1)).toList();

        List<Command> commands = ownership.reconcile(3, Set.of(0, 1, 2), wanted);

        for (int subtask = 0; subtask < 3; subtask++) {
            int reader = subtask;
            assertThat(commands).filteredOn(c -> c.subtask() == reader).hasSize(100);
        }
    }

    @Test
    void whatWasSaidIsNotSaidAgain() {
        ownership.reported(0, List.of(holding(1, 10), holding(2, 11)));
        List<KnownTarget> wanted = List.of(target(1, 20), target(3, 21));

        assertThat(ownership.reconcile(1, Set.of(0), wanted)).hasSize(3);
        assertThat(ownership.reconcile(1, Set.of(0), wanted)).isEmpty();
    }

    @Test
    void whatIsNotWantedIsRetired() {
        ownership.reported(0, List.of(holding(1, 10)));

        assertThat(ownership.reconcile(1, Set.of(0), List.of()))
                .containsExactly(new Command.Retire(0, holding(1, 10)));
    }

    @Test
    void aStaleIncarnationIsReplacedWhereItIsHeld() {
        ownership.reported(0, List.of());
        ownership.reported(1, List.of(holding(1, 10)));

        assertThat(ownership.reconcile(2, BOTH, List.of(target(1, 20))))
                .containsExactly(new Command.Replace(1, holding(1, 10), target(1, 20).spec(), 20));
    }

    @Test
    void aStaleIncarnationIsRetiredWhereTheWantedOneIsHeldElsewhere() {
        ownership.reported(0, List.of(holding(1, 10)));
        ownership.reported(1, List.of(holding(1, 20)));

        assertThat(ownership.reconcile(2, BOTH, List.of(target(1, 20))))
                .containsExactly(new Command.Retire(0, holding(1, 10)));
    }

    @Test
    void ofSeveralStaleOnesTheNewestIsReplacedAndTheOthersAreRetired() {
        ownership.reported(0, List.of(holding(1, 10)));
        ownership.reported(1, List.of(holding(1, 11)));

        assertThat(ownership.reconcile(2, BOTH, List.of(target(1, 20))))
                .containsExactly(
                        new Command.Replace(1, holding(1, 11), target(1, 20).spec(), 20),
                        new Command.Retire(0, holding(1, 10)));
    }

    @Test
    void theSameIncarnationHeldTwiceIsForgottenOnceSoThatItsEndComesOnce() {
        ownership.reported(0, List.of(holding(1, 10), holding(2, 5)));
        ownership.reported(1, List.of(holding(1, 10), holding(2, 5)));

        assertThat(ownership.reconcile(2, BOTH, List.of(target(1, 10))))
                .containsExactlyInAnyOrder(
                        new Command.Forget(1, holding(1, 10)),
                        new Command.Retire(0, holding(2, 5)),
                        new Command.Forget(1, holding(2, 5)));
    }

    @Test
    void aReaderThatIsGoneOrBeganAnewIsUnknownUntilItReports() {
        ownership.reported(0, List.of(holding(1, 10)));
        ownership.reported(1, List.of(holding(2, 11)));
        List<KnownTarget> wanted = List.of(target(1, 10), target(2, 11), target(3, 12));

        assertThat(ownership.reconcile(2, Set.of(0), wanted)).isEmpty();
        assertThat(ownership.reconcile(2, BOTH, wanted)).isEmpty();

        ownership.forgetReader(0);
        ownership.reported(1, List.of());
        assertThat(ownership.reconcile(2, BOTH, wanted)).isEmpty();

        ownership.reported(0, List.of(holding(1, 10)));
        assertThat(ownership.reconcile(2, BOTH, wanted))
                .containsExactly(assign(1, 2, 11), assign(0, 3, 12));
    }

    private static Command assign(int subtask, int id, long incarnation) {
        return new Command.Assign(subtask, target(id, incarnation).spec(), incarnation);
    }

    private static KnownTarget target(int id, long incarnation) {
        return new KnownTarget(Specs.spec("c", id, 15_000), incarnation, 0);
    }

    private static Holding holding(int id, long incarnation) {
        return new Holding("c", Integer.toString(id), incarnation);
    }
}
