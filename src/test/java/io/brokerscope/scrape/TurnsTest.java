package io.brokerscope.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.model.FailureReason;
import org.junit.jupiter.api.Test;

class TurnsTest {

    private static final AttemptResult HOPELESS = ScriptedScraper.bad(FailureReason.NOT_FOUND);
    private static final AttemptResult REFUSED = ScriptedScraper.bad(FailureReason.REFUSED);

    @Test
    void sourcesAreAskedInOrderAndThoseThatAreNotAdmittedAreLeftOut() {
        Turns turns = new Turns(3, 0);
        turns.say(REFUSED);
        assertThat(turns.next(source -> source == 2)).isEqualTo(2);
        turns.pass(2);
        turns.say(REFUSED);
        assertThat(turns.next(source -> true)).isEqualTo(Turns.NONE);
        assertThat(turns.round()).isEqualTo(1);
        assertThat(turns.said(1)).isNull();
    }

    @Test
    void anotherRoundBeginsWithTheFirstThatMayBeAskedAgain() {
        Turns turns = new Turns(2, 0);
        turns.say(HOPELESS);
        turns.pass(1);
        turns.say(REFUSED);
        assertThat(turns.again()).isEqualTo(1);
        turns.pass(1);
        assertThat(turns.round()).isEqualTo(2);
        assertThat(turns.firstSaid()).isSameAs(HOPELESS);
    }

    @Test
    void inAnotherRoundWhatCannotHelpIsLeftOut() {
        Turns turns = new Turns(2, 0);
        turns.say(REFUSED);
        turns.pass(1);
        turns.say(HOPELESS);
        turns.pass(turns.again());
        turns.say(REFUSED);
        assertThat(turns.next(source -> true)).isEqualTo(Turns.NONE);
    }

    @Test
    void whoWantsToWaitIsAskedAgainOnlyWhereThereIsNoOther() {
        AttemptResult busy =
                AttemptResult.failed(
                        FailureReason.TOO_MANY_REQUESTS, "", 5_000, AttemptResult.Content.NONE);
        Turns turns = new Turns(2, 0);
        turns.say(busy);
        turns.pass(1);
        turns.say(REFUSED);
        assertThat(turns.again()).isEqualTo(1);

        Turns other = new Turns(2, 0);
        other.say(REFUSED);
        other.pass(1);
        other.say(busy);
        other.pass(other.again());
        other.say(REFUSED);
        assertThat(other.next(source -> true)).isEqualTo(Turns.NONE);

        Turns alone = new Turns(1, 0);
        alone.say(busy);
        assertThat(alone.again()).isZero();
    }

    @Test
    void aTargetWithOneSourceHasNoOther() {
        Turns turns = new Turns(1, 0);
        turns.say(HOPELESS);
        assertThat(turns.next(source -> true)).isEqualTo(Turns.NONE);
        assertThat(turns.again()).isEqualTo(Turns.NONE);
    }
}
