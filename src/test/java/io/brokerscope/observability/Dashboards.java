package io.brokerscope.observability;

import static io.brokerscope.observability.Dashboard.Kind.STAT;
import static io.brokerscope.observability.Dashboard.Kind.STATUS;
import static io.brokerscope.observability.Dashboard.Kind.TABLE;
import static io.brokerscope.observability.Dashboard.Kind.TIMESERIES;

import io.brokerscope.observability.Dashboard.Kind;
import io.brokerscope.observability.Dashboard.Panel;
import io.brokerscope.observability.Dashboard.Query;
import io.brokerscope.observability.Dashboard.Row;
import io.brokerscope.observability.Dashboard.Variable;
import java.util.List;

/**
 * The dashboards. Entities are drawn from what the console tells, the platform from Flink's
 * reporter, and a cluster's vital signs from both: those of the reporter are there while the output
 * cluster is not.
 */
final class Dashboards {

    private static final String OPERATOR = "flink_taskmanager_job_task_operator_";
    private static final String JOB_MANAGER = "flink_jobmanager_job_";
    private static final String TASK_MANAGER = "flink_taskmanager_Status_";

    private static final Variable CLUSTER =
            new Variable(
                    "cluster",
                    "Cluster",
                    "label_values(brokerscope_entity_status{type=\"cluster\"}, cluster)",
                    true,
                    true);

    private static final Dashboard FLEET =
            new Dashboard(
                    "brokerscope-fleet",
                    "Brokerscope / Fleet",
                    "All clusters at one look, the worst first.",
                    List.of(),
                    List.of(
                            row(
                                    "How the fleet is",
                                    stat(
                                            "Clusters",
                                            "Clusters that are watched.",
                                            count("cluster")),
                                    stat("Brokers", "Brokers that are watched.", count("broker")),
                                    stat("Topics", "Topics told to Prometheus.", count("topic")),
                                    stat(
                                            "Consumer groups",
                                            "Consumer groups told to Prometheus.",
                                            count("consumerGroup")),
                                    stat(
                                            "Not healthy",
                                            "Entities that are degraded, unhealthy or unknown.",
                                            "count(brokerscope_entity_status > 0) or vector(0)"),
                                    stat(
                                            "Left out",
                                            "Entities that are not told to Prometheus: see"
                                                    + " --metrics-entities of the console.",
                                            "brokerscope_console_metrics_entities_left_out")),
                            row(
                                    "What needs a look",
                                    panel(
                                            TABLE,
                                            "Worst clusters and brokers",
                                            "Lowest health scores; below 80 degraded, below 50"
                                                    + " unhealthy.",
                                            "none",
                                            12,
                                            query(
                                                    "bottomk(20, brokerscope_entity_health_score{type=~\"cluster|broker\"})",
                                                    "")),
                                    panel(
                                            TABLE,
                                            "Worst topics and consumer groups",
                                            "Lowest health scores.",
                                            "none",
                                            12,
                                            query(
                                                    "bottomk(20, brokerscope_entity_health_score{type=~\"topic|consumerGroup\"})",
                                                    ""))),
                            row(
                                    "Clusters",
                                    lines(
                                            "Health score",
                                            "100 is wholly well.",
                                            "none",
                                            "brokerscope_cluster_health_score",
                                            "{{cluster}}"),
                                    lines(
                                            "Availability",
                                            "Share of the expected brokers that answer.",
                                            "percent",
                                            "brokerscope_cluster_availability_percentage",
                                            "{{cluster}}"),
                                    lines(
                                            "Messages in",
                                            "Messages that producers sent.",
                                            "cps",
                                            "brokerscope_cluster_messages_in_rate",
                                            "{{cluster}}"),
                                    lines(
                                            "Bytes in",
                                            "Bytes that producers sent.",
                                            "Bps",
                                            "brokerscope_cluster_throughput_in_bytes_per_sec",
                                            "{{cluster}}"),
                                    lines(
                                            "Bytes out",
                                            "Bytes that consumers fetched.",
                                            "Bps",
                                            "brokerscope_cluster_throughput_out_bytes_per_sec",
                                            "{{cluster}}"),
                                    lines(
                                            "Failed requests",
                                            "Produce and fetch requests that failed.",
                                            "cps",
                                            "brokerscope_cluster_error_rate",
                                            "{{cluster}}")),
                            row(
                                    "Vital signs, also while the output cluster is away",
                                    lines(
                                            "Partitions offline",
                                            "Partitions without a leader.",
                                            "none",
                                            vital("partitionsOffline"),
                                            "{{cluster}}"),
                                    lines(
                                            "Partitions under min.insync.replicas",
                                            "Producers with acks=all cannot write to them.",
                                            "none",
                                            vital("partitionsUnderMinIsr"),
                                            "{{cluster}}"),
                                    lines(
                                            "Partitions under-replicated",
                                            "Replicas out of sync.",
                                            "none",
                                            vital("partitionsUnderReplicated"),
                                            "{{cluster}}"))));

