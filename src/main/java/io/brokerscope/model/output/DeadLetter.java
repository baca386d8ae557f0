package io.brokerscope.model.output;

import io.brokerscope.model.FailureReason;

/**
 * What could not be read, as it stands in {@code dead-letters}. Fields that are null are left out.
 *
 * @param schemaVersion version of the JSON Schema, 1
 * @param cluster cluster name
 * @param target node id
 * @param dueAt tick, epoch milliseconds
 * @param reason why the answer was useless; null where only lines of it were
 * @param lines number of malformed lines
 * @param line number of the first of them, from 1; null where the answer as a whole was useless
 * @param excerpt bounded, printable, secrets masked
 * @param detail a sentence for a person
 */
public record DeadLetter(
        int schemaVersion,
        String cluster,
        String target,
        long dueAt,
        FailureReason reason,
        int lines,
        Integer line,
        String excerpt,
        String detail) {}
