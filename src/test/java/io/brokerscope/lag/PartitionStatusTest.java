package io.brokerscope.lag;

import static io.brokerscope.lag.Readings.DEFAULTS;
import static io.brokerscope.lag.Readings.START;
import static io.brokerscope.lag.Readings.TOPIC;
import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.model.settings.LagSettings;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Commit histories and the status they have. A word of a history is a reading, 10 s after the one
 * before: committed offset / end offset.
 *
 * <pre>
 *   100/150          committed 100, end 150
 *   100/150*5        the same five times
 *   100+10/150+20*5  five readings: 100/150, 110/170, 120/190, ...
 *   none/150         there is no commit
 *   100/?            the end could not be read
 *   -                the commit could not be read
 *   100/150@2        the source tells that it was committed 2 s before the reading
 *   100/150@=        the source tells that it is the same commit as at the reading before
 *   ~3m              nothing is read for three minutes; s, m, h, d
 * </pre>
 *
 * It is judged at the last reading, or at the end of a last pause. Defaults: a window of 10
 * commits, of which 5 must be there; silence from 1 min, with fewer commits from 10 min.
 */
class PartitionStatusTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
        never committed                           | none/500                                                 | OWNED   | UNKNOWN NO_COMMIT
        its commit is gone                        | 500/500 none/500                                         | UNOWNED | UNKNOWN NO_COMMIT
        the end was never read                    | 100/?                                                    | OWNED   | UNKNOWN END_NOT_READ
        committed beyond the end                  | 500/400                                                  | OWNED   | UNKNOWN BEYOND_END
        at the end                                | 500/500                                                  | OWNED   | OK
        at the end, nobody there                  | 500/500                                                  | UNOWNED | OK
        idle at the end for a day                 | 500/500*8640                                             | UNOWNED | OK
        idle at the end for eight days            | 500/500 ~8d 500/500                                      | UNOWNED | OK
        at the end, which is not read for 3 min   | 500/500 500/?*18                                         | OWNED   | UNKNOWN STALE
        at the end, which is not read for 2 min   | 500/500 500/?*11                                         | OWNED   | OK
        behind, the end not read for 3 min        | 100+100/600+100*10 1000/?*8                              | OWNED   | WARN
        commits not read for 3 min                | 100+100/600+100*10 ~3m                                   | OWNED   | UNKNOWN STALE
        commits not read for 1 min                | 100+100/600+100*10 - - - - - -                           | OWNED   | WARN

        one commit and a minute of lag            | 100/500*8                                                | UNOWNED | OK
        one commit and ten minutes of lag         | 100/500*61                                               | UNOWNED | OK
        ... and a little more, nobody there       | 100/500*62                                               | UNOWNED | STOP
        ... somebody there                        | 100/500*62                                               | OWNED   | STALL
        ... nobody knows                          | 100/500*62                                               | UNKNOWN | STALL
        four commits, lag grows                   | 100+100/200+150*4                                        | OWNED   | OK
        five commits, lag grows                   | 100+100/200+150*5                                        | OWNED   | WARN
        one of four commits goes back             | 100+100/900*3 150/900                                    | OWNED   | OK

        keeps up                                  | 100+100/100+100*20                                       | OWNED   | OK
        keeps up without being a member           | 100+100/100+100*20                                       | UNOWNED | OK
        keeps up at a small distance              | 100+100/199+100*20                                       | OWNED   | OK
        keeps up at a distance                    | 100+100/200+100*20                                       | OWNED   | WARN
        falls behind                              | 100+100/200+150*20                                       | OWNED   | WARN
        falls behind without being a member       | 100+100/200+150*20                                       | UNOWNED | WARN
        falls behind by next to nothing           | 100+10/101+12*20                                         | OWNED   | OK
        falls behind but for one step             | 100+100/200+150*8 1000+100/1300+150*2                    | OWNED   | OK
        catches up                                | 100+150/2000+100*20                                      | OWNED   | OK
        falls behind, at the end nine commits ago | 100/100 200+100/400+150*9                                | OWNED   | OK
        falls behind, at the end ten commits ago  | 100/100 200+100/400+150*10                               | OWNED   | WARN
        ends of commits unknown                   | 100/500 200+100/?*8 1000/2000                            | OWNED   | OK

        stopped for as long as its window         | 100+100/200+100*10 1000/1200+100*9                       | UNOWNED | WARN
        stopped for longer, nobody there          | 100+100/200+100*10 1000/1200+100*10                      | UNOWNED | STOP
        ... but was late before its window        | 100/200*30 200+100/300+100*10 1100/1300+100*10           | UNOWNED | STOP
        stopped for longer, somebody there        | 100+100/200+100*10 1000/1200+100*10                      | OWNED   | STALL
        stopped for longer, nobody knows          | 100+100/200+100*10 1000/1200+100*10                      | UNKNOWN | STALL
        stopped, and so did the producer          | 100+100/200+100*10 1000/1100*10                          | UNOWNED | STOP
        stopped at the end, records come later    | 100+100/100+100*10 1000/1000*99 1000/1001*7              | UNOWNED | OK
        ... and are not read                      | 100+100/100+100*10 1000/1000*99 1000/1001*11             | UNOWNED | STOP
        stopped and went on                       | 100+100/200+90*10 1000/1100+100*30 4400/4401             | OWNED   | OK

        commits every 5 min                       | 0/310*30 300/600*30 600/905*30 900/1200*30 1200/1500*30  | UNOWNED | OK
        ... is late, but not by its window        | 0/310*30 300/600*30 600/905*30 900/1200*30 1200/1500*90  | UNOWNED | OK
        ... is late by more than its window       | 0/310*30 300/600*30 600/905*30 900/1200*30 1200/1500*122 | UNOWNED | STOP
        one record an hour, read at once          | 1/1*360 2/2*360 3/3*360 4/4*360 5/5*360 6/6*360          | UNOWNED | OK
        ... not read for a minute                 | 1/1*360 2/2*360 3/3*360 4/4*360 5/5*360 5/6*7            | UNOWNED | OK
        ... not read for longer                   | 1/1*360 2/2*360 3/3*360 4/4*360 5/5*360 5/6*8            | UNOWNED | STOP

        went back                                 | 100+100/900+100*6 200/1500                               | OWNED   | REWIND
        went back and reads again                 | 100+100/900+100*6 200+50/1500+100*4                      | OWNED   | REWIND
        went back and got there again             | 100+100/900+100*6 200+200/1500+100*3                     | OWNED   | OK
        went back to the end                      | 100+100/900+100*6 200/200                                | OWNED   | OK
        went back and stopped                     | 100+100/900+100*6 200/1500*10                            | UNOWNED | STOP

        an hour of outage                         | 100+100/300+90*10 ~1h 1000/9000                          | UNOWNED | OK
        ... and it does not come back             | 100+100/300+90*10 ~1h 1000/9000*11                       | UNOWNED | STOP

        left its topic eight days ago             | 100/500*70 ~8d 100/900                                   | UNOWNED | UNKNOWN EXPIRED
        ... nobody knows                          | 100/500*70 ~8d 100/900                                   | UNKNOWN | UNKNOWN EXPIRED
        stuck for eight days                      | 100/500*70 ~8d 100/900                                   | OWNED   | STALL
        left its topic six days ago               | 100/500*70 ~6d 100/900                                   | UNOWNED | STOP

        told: commits at the end                  | 500/500@1*20                                             | UNOWNED | OK
        told: commits the same offset             | 100/500@1*10                                             | UNOWNED | STALL
        told: commits the same offset four times  | 100/500@1*4                                              | UNOWNED | OK
        told: commits no more, somebody there     | 100+100/200+100@1*10 1000/1200+100@=*10                  | OWNED   | STOP
        told: an older commit comes late          | 100+100/600+100@1*6 350/1200@35                          | OWNED   | WARN
        """)
    void hasTheStatus(String title, String history, Ownership ownership, String expected) {
        PartitionStatus status = play(history, ownership, DEFAULTS);
        String reason = status.unknown() == null ? "" : " " + status.unknown();
        assertThat(status.status() + reason).isEqualTo(expected);
    }

    @Test
    void aLagThatIsAllowedIsNone() {
        LagSettings.Commits given = DEFAULTS.commits();
        LagSettings allowing =
                Readings.with(
                        new LagSettings.Commits(
                                given.window(),
                                given.minDistanceMs(),
                                given.minimumComplete(),
                                1,
                                given.warnFloor(),
                                given.minSilenceMs(),
                                given.patienceMs(),
                                given.expireMs()));
        // The marker that ends a transaction is an offset nobody commits past.
        String marker = "500/501*99";
        assertThat(play(marker, Ownership.OWNED, allowing).status()).isEqualTo(LagStatus.OK);
        assertThat(play(marker, Ownership.OWNED, DEFAULTS).status()).isEqualTo(LagStatus.STALL);
        assertThat(play("500/502*99", Ownership.OWNED, allowing).status())
                .isEqualTo(LagStatus.STALL);
    }

    @Test
    void saysHowMuchItIsBasedOn() {
        PartitionStatus status = play("100+100/300+100*4 400/700*3", Ownership.OWNED, DEFAULTS);
        assertThat(status.complete()).isEqualTo(0.4);
        assertThat(status.lag()).isEqualTo(300);
        assertThat(status.silentMs()).isEqualTo(30_000);
        assertThat(play("100+100/300+100*14", Ownership.OWNED, DEFAULTS).complete()).isEqualTo(1);
        PartitionStatus unknown = play("none/500", Ownership.OWNED, DEFAULTS);
        assertThat(unknown.complete()).isZero();
        assertThat(unknown.lag()).isEqualTo(OffsetLag.UNKNOWN);
    }

    private static final Pattern WORD =
            Pattern.compile(
                    "(?<commit>none|\\d+)(?<step>\\+\\d+)?/(?<end>\\?|\\d+)(?<endStep>\\+\\d+)?"
                            + "(@(?<told>=|\\d+))?(\\*(?<times>\\d+))?");

    private static PartitionStatus play(String text, Ownership ownership, LagSettings settings) {
        CommitHistory history = CommitHistory.empty(TOPIC);
        long now = START;
        long toldAt = CommitReading.NONE;
        for (String word : text.trim().split(" +")) {
            if (word.equals("-")) {
                now += 10_000;
                continue;
            }
            if (word.startsWith("~")) {
                now += pause(word);
                continue;
            }
            Matcher reading = WORD.matcher(word);
            assertThat(reading.matches()).as(word).isTrue();
            for (int i = 0; i < number(reading.group("times"), 1); i++) {
                now += 10_000;
                String told = reading.group("told");
                if (told == null) {
                    toldAt = CommitReading.NONE;
                } else if (!told.equals("=")) {
                    toldAt = now - 1_000 * number(told, 0);
                }
                long offset =
                        reading.group("commit").equals("none")
                                ? CommitReading.NONE
                                : number(reading.group("commit"), 0)
                                        + i * number(reading.group("step"), 0);
                EndReading end =
                        reading.group("end").equals("?")
                                ? null
                                : new EndReading(
                                        TOPIC,
                                        number(reading.group("end"), 0)
                                                + i * number(reading.group("endStep"), 0),
                                        0,
                                        now + 100);
                history =
                        history.observe(
                                new CommitReading(TOPIC, offset, toldAt, now), end, settings);
            }
        }
        return PartitionStatus.judge(history, ownership, now + 200, settings);
    }

    private static long number(String digits, long otherwise) {
        return digits == null ? otherwise : Long.parseLong(digits);
    }

    private static long pause(String word) {
        TimeUnit unit =
                switch (word.charAt(word.length() - 1)) {
                    case 's' -> TimeUnit.SECONDS;
                    case 'm' -> TimeUnit.MINUTES;
                    case 'h' -> TimeUnit.HOURS;
                    default -> TimeUnit.DAYS;
                };
        return unit.toMillis(Long.parseLong(word.substring(1, word.length() - 1)));
    }
}