    private static final Dashboard CLUSTERS =
            new Dashboard(
                    "brokerscope-cluster",
                    "Brokerscope / Cluster",
                    "A cluster: its health, its brokers, its topics, and how well it is seen.",
                    List.of(CLUSTER),
                    List.of(
                            row(
                                    "How it is",
                                    status(
                                            "Status",
                                            "As judged by the job.",
                                            "brokerscope_entity_status{type=\"cluster\", cluster=~\"$cluster\"}",
                                            "{{cluster}}"),
                                    stat(
                                            "Health score",
                                            "100 is wholly well.",
                                            cluster("health_score")),
                                    stat(
                                            "Brokers registered",
                                            "As the cluster tells.",
                                            cluster("brokers_registered")),
                                    stat(
                                            "Brokers fenced",
                                            "Registered, and down or starting.",
                                            cluster("brokers_fenced")),
                                    stat(
                                            "Active controllers",
                                            "Must be 1.",
                                            cluster("controllers_active")),
                                    stat(
                                            "Age",
                                            "How old its values are.",
                                            "brokerscope_entity_age_seconds{type=\"cluster\", cluster=~\"$cluster\"}",
                                            "s")),
                            row(
                                    "Partitions",
                                    lines(
                                            "Offline, under min.insync.replicas, under-replicated",
                                            "As the output topics tell.",
                                            "none",
                                            query(
                                                    cluster("partitions_offline"),
                                                    "{{cluster}} offline"),
                                            query(
                                                    cluster("partitions_under_min_isr"),
                                                    "{{cluster}} under min ISR"),
                                            query(
                                                    cluster("partitions_under_replicated"),
                                                    "{{cluster}} under-replicated")),
                                    lines(
                                            "Leaders elsewhere than preferred",
                                            "Partitions that their preferred replica does not lead.",
                                            "none",
                                            cluster("leaders_not_preferred"),
                                            "{{cluster}}"),
                                    lines(
                                            "Quorum lag",
                                            "How far the slowest voter is behind.",
                                            "none",
                                            cluster("quorum_lag_max"),
                                            "{{cluster}}")),
                            row(
                                    "Load",
                                    lines(
                                            "Messages in by topic",
                                            "The ten largest.",
                                            "cps",
                                            "topk(10, brokerscope_topic_messages_in_rate{cluster=~\"$cluster\"})",
                                            "{{name}}"),
                                    lines(
                                            "Bytes in by topic",
                                            "The ten largest.",
                                            "Bps",
                                            "topk(10, brokerscope_topic_bytes_in_rate{cluster=~\"$cluster\"})",
                                            "{{name}}"),
                                    lines(
                                            "Size by topic",
                                            "All replicas, the ten largest.",
                                            "bytes",
                                            "topk(10, brokerscope_topic_size_bytes{cluster=~\"$cluster\"})",
                                            "{{name}}"),
                                    lines(
                                            "Network by broker",
                                            "Bytes in and out, without replication.",
                                            "Bps",
                                            "brokerscope_broker_network_throughput{cluster=~\"$cluster\"}",
                                            "{{name}}"),
                                    lines(
                                            "Leaders by broker",
                                            "Partitions it leads.",
                                            "none",
                                            "brokerscope_broker_leader_count{cluster=~\"$cluster\"}",
                                            "{{name}}"),
                                    lines(
                                            "Lag by topic",
                                            "Sum over its consumer groups, the ten largest.",
                                            "none",
                                            "topk(10, brokerscope_topic_consumer_lag_sum{cluster=~\"$cluster\"})",
                                            "{{name}}")),
                            row(
                                    "How well it is seen, also while the output cluster is away",
                                    lines(
                                            "Brokers by how they are known",
                                            "Of the last tick window.",
                                            "none",
                                            query(seen("brokersExpected"), "{{cluster}} expected"),
                                            query(seen("brokersMeasured"), "{{cluster}} measured"),
                                            query(
                                                    seen("brokersSecondary"),
                                                    "{{cluster}} by a fallback"),
                                            query(
                                                    seen("brokersLastKnown"),
                                                    "{{cluster}} last known"),
                                            query(
                                                    seen("brokersSimulated"),
                                                    "{{cluster}} simulated"),
                                            query(seen("brokersUnknown"), "{{cluster}} unknown")),
                                    lines(
                                            "Ticks by outcome",
                                            "Reads of brokers and of the cluster itself.",
                                            "cps",
                                            query(ticks("Observed"), "{{cluster}} observed"),
                                            query(ticks("Failed"), "{{cluster}} failed"),
                                            query(ticks("Skipped"), "{{cluster}} skipped"),
                                            query(ticks("Rejected"), "{{cluster}} rejected")),
                                    lines(
                                            "Read latency, p99",
                                            "Over the last 1,000 reads.",
                                            "ms",
                                            "max by (cluster) ("
                                                    + OPERATOR
                                                    + "cluster_readLatencyMs{quantile=\"0.99\", cluster=~\"$cluster\"})",
                                            "{{cluster}}"))));

