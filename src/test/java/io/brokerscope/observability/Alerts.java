package io.brokerscope.observability;

import static io.brokerscope.observability.Alert.Severity.CRITICAL;
import static io.brokerscope.observability.Alert.Severity.WARNING;

import java.util.List;
import java.util.stream.Stream;

/**
 * The alerts. Those on Flink's reporter work while the output cluster and the console are down; a
 * job is known by its name, {@code Brokerscope} or what {@code --name} makes of it.
 */
final class Alerts {

    /** Whatever a namespace and a job are called, each has an alert of its own. */
    private static final String BY_JOB = "by (namespace, job_name)";

    private static final String BY_CLUSTER = "by (namespace, job_name, cluster)";
    private static final String JOB = "{job_name=~\"Brokerscope.*\"}";
    private static final String JOB_MANAGER = "flink_jobmanager_job_";
    private static final String OPERATOR = "flink_taskmanager_job_task_operator_";

    static final List<Alert> PLATFORM =
            List.of(
                    new Alert(
                            "BrokerscopeJobDown",
                            CRITICAL,
                            "2m",
                            """
                            absent_over_time(%1$suptime%2$s[1h])
                              or
                            (max %3$s (last_over_time(%1$suptime%2$s[1h])) unless max %3$s (%1$suptime%2$s))
                              or
                            max %3$s (%1$sallSubTasksRunningOrFinishedTime%2$s) == 0
                            """
                                    .formatted(JOB_MANAGER, JOB, BY_JOB),
                            "The Brokerscope job does not run",
                            "No JobManager tells of the job, or some of its tasks have not run for"
                                    + " two minutes. Nothing is monitored.",
                            "job-down"),
                    new Alert(
                            "BrokerscopeJobRestarting",
                            WARNING,
                            "1m",
                            """
                            max %3$s (increase(%1$snumRestarts%2$s[15m])) > 3.5
                            """
                                    .formatted(JOB_MANAGER, JOB, BY_JOB),
                            "The job {{ $labels.job_name }} restarts again and again",
                            "It was restarted {{ $value | printf \"%.0f\" }} times within 15 minutes."
                                    + " Ticks that pass meanwhile are MISSED.",
                            "job-restarting"),
                    new Alert(
                            "BrokerscopeCheckpointFailing",
                            CRITICAL,
                            "2m",
                            """
                            time() - max %3$s (%1$slastCheckpointCompletedTimestamp%2$s > 0) / 1000 > 60
                              or
                            max %3$s (%1$snumberOfCompletedCheckpoints%2$s) == 0
                            """
                                    .formatted(JOB_MANAGER, JOB, BY_JOB),
                            "The job {{ $labels.job_name }} completes no checkpoint",
                            "None was completed for more than a minute. Output is committed with"
                                    + " checkpoints: readers see nothing new.",
                            "checkpoint-failing"),
                    new Alert(
                            "BrokerscopeEventTimeBehind",
                            WARNING,
                            "2m",
                            """
                            time() - min %2$s (flink_taskmanager_job_task_currentInputWatermark%1$s > 0) / 1000 > 60
                            """
                                    .formatted(JOB, BY_JOB),
                            "The job {{ $labels.job_name }} is behind",
                            "The event time of a task is {{ $value | humanizeDuration }} behind the"
                                    + " clock: the task is blocked or has too much to do.",
                            "event-time-behind"),
                    new Alert(
                            "BrokerscopeOutputGap",
                            WARNING,
                            "1m",
                            """
                            sum %3$s (
                              (%1$soutputGaps%2$s unless last_over_time(%1$soutputGaps%2$s[1h] offset 1h))
                                or
                              increase(%1$soutputGaps%2$s[1h])
                            ) > 0
                            """
                                    .formatted(OPERATOR, JOB, BY_JOB),
                            "Output of the job {{ $labels.job_name }} is lost, or may be",
                            "{{ $value | printf \"%.0f\" }} transactions were aborted by the output cluster, or may have"
                                    + " been. What was in them is declared as OUTPUT_GAP.",
                            "output-gap"),
                    new Alert(
                            "BrokerscopeCircuitOpen",
                            WARNING,
                            "5m",
                            """
                            sum %3$s (%1$sopenCircuits%2$s) > 0
                            """
                                    .formatted(OPERATOR, JOB, BY_JOB),
                            "{{ $value }} targets of {{ $labels.job_name }} are not asked any more",
                            "Their circuits are not closed: reads of them failed again and again. Each"
                                    + " is tried again by itself.",
                            "circuit-open"),
                    new Alert(
                            "BrokerscopeBrokerMetricsMissing",
                            WARNING,
                            "5m",
                            """
                            max %3$s (
                                %1$scluster_brokersLastKnown%2$s
                              + %1$scluster_brokersUnknown%2$s
                            ) > 0
                            """
                                    .formatted(OPERATOR, JOB, BY_CLUSTER),
                            "{{ $value }} brokers of {{ $labels.cluster }} tell nothing",
                            "They were not read for five minutes. Their last values are told, then"
                                    + " nothing.",
                            "broker-metrics-missing"),
                    new Alert(
                            "BrokerscopeTargetsRefused",
                            WARNING,
                            "5m",
                            """
                            max %3$s (%1$soperator_coordinator_enumerator_targetsRefused%2$s) > 0
                            """
                                    .formatted(JOB_MANAGER, JOB, BY_JOB),
                            "{{ $value }} targets are more than {{ $labels.job_name }} may have",
                            "The fleet is larger than maxTargets: what is beyond it is not read.",
                            "targets-refused"),
                    new Alert(
                            "BrokerscopeMemoryPressure",
                            WARNING,
                            "10m",
                            """
                            flink_taskmanager_Status_JVM_GarbageCollector_All_TimeMsPerSecond > 100
                              and on (job)
                            %1$suptime%2$s
                            """
                                    .formatted(JOB_MANAGER, JOB),
                            "The TaskManager {{ $labels.instance }} collects garbage all the time",
                            "It spends {{ $value | printf \"%.0f\" }} ms of each second on it: its heap"
                                    + " is too small for the fleet.",
                            "memory-pressure"),
                    new Alert(
                            "BrokerscopeOutputStale",
                            CRITICAL,
                            "1m",
                            """
                            brokerscope_newest_record_age_seconds > 120
                            """,
                            "Nothing new is committed to the output topics",
                            "The newest tick that the console could read is {{ $value |"
                                    + " humanizeDuration }} old.",
                            "output-cluster-down"),
                    new Alert(
                            "BrokerscopeConsoleDown",
                            WARNING,
                            "5m",
                            """
                            absent_over_time(brokerscope_component_status[1h])
                              or
                            (
                              max by (namespace, job) (last_over_time(brokerscope_component_status[1h]))
                                unless
                              max by (namespace, job) (brokerscope_component_status)
                            )
                            """,
                            "The console is down",
                            "It tells Prometheus nothing, so that alerts on entities cannot fire.",
                            "console-down"));

