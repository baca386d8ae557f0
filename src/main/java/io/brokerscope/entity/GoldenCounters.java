package io.brokerscope.entity;

import java.util.Set;

/** The counters that golden metrics are made of: what the ledger carries unless told otherwise. */
public final class GoldenCounters {

    private static final Set<String> NAMES =
            Set.of(
                    "broker.messages_in",
                    "broker.bytes_in",
                    "broker.bytes_out",
                    "broker.replication_bytes_in",
                    "broker.replication_bytes_out",
                    "broker.failed_produce",
                    "broker.failed_fetch",
                    "process.cpu",
                    "topic.messages_in",
                    "topic.bytes_in",
                    "topic.bytes_out",
                    "topic.failed_produce",
                    "topic.failed_fetch",
                    "topic.records.end");

    private GoldenCounters() {}

    /** Whether a golden metric is made of this counter. */
    public static boolean contains(String metric) {
        return NAMES.contains(metric);
    }
}
