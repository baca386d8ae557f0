package io.brokerscope.scrape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MemoryBudgetTest {

    private final MemoryBudget budget = new MemoryBudget(1_000);
    private final MemoryBudget.Holding one = budget.holding();
    private final MemoryBudget.Holding other = budget.holding();

    @Test
    void holdsNoMoreThanItsCapacity() {
        assertThat(one.grow(700)).isTrue();
        assertThat(other.grow(301)).isFalse();
        assertThat(other.grow(300)).isTrue();
        assertThat(budget.used()).isEqualTo(1_000);
    }

    @Test
    void growingBeyondTheCapacityLeavesWhatWasHeld() {
        one.grow(600);
        assertThat(one.grow(1_001)).isFalse();
        assertThat(budget.used()).isEqualTo(600);
        assertThat(one.grow(100)).as("less than is held").isTrue();
        assertThat(budget.used()).isEqualTo(600);
    }

    @Test
    void aTargetKeepsPartOfWhatItsReadHeld() {
        one.grow(800);
        assertThat(one.keep(300)).isTrue();
        assertThat(budget.used()).isEqualTo(300);
        assertThat(one.grow(500)).isTrue();
        assertThat(one.keep(200)).isTrue();
        assertThat(budget.used()).isEqualTo(200);
    }

    @Test
    void targetsKeepNoMoreThanThreeQuarters() {
        one.grow(600);
        assertThat(one.keep(600)).isTrue();
        other.grow(300);
        assertThat(other.keep(151)).isFalse();
        assertThat(budget.used()).isEqualTo(600);
        other.grow(300);
        assertThat(other.keep(150)).isTrue();
        one.close();
        assertThat(budget.used()).isEqualTo(150);
        other.close();
        assertThat(budget.used()).isZero();
        other.close();
        assertThat(budget.used()).isZero();
    }

    @Test
    void theLastEighthIsForWhatIsNeeded() {
        assertThat(one.growAtEase(875)).isTrue();
        assertThat(other.growAtEase(1)).isFalse();
        assertThat(one.growAtEase(600)).as("less than is held").isTrue();
        assertThat(other.grow(125)).isTrue();
        assertThat(budget.used()).isEqualTo(1_000);
    }

    @Test
    void whatIsGivenBackIsThereForOthers() {
        one.grow(400);
        one.keep(400);
        one.grow(700);
        one.shrink(800);
        assertThat(budget.used()).as("more than is held").isEqualTo(700);
        one.shrink(500);
        assertThat(budget.used()).isEqualTo(500);
        one.shrink(100);
        assertThat(budget.used()).isEqualTo(100);
        other.grow(900);
        assertThat(other.keep(650)).as("of three quarters, all but 100").isTrue();
        assertThat(one.keep(100)).isTrue();
        one.close();
        other.close();
        assertThat(budget.used()).isZero();
    }

    @Test
    void whatIsNotHeldCannotBeKept() {
        one.grow(100);
        assertThat(one.keep(101)).isFalse();
        assertThat(budget.used()).isZero();
    }

    @Test
    void needsACapacity() {
        assertThatThrownBy(() -> new MemoryBudget(0)).hasMessageContaining("positive: 0");
        assertThat(budget.capacity()).isEqualTo(1_000);
    }
}
