package io.brokerscope.scrape.simulation;

import io.brokerscope.scrape.simulation.Vitals.Roles;

/** Writes the series of a broker that are of no topic; always the same ones in the same order. */
final class BrokerSeries {

    /** How many times as long it takes to produce at a broker that is slow. */
    static final double SLOW_FACTOR = 20;

    /** Bytes of a fetch by a consumer. */
    private static final double FETCH_BYTES = 32 * 1024;

    /** Partitions in a produce request. */
    private static final double PARTITIONS_PER_PRODUCE = 3;

    private static final double NANOS = 1e9;
    private static final double MIB = 1 << 20;
    private static final double HEAP_BYTES = 6 * 1024 * MIB;
    private static final double YOUNG_COLLECTION_MS = 14;

    private final Vitals vitals;
    private final Sheet sheet;
    private final double seconds;
    private final double load;

    private BrokerSeries(Vitals vitals, Sheet sheet) {
        this.vitals = vitals;
        this.sheet = sheet;
        this.seconds = Math.max(0, vitals.moment().at - vitals.startedAt()) / 1000.0;
        this.load = vitals.load();
    }

    static void write(Vitals vitals, Sheet sheet) {
        BrokerSeries series = new BrokerSeries(vitals, sheet);
        series.replication();
        series.traffic();
        series.requests();
        series.threads();
        series.disk();
        series.coordinator();
        series.process();
    }

    private void replication() {
        Roles roles = vitals.roles();
        sheet.gauge("broker.partitions.under_replicated", roles.underReplicated());
        sheet.gauge("broker.partitions.under_min_isr", roles.underMinIsr());
        sheet.gauge("broker.partitions.at_min_isr", roles.atMinIsr());
        sheet.gauge("broker.replicas.offline", 0);
        sheet.gauge("broker.partitions.count", roles.replicas());
        sheet.gauge("broker.leaders.count", roles.leaders());
        sheet.gauge("broker.partitions.reassigning", 0);
        sheet.gauge("broker.fetchers.failed_partitions", 0);
        sheet.gauge("broker.replication.max_lag", vitals.followed() ? Math.floor(20 * load) : 0);
        sheet.gauge("broker.state", 3);
        sheet.counter("broker.isr.shrinks", roles.shrinks());
        sheet.counter("broker.isr.expands", roles.expands());
        sheet.counter("broker.isr.update_failures", 0);
    }

    private void traffic() {
        sheet.counter("broker.messages_in", vitals.messages());
        sheet.counter("broker.bytes_in", vitals.bytesIn());
        sheet.counter("broker.bytes_out", vitals.bytesOut());
        sheet.counter("broker.replication_bytes_in", vitals.replicatedIn());
        sheet.counter("broker.replication_bytes_out", vitals.replicatedOut());
        sheet.counter("broker.bytes_rejected", 0);
        sheet.counter("broker.produce_requests", vitals.produced());
        sheet.counter("broker.fetch_requests", PARTITIONS_PER_PRODUCE * consumerFetches());
        sheet.counter("broker.failed_produce", vitals.failed());
        sheet.counter("broker.failed_fetch", 0);
    }

    private void requests() {
        double produce = vitals.produced() / PARTITIONS_PER_PRODUCE;
        double consumer = Math.floor(consumerFetches());
        double follower = vitals.followed() ? Math.floor(4 * seconds) : 0;
        requests("Produce", produce);
        requests("Fetch", consumer + follower);
        requests("FetchConsumer", consumer);
        requests("FetchFollower", follower);
        requests("Metadata", 0.5 * seconds);
        requests("OffsetCommit", 0.8 * seconds);
        requests("Heartbeat", 3 * seconds);
        sheet.counter(
                "broker.request_errors", null, "Produce", vitals.failed() / PARTITIONS_PER_PRODUCE);
        double produceMs = produceMs();
        timed("Produce", produce, produceMs, 0.3 * produceMs);
        timed("FetchConsumer", consumer, 500 + 3 * load, 210);
        timed("FetchFollower", follower, 500 + load, 180);
        double waitMs = vitals.slow() ? 0.55 * produceMs : 0.05 * produceMs;
        sheet.gauge("broker.request.queue_ms.p99", null, "Produce", waitMs);
        sheet.gauge("broker.request.local_ms.p99", null, "Produce", 0.25 * produceMs);
        sheet.gauge("broker.request.remote_ms.p99", null, "Produce", 0.6 * produceMs);
        sheet.gauge("broker.request.response_send_ms.p99", null, "Produce", 0.2 + 0.1 * load);
    }

