package io.brokerscope.cli.audit;

import io.brokerscope.cli.DurationConverter;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads points in time: ISO-8601 in UTC, or a duration back from now. */
final class TimeConverter implements ITypeConverter<Instant> {

    private final DurationConverter durations = new DurationConverter();

    @Override
    public Instant convert(String text) {
        try {
            return Instant.parse(text.strip());
        } catch (DateTimeParseException noInstant) {
            try {
                return Instant.now().minus(durations.convert(text));
            } catch (TypeConversionException noDuration) {
                throw new TypeConversionException(
                        "'"
                                + text
                                + "' is neither a time nor a duration (allowed:"
                                + " 2026-11-24T08:00:00Z, 90s, 30m, 2h)");
            }
        }
    }
}
