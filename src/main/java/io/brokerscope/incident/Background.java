package io.brokerscope.incident;

import io.brokerscope.model.OutcomeKind;
import io.brokerscope.model.ScrapeOutcome;
import io.brokerscope.model.TargetId;
import io.brokerscope.model.settings.IncidentSettings;

/**
 * What an outcome says of a cluster that its incidents depend on, apart from how its entities are.
 *
 * @param target whose outcome it is: a broker or the cluster itself
 * @param kind {@code ADDED}, {@code RETIRED}, or {@code OBSERVED} where the cluster itself answered
 * @param incarnation see {@link io.brokerscope.model.ScrapeRequest#incarnation}
 * @param settings how incidents are opened and closed; null unless {@code ADDED}
 * @param intervalMs distance between two ticks of the target; 0 unless {@code ADDED}
 * @param layout how the entities hang together; null unless {@code OBSERVED}
 */
public record Background(
        TargetId target,
        OutcomeKind kind,
        long incarnation,
        IncidentSettings settings,
        long intervalMs,
        Layout layout) {

    /**
     * What an outcome says.
     *
     * @return null where it says nothing
     */
    public static Background of(ScrapeOutcome outcome) {
        return switch (outcome.kind()) {
            case ADDED ->
                    of(
                            outcome,
                            outcome.spec().cluster().incidents(),
                            outcome.spec().cluster().scrape().intervalMs(),
                            null);
            case RETIRED -> of(outcome, null, 0, null);
            case OBSERVED ->
                    outcome.view() == null
                            ? null
                            : of(
                                    outcome,
                                    null,
                                    0,
                                    Layout.of(outcome.view(), outcome.stats().observedAt()));
            case FAILED, SKIPPED, REJECTED, MISSED, NOTICE, OUTPUT_GAP -> null;
        };
    }

    private static Background of(
            ScrapeOutcome outcome, IncidentSettings settings, long intervalMs, Layout layout) {
        return new Background(
                outcome.target(),
                outcome.kind(),
                outcome.incarnation(),
                settings,
                intervalMs,
                layout);
    }
}
