package io.brokerscope.console.fleet;

import io.brokerscope.model.output.CoverageRecord;

/**
 * A record of coverage and its JSON.
 *
 * @param record what it says
 * @param json as it stands in the topic, UTF-8; not to be changed
 */
public record CoverageEntry(CoverageRecord record, byte[] json) {}
