package io.brokerscope.scrape.simulation;

import static io.brokerscope.scrape.simulation.Simulations.DAY;
import static io.brokerscope.scrape.simulation.Simulations.MONDAY;
import static io.brokerscope.scrape.simulation.Simulations.USUAL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.brokerscope.model.FailureReason;
import io.brokerscope.model.TargetSpec;
import io.brokerscope.model.settings.ClusterSettings;
import io.brokerscope.model.settings.ExpectSettings;
import io.brokerscope.scrape.AttemptResult;
import io.brokerscope.scrape.Scraper;
import io.brokerscope.scrape.simulation.Incident.Kind;
import io.brokerscope.testsupport.Fixtures;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class SimulationScraperTest {

    private static final ClusterSettings CLUSTER = Simulations.settings(USUAL);
    private static final SimulatedCluster TRUTH = SimulatedCluster.of(CLUSTER.forBrokers());

    private final SetClock clock = new SetClock();
    private final SimulationScraper scraper = new SimulationScraper(clock);

    @Test
    void aBrokerAnswersAtOnce() {
        AttemptResult result = answer(open("2"));
        assertThat(result.observed()).isTrue();
        assertThat(result.readings().counterValues())
                .isEqualTo(TRUTH.broker(2, MONDAY).readings().counterValues());
        assertThat(result.content().observedAt()).isEqualTo(MONDAY);
        assertThat(result.content().known())
                .isEqualTo(result.readings().counters().rows() + result.readings().gauges().rows());
        assertThat(result.content().truncated()).isZero();
        assertThat(result.cluster()).isNull();
    }

    @Test
    void theClusterTellsOfItselfAndHasCounters() {
        AttemptResult result = answer(scraper.open(TargetSpec.ofCluster(CLUSTER)));
        assertThat(result.cluster()).usingRecursiveComparison().isEqualTo(TRUTH.cluster(MONDAY));
        assertThat(result.readings().dialect()).isEqualTo("simulation");
        assertThat(result.readings().counters().metricOf(0)).isEqualTo("topic.records.end");
        assertThat(result.readings().counterValues()[0])
                .isEqualTo(
                        Simulations.end(result.cluster(), result.readings().counters().topicOf(0)));
    }

    @Test
    void aBrokerThatIsDownRefuses() {
        Incident down = first(Kind.BROKER_DOWN);
        Scraper.Session session = open(down.subject());
        clock.now = down.from();
        assertThat(answer(session).reason()).isEqualTo(FailureReason.REFUSED);
        clock.now = down.until();
        assertThat(answer(session).observed()).isTrue();
    }

    @Test
    void aBrokerThatHangsAnswersOnlyWhenTheTimeIsOver() {
        Incident hangs = first(Kind.BROKER_HANGS);
        clock.now = hangs.from();
        Scraper.Attempt attempt = open(hangs.subject()).start(1_000);
        assertThat(attempt.result()).isNotDone();
        attempt.expire();
        assertThat(attempt.result().join().reason()).isEqualTo(FailureReason.READ_TIMEOUT);
        attempt.expire();
        assertThat(attempt.result().join().detail()).contains("hangs");
    }

    @Test
    void aBrokerThatFillsAGapHasAnyIdAndTellsNothingOfTopics() {
        ClusterSettings hybrid = Fixtures.hybrid("c", new ExpectSettings(2, List.of(), List.of()));
        AttemptResult result = answer(scraper.open(TargetSpec.simulated("1041", "", hybrid)));
        assertThat(result.readings().counters().topic()).containsOnly(-1);
        assertThat(result.readings().counterValues())
                .isEqualTo(new SimulatedStopgap().broker(hybrid, "1041", MONDAY).counterValues());
        assertThat(result.content().known()).isPositive();
    }

    @Test
    void sessionsOfAClusterShareItUntilTheLastIsClosed() {
        Scraper.Session one = open("2");
        Scraper.Session other = open("2");
        Object names = answer(one).readings().counters();
        assertThat(answer(other).readings().counters()).isSameAs(names);
        one.close();
        assertThat(answer(other).readings().counters()).isSameAs(names);
        other.close();
        assertThat(answer(open("2")).readings().counters()).isNotSameAs(names).isEqualTo(names);
    }

    @Test
    void whatIsNotSimulatedCannotBeRead() {
        assertThatThrownBy(() -> scraper.open(Fixtures.spec(Fixtures.cluster("real"), "1")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("real");
        assertThatThrownBy(() -> open("b"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("broker b");
    }

    @Test
    void closingTakesNoTime() {
        assertThat(scraper.close()).isDone();
    }

    private Scraper.Session open(String id) {
        return scraper.open(TargetSpec.simulated(id, "rack-1", CLUSTER));
    }

    private static AttemptResult answer(Scraper.Session session) {
        Scraper.Attempt attempt = session.start(1_000);
        assertThat(attempt.result()).isDone();
        return attempt.result().join();
    }

    private static Incident first(Kind kind) {
        return Simulations.of(TRUTH, kind, MONDAY, MONDAY + 30 * DAY).get(0);
    }

    /** Stands at the time it is set to. */
    private static final class SetClock extends Clock {

        private long now = MONDAY;

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Instant.ofEpochMilli(now);
        }
    }
}