    private static final Dashboard BROKERS =
            new Dashboard(
                    "brokerscope-broker",
                    "Brokerscope / Broker",
                    "A broker: load, latency, threads, replicas.",
                    List.of(
                            CLUSTER,
                            new Variable(
                                    "broker",
                                    "Broker",
                                    "label_values(brokerscope_entity_status{type=\"broker\", cluster=~\"$cluster\"}, name)",
                                    true,
                                    true)),
                    List.of(
                            row(
                                    "How it is",
                                    status(
                                            "Status",
                                            "As judged by the job.",
                                            ofBroker("entity_status", "type=\"broker\", "),
                                            "{{cluster}} {{name}}"),
                                    stat(
                                            "Health score",
                                            "100 is wholly well.",
                                            ofBroker("entity_health_score", "type=\"broker\", ")),
                                    stat(
                                            "Age",
                                            "How old its values are.",
                                            ofBroker("entity_age_seconds", "type=\"broker\", "),
                                            "s"),
                                    stat(
                                            "Partitions",
                                            "Replicas that it hosts.",
                                            broker("partition_count")),
                                    stat(
                                            "Leaders",
                                            "Partitions that it leads.",
                                            broker("leader_count")),
                                    stat(
                                            "Log directories offline",
                                            "Disks that failed.",
                                            broker("log_dirs_offline"))),
                            row(
                                    "Load",
                                    brokerLines(
                                            "Messages in",
                                            "Messages that producers sent.",
                                            "cps",
                                            "messages_in_rate"),
                                    brokerLines(
                                            "Bytes in",
                                            "Bytes that producers sent.",
                                            "Bps",
                                            "throughput_in_bytes_per_sec"),
                                    brokerLines(
                                            "Bytes out",
                                            "Bytes that consumers fetched.",
                                            "Bps",
                                            "throughput_out_bytes_per_sec"),
                                    brokerLines(
                                            "Produce latency, p99",
                                            "The broker's own percentile; it counts only while"
                                                    + " messages come in.",
                                            "s",
                                            "request_latency_p99"),
                                    brokerLines(
                                            "Failed requests",
                                            "Produce and fetch requests that failed.",
                                            "cps",
                                            "error_rate"),
                                    brokerLines(
                                            "Network threads idle",
                                            "Share of their time; below 30 % is too little.",
                                            "percentunit",
                                            "network_processor_idle")),
                            row(
                                    "Process and replicas",
                                    brokerLines("CPU", "Busy cores.", "none", "cpu_usage"),
                                    brokerLines(
                                            "Heap",
                                            "Share in use, garbage included.",
                                            "percentunit",
                                            "memory_usage"),
                                    lines(
                                            "Replicas in trouble",
                                            "Of the partitions that it leads; offline: of those that"
                                                    + " it hosts.",
                                            "none",
                                            query(
                                                    broker("partitions_under_replicated"),
                                                    "{{name}} under-replicated"),
                                            query(
                                                    broker("partitions_under_min_isr"),
                                                    "{{name}} under min ISR"),
                                            query(
                                                    broker("replicas_offline"),
                                                    "{{name}} offline")))));