    private void requests(String type, double count) {
        sheet.counter("broker.requests", null, type, count);
    }

    private void timed(String type, double count, double p99, double mean) {
        sheet.counter("broker.request.count", null, type, count);
        sheet.gauge("broker.request.total_ms.p99", null, type, p99);
        sheet.gauge("broker.request.total_ms.mean", null, type, mean);
    }

    private void threads() {
        sheet.gauge("broker.request_queue.size", vitals.slow() ? 180 : Math.floor(load));
        sheet.gauge("broker.request_handler.idle", vitals.slow() ? 0.06 : 1 - load / (load + 4));
        sheet.gauge("broker.network_processor.idle", 1 - load / (load + 7));
        sheet.gauge("broker.purgatory.size", null, "Produce", Math.floor(15 * load));
        sheet.gauge("broker.purgatory.size", null, "Fetch", Math.floor(40 + 60 * load));
        sheet.gauge("broker.connections", null, "CLIENT", clients());
        sheet.gauge("broker.connections", null, "REPLICATION", vitals.followed() ? 8 : 0);
        sheet.counter("broker.connections.created", null, "CLIENT", 60 + seconds / 5);
        sheet.counter("broker.connections.created", null, "REPLICATION", 8 + seconds / 3600);
        sheet.counter("broker.auth.failed", null, "CLIENT", 0);
    }

    private void disk() {
        sheet.gauge("broker.log.flush_ms.p999", (vitals.slow() ? SLOW_FACTOR : 1) * (9 + 3 * load));
        sheet.counter("broker.log.flushes", vitals.roles().replicas() * seconds / 600);
        sheet.gauge("broker.logdirs.offline", 0);
        sheet.gauge("broker.log.cleaner.max_dirty", 30 + Math.floor(15 * cycle(5_400)));
        sheet.counter("broker.disk.write_bytes", vitals.bytesIn() + vitals.replicatedIn());
    }

    private void coordinator() {
        Roles roles = vitals.roles();
        sheet.gauge("broker.groups.count", roles.classicGroups());
        sheet.gauge("broker.groups.by_protocol", null, "classic", roles.classicGroups());
        sheet.gauge("broker.groups.by_protocol", null, "consumer", roles.modernGroups());
        sheet.counter("broker.groups.rebalances", seconds / 3600);
        sheet.gauge("broker.metadata.applied_lag_ms", 40 + Math.floor(20 * cycle(600)));
        sheet.gauge("broker.metadata.apply_errors", 0);
    }

    private void process() {
        double period = vitals.chance().of("collections").between(35.0, 90.0);
        double collections = Math.floor(seconds / period);
        sheet.gauge("jvm.heap.used", HEAP_BYTES * (0.22 + 0.4 * cycle(period)));
        sheet.gauge("jvm.heap.max", HEAP_BYTES);
        sheet.counter("jvm.gc.count", null, "G1 Young Generation", collections);
        sheet.counter("jvm.gc.count", null, "G1 Old Generation", 0);
        sheet.counter(
                "jvm.gc.seconds",
                null,
                "G1 Young Generation",
                collections * YOUNG_COLLECTION_MS * NANOS / 1000);
        sheet.counter("jvm.gc.seconds", null, "G1 Old Generation", 0);
        sheet.gauge("jvm.threads", 96 + vitals.chance().of("threads").below(12));
        sheet.gauge("jvm.uptime", seconds);
        // An idle process, the work, and what makes a broker slow: a few busy cores.
        double cores = vitals.chance().of("cores").between(0.9, 1.4);
        sheet.counter(
                "process.cpu",
                NANOS * (0.15 * seconds + cores * vitals.loadSum() + 3 * vitals.slowSeconds()));
        sheet.gauge("process.fds.open", 250 + 3 * vitals.roles().replicas() + clients());
        sheet.gauge("process.fds.max", 100_000);
    }

    /** Fetches of many records, and those that wait in vain. */
    private double consumerFetches() {
        return vitals.bytesOut() / FETCH_BYTES + 2 * seconds;
    }

    private double produceMs() {
        double usual = vitals.chance().of("latency").between(5.0, 9.0) * (1 + 0.25 * load);
        return vitals.slow() ? SLOW_FACTOR * usual : usual;
    }

    private double clients() {
        return 40 + Math.floor(30 * load);
    }

    /** From 0 to 1, again and again. */
    private double cycle(double period) {
        return seconds % period / period;
    }
}
