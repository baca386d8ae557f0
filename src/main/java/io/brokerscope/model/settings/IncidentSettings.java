package io.brokerscope.model.settings;

import java.io.Serializable;
import java.util.List;

/**
 * How the incidents of a cluster are opened and closed.
 *
 * @param graceMs how long a mere symptom waits for its cause before it is an incident by itself,
 *     milliseconds, default 30 s
 * @param quietMs how long all that an incident affected must have been well before it is closed,
 *     milliseconds, default 2 min
 * @param restartMs brokers that fail one after another belong together where the next one begins
 *     within this time after the one before ended, milliseconds, default 10 min
 * @param maintenance when nobody wants to hear of incidents
 */
public record IncidentSettings(
        long graceMs, long quietMs, long restartMs, List<Maintenance> maintenance)
        implements Serializable {

    /** What holds where nothing is said. */
    public static final IncidentSettings DEFAULTS =
            new IncidentSettings(30_000, 120_000, 600_000, List.of());

    /** These settings with other times of maintenance. */
    public IncidentSettings with(List<Maintenance> windows) {
        return new IncidentSettings(graceMs, quietMs, restartMs, windows);
    }

    /**
     * A time in which work is done on a cluster.
     *
     * @param from first moment, epoch milliseconds
     * @param until first moment after it, epoch milliseconds; above {@code from}
     * @param reason what is done, for a person; may be empty
     */
    public record Maintenance(long from, long until, String reason) implements Serializable {

        /** Whether a moment lies within. */
        public boolean covers(long at) {
            return from <= at && at < until;
        }
    }
}