    private static final Dashboard GROUPS =
            new Dashboard(
                    "brokerscope-groups",
                    "Brokerscope / Consumer groups",
                    "How far consumer groups are behind, in records and in time.",
                    List.of(
                            CLUSTER,
                            new Variable(
                                    "group",
                                    "Consumer group",
                                    "label_values(brokerscope_entity_status{type=\"consumerGroup\", cluster=~\"$cluster\"}, name)",
                                    true,
                                    true)),
                    List.of(
                            row(
                                    "How they are",
                                    panel(
                                            TABLE,
                                            "Longest lag in time",
                                            "How long ago the oldest record was written that is not"
                                                    + " dealt with.",
                                            "s",
                                            12,
                                            query("topk(20, " + group("lag_seconds") + ")", "")),
                                    panel(
                                            TABLE,
                                            "Longest lag in records",
                                            "Sum over partitions.",
                                            "none",
                                            12,
                                            query("topk(20, " + group("lag_total") + ")", ""))),
                            row(
                                    "Lag",
                                    groupLines(
                                            "Lag in time",
                                            "Of the worst partition.",
                                            "s",
                                            "lag_seconds"),
                                    groupLines("Lag", "Sum over partitions.", "none", "lag_total"),
                                    groupLines(
                                            "Lag of the worst partition",
                                            "In records.",
                                            "none",
                                            "lag_max"),
                                    groupLines(
                                            "Trend",
                                            "Records by which the lag grows in a second; negative"
                                                    + " where the group catches up.",
                                            "cps",
                                            "lag_trend"),
                                    groupLines(
                                            "Commits", "Records dealt with.", "cps", "commit_rate"),
                                    groupLines(
                                            "Members",
                                            "Members of the group.",
                                            "none",
                                            "members_count"),
                                    groupLines(
                                            "Status",
                                            "0 keeps up, 1 falls behind, 2 has stopped.",
                                            "none",
                                            "status"),
                                    groupLines(
                                            "Partitions whose lag is not known",
                                            "They are not part of the sums.",
                                            "none",
                                            "partitions_unknown"))));