    static final List<Alert> ENTITIES =
            List.of(
                    new Alert(
                            "KafkaPartitionsOffline",
                            CRITICAL,
                            "1m",
                            """
                            max %3$s (%1$scluster_partitionsOffline%2$s) > 0
                            """
                                    .formatted(OPERATOR, JOB, BY_CLUSTER),
                            "{{ $value }} partitions of {{ $labels.cluster }} are offline",
                            "They have no leader: nobody can write to them or read from them.",
                            "partitions-offline"),
                    new Alert(
                            "KafkaPartitionsUnderMinIsr",
                            CRITICAL,
                            "2m",
                            """
                            max %3$s (%1$scluster_partitionsUnderMinIsr%2$s) > 0
                            """
                                    .formatted(OPERATOR, JOB, BY_CLUSTER),
                            "{{ $value }} partitions of {{ $labels.cluster }} are under"
                                    + " min.insync.replicas",
                            "Producers with acks=all cannot write to them.",
                            "partitions-under-min-isr"),
                    new Alert(
                            "KafkaPartitionsUnderReplicated",
                            WARNING,
                            "10m",
                            """
                            max %3$s (%1$scluster_partitionsUnderReplicated%2$s) > 0
                            """
                                    .formatted(OPERATOR, JOB, BY_CLUSTER),
                            "{{ $value }} partitions of {{ $labels.cluster }} are under-replicated",
                            "Replicas have been out of sync for ten minutes: another failure may cost"
                                    + " availability or data.",
                            "partitions-under-replicated"),
                    new Alert(
                            "KafkaBrokerUnhealthy",
                            WARNING,
                            "5m",
                            """
                            brokerscope_entity_status{type="broker"} == 2
                            """,
                            "Broker {{ $labels.name }} of {{ $labels.cluster }} is unhealthy",
                            "Its health score has been below 50 for five minutes; the console tells the"
                                    + " reasons.",
                            "broker-unhealthy"),
                    new Alert(
                            "KafkaConsumerGroupBehind",
                            WARNING,
                            "10m",
                            """
                            brokerscope_consumer_group_status >= 1
                            """,
                            "Consumer group {{ $labels.name }} of {{ $labels.cluster }} does not keep up",
                            "It has been falling behind (1) or has stopped (2) for ten minutes: its"
                                    + " status is {{ $value }}.",
                            "lag-behind"));

    static final List<Alert> ALL = Stream.concat(PLATFORM.stream(), ENTITIES.stream()).toList();

    private Alerts() {}
}
