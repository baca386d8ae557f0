package io.brokerscope.config;

import static io.brokerscope.config.Option.required;
import static io.brokerscope.config.Option.withDefault;

import io.brokerscope.model.settings.IncidentSettings;
import io.brokerscope.model.settings.IncidentSettings.Maintenance;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;

/** How incidents are opened and closed, and when nobody wants to hear of them. */
final class IncidentSchema {

    private static final Option<Long> GRACE =
            withDefault(
                    "grace",
                    Scalars.duration("0s", "1h"),
                    "30s",
                    "How long a topic or a group that is not well waits for its cause to show"
                            + " before it is an incident by itself; two intervals where these are"
                            + " longer.");
    private static final Option<Long> QUIET =
            withDefault(
                    "quiet",
                    Scalars.duration("0s", "1d"),
                    "2m",
                    "How long all that an incident affected must have been well before it is"
                            + " closed.");
    private static final Option<Long> RESTART =
            withDefault(
                    "restartGap",
                    Scalars.duration("0s", "1d"),
                    "10m",
                    "Brokers that go one after another are one incident where the next one goes"
                            + " within this time after the one before came back.");

    static final Section<IncidentSettings> INCIDENTS =
            Section.titled("Incidents", "When an incident is opened and closed.")
                    .options(GRACE, QUIET, RESTART)
                    .into(
                            v ->
                                    new IncidentSettings(
                                            v.get(GRACE), v.get(QUIET), v.get(RESTART), List.of()));

    private static final Option<Instant> FROM =
            required("from", time(), "When it begins.").example("\"2026-03-01T22:00:00Z\"");
    private static final Option<Instant> UNTIL =
            required("until", time(), "When it is over; after `from`.")
                    .example("\"2026-03-02T02:00:00Z\"");
    private static final Option<String> REASON =
            withDefault("reason", Scalars.line(), "", "What is done, for a person.")
                    .example("new disks");

    static final ListType<Maintenance> MAINTENANCE =
            ListType.of(
                    Section.titled(
                                    "Maintenance",
                                    "A time in which no incident of the cluster is opened.")
                            .options(FROM, UNTIL, REASON)
                            .rule(List.of(FROM, UNTIL), IncidentSchema::endsAfterItBegins)
                            .into(
                                    v ->
                                            new Maintenance(
                                                    v.get(FROM).toEpochMilli(),
                                                    v.get(UNTIL).toEpochMilli(),
                                                    v.get(REASON))),
                    "");

    private IncidentSchema() {}

    private static ScalarType<Instant> time() {
        return ScalarType.open(
                "time",
                "with its zone",
                "a time with its zone, such as 2026-03-01T22:00:00Z or 2026-03-01T23:00:00+01:00",
                text -> {
                    try {
                        return ScalarType.Parsed.of(OffsetDateTime.parse(text).toInstant());
                    } catch (DateTimeParseException e) {
                        return ScalarType.Parsed.refused();
                    }
                });
    }

    private static void endsAfterItBegins(Values v) {
        if (!v.get(FROM).isBefore(v.get(UNTIL))) {
            v.refuse(UNTIL, "be after from (" + v.text(FROM) + ")");
        }
    }
}