    private static final Dashboard PLATFORM =
            new Dashboard(
                    "brokerscope-platform",
                    "Brokerscope / Platform",
                    "The job itself: whether it runs, commits, keeps up and gets its answers.",
                    List.of(
                            new Variable(
                                    "job",
                                    "Flink job",
                                    "label_values("
                                            + JOB_MANAGER
                                            + "uptime{job_name=~\"Brokerscope.*\"}, job_name)",
                                    false,
                                    true),
                            new Variable(
                                    "scrape",
                                    "Prometheus job",
                                    "label_values("
                                            + JOB_MANAGER
                                            + "uptime{job_name=~\"$job\"}, job)",
                                    false,
                                    false)),
                    List.of(
                            row(
                                    "How it is",
                                    status(
                                            "Components",
                                            "As the console judges.",
                                            "brokerscope_component_status",
                                            "{{component}}"),
                                    stat(
                                            "All tasks run since",
                                            "0 while one of them does not.",
                                            jobManager("allSubTasksRunningOrFinishedTime"),
                                            "ms"),
                                    stat(
                                            "Restarts",
                                            "Since the JobManager leads.",
                                            jobManager("numRestarts")),
                                    stat(
                                            "Last checkpoint",
                                            "How long ago it was completed.",
                                            "time() - max("
                                                    + jobManager("lastCheckpointCompletedTimestamp")
                                                    + ") / 1000",
                                            "s"),
                                    stat(
                                            "Newest committed tick",
                                            "How old it is, as the console reads it.",
                                            "brokerscope_newest_record_age_seconds",
                                            "s"),
                                    stat(
                                            "Output lost",
                                            "Transactions whose records are lost, or may be, since"
                                                    + " the last restart.",
                                            "sum(" + operator("outputGaps") + ")")),
                            row(
                                    "Checkpoints",
                                    lines(
                                            "Duration",
                                            "Of the last checkpoint.",
                                            "ms",
                                            jobManager("lastCheckpointDuration"),
                                            "duration"),
                                    lines(
                                            "Size",
                                            "Of the last checkpoint.",
                                            "bytes",
                                            jobManager("lastCheckpointFullSize"),
                                            "size"),
                                    lines(
                                            "Completed and failed",
                                            "Within five minutes.",
                                            "none",
                                            query(
                                                    "increase("
                                                            + jobManager(
                                                                    "numberOfCompletedCheckpoints")
                                                            + "[5m])",
                                                    "completed"),
                                            query(
                                                    "increase("
                                                            + jobManager(
                                                                    "numberOfFailedCheckpoints")
                                                            + "[5m])",
                                                    "failed"))),
                            row(
                                    "Reads",
                                    lines(
                                            "Outcomes",
                                            "Ticks of brokers and clusters.",
                                            "cps",
                                            query(outcomes("Observed"), "observed"),
                                            query(outcomes("Failed"), "failed"),
                                            query(outcomes("Skipped"), "skipped"),
                                            query(outcomes("Rejected"), "rejected"),
                                            query(
                                                    "sum(rate("
                                                            + operator("ticksMissed")
                                                            + "[$__rate_interval]))",
                                                    "missed")),
                                    lines(
                                            "Circuits and retries",
                                            "Circuits that are not closed, and attempts after the"
                                                    + " first.",
                                            "none",
                                            query(
                                                    "sum(" + operator("openCircuits") + ")",
                                                    "circuits open"),
                                            query(
                                                    "brokerscope_open_circuits",
                                                    "circuits open, committed"),
                                            query(
                                                    "sum(rate("
                                                            + operator("cluster_circuitsOpened")
                                                            + "[$__rate_interval]))",
                                                    "circuits opened per second"),
                                            query(
                                                    "sum(rate("
                                                            + operator("cluster_retries")
                                                            + "[$__rate_interval]))",
                                                    "retries per second")),
                                    lines(
                                            "Reads under way",
                                            "In flight, and waiting for a slot of"
                                                    + " scrape.maxConcurrent.",
                                            "none",
                                            query(
                                                    "sum(" + operator("readsInFlight") + ")",
                                                    "in flight"),
                                            query(
                                                    "sum(" + operator("readsWaiting") + ")",
                                                    "waiting")),
                                    lines(
                                            "Lateness of ticks",
                                            "How late the last tick was given to be read.",
                                            "ms",
                                            "max(" + operator("readLatenessMs") + ")",
                                            "lateness"),
                                    lines(
                                            "What comes in",
                                            "Answers of all targets.",
                                            "Bps",
                                            "sum(rate("
                                                    + operator("cluster_bytesRead")
                                                    + "[$__rate_interval]))",
                                            "read"),
                                    lines(
                                            "What is left out",
                                            "Series beyond limits, and lines that cannot be read.",
                                            "cps",
                                            query(
                                                    "sum(rate("
                                                            + operator("cluster_seriesTruncated")
                                                            + "[$__rate_interval]))",
                                                    "series cut off"),
                                            query(
                                                    "sum(rate("
                                                            + operator("cluster_linesMalformed")
                                                            + "[$__rate_interval]))",
                                                    "lines malformed"))),
                            row(
                                    "Keeping up",
                                    lines(
                                            "Event time behind",
                                            "By task; one to two seconds are normal.",
                                            "s",
                                            "time() - min by (task_name) (flink_taskmanager_job_task_currentInputWatermark{job_name=~\"$job\"} > 0) / 1000",
                                            "{{task_name}}"),
                                    lines(
                                            "Busy",
                                            "Share of its time, by task.",
                                            "percentunit",
                                            "max by (task_name) (flink_taskmanager_job_task_busyTimeMsPerSecond{job_name=~\"$job\"}) / 1000",
                                            "{{task_name}}"),
                                    lines(
                                            "Targets",
                                            "Known, held by subtasks, and refused because of"
                                                    + " maxTargets.",
                                            "none",
                                            query(
                                                    jobManager(
                                                            "operator_coordinator_enumerator_targetsKnown"),
                                                    "known"),
                                            query("sum(" + operator("targets") + ")", "held"),
                                            query(
                                                    jobManager(
                                                            "operator_coordinator_enumerator_targetsRefused"),
                                                    "refused"))),
                            row(
                                    "Processes",
                                    lines(
                                            "Heap of TaskManagers",
                                            "In use, and the most there is.",
                                            "bytes",
                                            query(
                                                    taskManager("JVM_Memory_Heap_Used"),
                                                    "{{instance}} used"),
                                            query(
                                                    taskManager("JVM_Memory_Heap_Max"),
                                                    "{{instance}} most")),
                                    lines(
                                            "Garbage collection",
                                            "Share of time, by TaskManager.",
                                            "percentunit",
                                            taskManager("JVM_GarbageCollector_All_TimeMsPerSecond")
                                                    + " / 1000",
                                            "{{instance}}"),
                                    lines(
                                            "CPU of TaskManagers",
                                            "Share of the machine, as the JVM tells.",
                                            "percentunit",
                                            taskManager("JVM_CPU_Load"),
                                            "{{instance}}")),
                            row(
                                    "Console",
                                    lines(
                                            "Entities in memory",
                                            "Of all kinds.",
                                            "none",
                                            "brokerscope_console_entities",
                                            "entities"),
                                    lines(
                                            "Caught up",
                                            "1 while everything that is committed was read.",
                                            "none",
                                            "brokerscope_console_caught_up",
                                            "caught up"),
                                    lines(
                                            "Records that could not be read",
                                            "Since its start; anything but 0 is a defect.",
                                            "none",
                                            "brokerscope_console_bad_records",
                                            "bad records"))));

    static final List<Dashboard> ALL = List.of(FLEET, CLUSTERS, BROKERS, GROUPS, PLATFORM);

    private Dashboards() {}

    private static Row row(String title, Panel... panels) {
        return new Row(title, List.of(panels));
    }

    private static Query query(String expression, String legend) {
        return new Query(expression, legend);
    }

    private static Panel panel(
            Kind kind, String title, String description, String unit, int width, Query... queries) {
        return new Panel(kind, title, description, unit, width, List.of(queries));
    }

    private static Panel stat(String title, String description, String expression) {
        return stat(title, description, expression, "none");
    }

    private static Panel stat(String title, String description, String expression, String unit) {
        return panel(STAT, title, description, unit, 4, query(expression, "{{cluster}} {{name}}"));
    }

    private static Panel status(
            String title, String description, String expression, String legend) {
        return panel(STATUS, title, description, "none", 4, query(expression, legend));
    }

    private static Panel lines(
            String title, String description, String unit, String expression, String legend) {
        return lines(title, description, unit, query(expression, legend));
    }

    private static Panel lines(String title, String description, String unit, Query... queries) {
        return panel(TIMESERIES, title, description, unit, 8, queries);
    }

    private static Panel brokerLines(String title, String description, String unit, String metric) {
        return lines(title, description, unit, broker(metric), "{{cluster}} {{name}}");
    }

    private static Panel groupLines(String title, String description, String unit, String metric) {
        return lines(title, description, unit, group(metric), "{{cluster}} {{name}}");
    }

    private static String count(String type) {
        return "count(brokerscope_entity_status{type=\"" + type + "\"})";
    }

    private static String cluster(String metric) {
        return "brokerscope_cluster_" + metric + "{cluster=~\"$cluster\"}";
    }

    private static String broker(String metric) {
        return ofBroker("broker_" + metric, "");
    }

    private static String ofBroker(String metric, String more) {
        return "brokerscope_" + metric + "{" + more + "cluster=~\"$cluster\", name=~\"$broker\"}";
    }

    private static String group(String metric) {
        return "brokerscope_consumer_group_" + metric + "{cluster=~\"$cluster\", name=~\"$group\"}";
    }

    private static String vital(String metric) {
        return "max by (cluster) (" + OPERATOR + "cluster_" + metric + ")";
    }

    private static String seen(String metric) {
        return "max by (cluster) (" + OPERATOR + "cluster_" + metric + "{cluster=~\"$cluster\"})";
    }

    private static String ticks(String outcome) {
        return "sum by (cluster) (rate("
                + OPERATOR
                + "cluster_ticks"
                + outcome
                + "{cluster=~\"$cluster\"}[$__rate_interval]))";
    }

    private static String outcomes(String outcome) {
        return "sum(rate(" + operator("cluster_ticks" + outcome) + "[$__rate_interval]))";
    }

    private static String jobManager(String metric) {
        return JOB_MANAGER + metric + "{job_name=~\"$job\"}";
    }

    private static String operator(String metric) {
        return OPERATOR + metric + "{job_name=~\"$job\"}";
    }

    private static String taskManager(String metric) {
        return TASK_MANAGER + metric + "{job=~\"$scrape\"}";
    }
}
