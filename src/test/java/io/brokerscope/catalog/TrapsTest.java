package io.brokerscope.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.model.Readings;
import io.brokerscope.model.SeriesCollector;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What goes wrong when broker metrics are taken at their names' word. */
class TrapsTest {

    private static final Catalog CATALOG = Catalog.builtIn();
    private static final String JX = "jmx_exporter-2_0_0";
    private static final String KRAFT = "jmx_exporter-kraft-3_0_0";
    private static final String STRIMZI = "strimzi-jmx";
    private static final String REPORTER = "strimzi-metrics-reporter";
    private static final String NO_RULES = "jmx_exporter-no-rules";

    private static Map<String, Number> rows(String dialect, String... lines) {
        return Target.rows(Target.of(CATALOG, dialect).read(lines));
    }

    @Test
    void idleOfRequestHandlersIsTheLastMinuteOnlyWhereTheMeterIsExported() {
        assertThat(
                        rows(
                                NO_RULES,
                                "kafka_server_KafkaRequestHandlerPool_OneMinuteRate{name=\"RequestHandlerAvgIdlePercent\"} 0.5",
                                "kafka_server_KafkaRequestHandlerPool_MeanRate{name=\"RequestHandlerAvgIdlePercent\"} 0.9",
                                "kafka_server_KafkaRequestHandlerPool_Count{name=\"RequestHandlerAvgIdlePercent\"} 6.1E10",
                                "kafka_server_KafkaRequestHandlerPool_OneMinuteRate{name=\"BrokerRequestHandlerAvgIdlePercent\"} 0.1"))
                .isEqualTo(
                        Map.of(
                                "broker.request_handler.idle", 0.5,
                                "broker.request_handler.idle_lifetime", 0.9,
                                "broker.request_handler.idle_ns", 61_000_000_000L));
        assertThat(
                        rows(
                                JX,
                                "kafka_server_kafkarequesthandlerpool_requesthandleravgidle_percent 0.9",
                                "kafka_server_kafkarequesthandlerpool_requesthandleravgidlepercent_count_total 6.1E10"))
                .isEqualTo(
                        Map.of(
                                "broker.request_handler.idle_lifetime",
                                0.9,
                                "broker.request_handler.idle_ns",
                                61_000_000_000L));
        assertThat(
                        rows(
                                REPORTER,
                                "kafka_server_kafkarequesthandlerpool_requesthandleravgidlepercent_total 6.1E10"))
                .isEqualTo(Map.of("broker.request_handler.idle_ns", 61_000_000_000L));
    }

    @Test
    void metersAreTakenByTheirCountNeverByTheirRate() {
        assertThat(
                        rows(
                                NO_RULES,
                                "kafka_server_BrokerTopicMetrics_OneMinuteRate{name=\"BytesInPerSec\"} 7.0",
                                "kafka_server_BrokerTopicMetrics_MeanRate{name=\"BytesInPerSec\"} 8.0",
                                "kafka_server_BrokerTopicMetrics_Count{name=\"BytesInPerSec\"} 1000.0"))
                .isEqualTo(Map.of("broker.bytes_in", 1000L));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                NO_RULES + "|kafka_server_BrokerTopicMetrics_Count{name=\"BytesInPerSec\",",
                "jmx_exporter-no-rules-lowercase"
                        + "|kafka_server_brokertopicmetrics_count{name=\"BytesInPerSec\",",
                JX + "|kafka_server_brokertopicmetrics_bytesin_total{",
                REPORTER + "|kafka_server_brokertopicmetrics_bytesinpersec_total{"
            })
    void withoutATopicItIsAllTopics(String dialect, String series) {
        assertThat(
                        rows(
                                dialect,
                                series + "topic=\"\"} 10",
                                series + "topic=\"a\"} 4",
                                series + "topic=\"all\"} 6"))
                .isEqualTo(
                        Map.of(
                                "broker.bytes_in", 10L,
                                "topic.bytes_in[a]", 4L,
                                "topic.bytes_in[all]", 6L));
    }

    @Test
    void aTopicTheBrokerNoLongerLeadsIsAbsentNotZero() {
        Target target = Target.of(CATALOG, JX);
        String all = "kafka_server_brokertopicmetrics_bytesin_total 10";
        String topic = "kafka_server_brokertopicmetrics_bytesin_total{topic=\"a\"} 4";
        assertThat(Target.rows(target.read(all, topic))).containsKey("topic.bytes_in[a]");
        Readings without = target.read(all);
        assertThat(Target.rows(without)).isEqualTo(Map.of("broker.bytes_in", 10L));
        assertThat(without.complete()).isTrue();
        assertThat(Target.rows(target.read(all, topic))).containsEntry("topic.bytes_in[a]", 4L);
    }

    @Test
    void controllersTellTheirOwnView() {
        Readings readings =
                Target.of(CATALOG, JX)
                        .read(
                                "kafka_controller_kafkacontroller_activecontrollercount 0.0",
                                "kafka_controller_kafkacontroller_offlinepartitionscount 2.0",
                                "kafka_controller_kafkacontroller_fencedbrokercount 1.0");
        assertThat(Target.rows(readings))
                .isEqualTo(
                        Map.of(
                                "controller.active", 0.0,
                                "controller.partitions.offline", 2.0,
                                "controller.brokers.fenced", 1.0));
        assertThat(readings.gauges().topicOf(0)).isNull();
    }

    @Test
    void followersAreLeftOutOfReplicaCounts() {
        Map<String, Number> rows =
                rows(
                        JX,
                        "kafka_cluster_partition_replicascount{topic=\"a\",partition=\"0\"} 3",
                        "kafka_cluster_partition_replicascount{topic=\"a\",partition=\"1\"} 0",
                        "kafka_cluster_partition_replicascount{topic=\"b\",partition=\"0\"} 0",
                        "kafka_cluster_partition_insyncreplicascount{topic=\"a\",partition=\"0\"} 2",
                        "kafka_cluster_partition_insyncreplicascount{topic=\"a\",partition=\"1\"} 0",
                        "kafka_cluster_partition_insyncreplicascount{topic=\"b\",partition=\"0\"} 0");
        assertThat(rows)
                .isEqualTo(
                        Map.of(
                                "topic.replicas.assigned[a]", 3.0,
                                "topic.replicas.in_sync[a]", 2.0,
                                "topic.partitions.leader_count[a]", 1.0,
                                "topic.partitions.leader_count[b]", 0.0));
    }

    @Test
    void onlyTheWantedQuantileIsTaken() {
        String name = "kafka_network_requestmetrics_totaltimems{request=\"Produce\",quantile=";
        assertThat(
                        rows(
                                JX,
                                name + "\"0.50\"} 1",
                                name + "\"0.95\"} 2",
                                name + "\"0.99\"} 3",
                                name + "\"0.999\"} 4"))
                .isEqualTo(Map.of("broker.request.total_ms.p99{Produce}", 3.0));
        assertThat(
                        rows(
                                NO_RULES,
                                "kafka_network_RequestMetrics_999thPercentile{name=\"TotalTimeMs\",request=\"Produce\"} 4",
                                "kafka_network_RequestMetrics_99thPercentile{name=\"TotalTimeMs\",request=\"Produce\"} 3"))
                .isEqualTo(Map.of("broker.request.total_ms.p99{Produce}", 3.0));
    }

    @Test
    void countersExposedAsGaugesAreCountersAndTheOtherWayRound() {
        Readings readings =
                Target.of(CATALOG, STRIMZI)
                        .read(
                                "kafka_server_kafkaserver_linux_disk_write_bytes 5.0",
                                "kafka_controller_kafkacontroller_newactivecontrollerscount 6.0",
                                "kafka_controller_kafkacontroller_timedoutbrokerheartbeatcount 7.0",
                                "kafka_server_raftmetrics_commit_latency_max_total 8.5");
        assertThat(Target.counters(readings))
                .isEqualTo(
                        Map.of(
                                "broker.disk.write_bytes", 5L,
                                "controller.elections", 6L,
                                "controller.heartbeat_timeouts", 7L));
        assertThat(Target.rows(readings)).containsEntry("quorum.commit_ms.max", 8.5);
    }

    @Test
    void whatAnIdleBrokerDoesNotTellIsAbsent() {
        assertThat(
                        rows(
                                KRAFT,
                                "kafka_server_raft_metrics_commit_latency_avg NaN",
                                "kafka_server_raft_metrics_commit_latency_max -Inf",
                                "kafka_server_raft_metrics_high_watermark -1",
                                "kafka_server_raft_metrics_current_leader -1"))
                .isEqualTo(Map.of("quorum.leader_id", -1.0));
    }

    @Test
    void theQuorumsStateIsANumberWhereTheTextIsExported() {
        Target target = Target.of(CATALOG, STRIMZI);
        String state = "kafka_server_raftmetrics_current_state{current_state=";
        assertThat(Target.rows(target.read(state + "\"leader\"} 1.0")))
                .isEqualTo(Map.of("quorum.state", 6.0));
        assertThat(Target.rows(target.read(state + "\"follower\"} 1.0")))
                .isEqualTo(Map.of("quorum.state", 2.0));
        assertThat(Target.rows(target.read(state + "\"leader\"} 0.0"))).isEmpty();
        assertThat(rows(KRAFT, "kafka_server_raft_metrics_current_state{state=\"observer\"} 1"))
                .isEqualTo(Map.of("quorum.state", 1.0));
        assertThat(rows(KRAFT, "kafka_server_raft_metrics_current_state_info{state=\"voted\"} 1"))
                .isEqualTo(Map.of("quorum.state", 3.0));
        assertThat(
                        rows(
                                REPORTER,
                                "kafka_server_raft_metrics_current_state_info{current_state=\"candidate\"} 1"))
                .isEqualTo(Map.of("quorum.state", 5.0));
        assertThat(rows(KRAFT, "kafka_server_raft_metrics_current_state{state=\"asleep\"} 1"))
                .isEmpty();
        assertThat(CATALOG.dialects().get(CATALOG.dialectNames().indexOf(NO_RULES)))
                .matches(dialect -> !dialect.knows(CATALOG.metric("quorum.state").orElseThrow()));
    }

    @Test
    void successfulResponsesAreNoErrors() {
        String name = "kafka_network_requestmetrics_errors_total{request=\"Produce\",error=";
        assertThat(
                        rows(
                                JX,
                                name + "\"NONE\"} 100",
                                name + "\"NOT_LEADER_OR_FOLLOWER\"} 2",
                                name + "\"CORRUPT_MESSAGE\"} 3"))
                .isEqualTo(Map.of("broker.request_errors{Produce}", 5L));
    }

    @Test
    void versionsNetworkThreadsAndClientsFold() {
        assertThat(
                        rows(
                                STRIMZI,
                                "kafka_network_requestmetrics_requests_total{request=\"Fetch\",version=\"12\"} 5",
                                "kafka_network_requestmetrics_requests_total{request=\"Fetch\",version=\"17\"} 6",
                                "kafka_server_socket_server_metrics_connection_count{listener=\"A\",networkProcessor=\"0\"} 1",
                                "kafka_server_socket_server_metrics_connection_count{listener=\"A\",networkProcessor=\"1\"} 2",
                                "kafka_server_socket_server_metrics_connection_count{listener=\"B\",networkProcessor=\"2\"} 4"))
                .isEqualTo(
                        Map.of(
                                "broker.requests{Fetch}", 11L,
                                "broker.connections{A}", 3.0,
                                "broker.connections{B}", 4.0));
        assertThat(
                        rows(
                                JX,
                                "kafka_server_quota_throttle_time{resource=\"Fetch\",clientId=\"a\"} 5",
                                "kafka_server_quota_throttle_time{resource=\"Fetch\",clientId=\"b\"} NaN",
                                "kafka_server_quota_throttle_time{resource=\"Fetch\",user=\"c\",clientId=\"c\"} 9",
                                "kafka_server_quota_throttle_time{resource=\"Request\",clientId=\"a\"} 50"))
                .isEqualTo(Map.of("broker.client.throttle_ms{Fetch}", 9.0));
        assertThat(
                        rows(
                                JX,
                                "kafka_server_fetcherlagmetrics_consumerlag{clientId=\"ReplicaFetcherThread-0-1\",topic=\"a\",partition=\"0\"} 5",
                                "kafka_server_fetcherlagmetrics_consumerlag{clientId=\"ReplicaFetcherThread-1-1\",topic=\"a\",partition=\"1\"} 3"))
                .isEqualTo(Map.of("topic.follower_lag.max[a]", 5.0));
    }

    @Test
    void keysSwallowedIntoANameAreReadBack() {
        String prefix =
                "kafka_server_socket_server_metrics_listener_plaintext_9092_networkprocessor_";
        assertThat(
                        rows(
                                KRAFT,
                                prefix + "0_connection_count 1",
                                prefix + "11_connection_count 2",
                                prefix + "0_connection_creation_total 7",
                                "kafka_server_group_coordinator_metrics_protocol_consumer_group_count 4",
                                "kafka_server_group_coordinator_metrics_state_empty_consumer_group_count 9",
                                "kafka_server_fetch_client_id_app_throttle_time 3",
                                "kafka_server_fetch_user_u_client_id_app_throttle_time 8"))
                .isEqualTo(
                        Map.of(
                                "broker.connections{plaintext_9092}", 3.0,
                                "broker.connections.created{plaintext_9092}", 7L,
                                "broker.groups.by_protocol{consumer}", 4.0,
                                "broker.client.throttle_ms{Fetch}", 8.0));
    }

    @Test
    void otherGaugesOfAnMBeanAreNotMistaken() {
        assertThat(
                        rows(
                                NO_RULES,
                                "kafka_coordinator_group_GroupMetadataManager_Value{name=\"NumGroupsStable\"} 3",
                                "kafka_coordinator_group_GroupMetadataManager_Value{name=\"NumGroups\"} 9",
                                "kafka_server_ReplicaFetcherManager_Value{name=\"MaxLag\",clientId=\"Other\"} 3",
                                "kafka_server_ControllerServer_Value{name=\"linux-disk-write-bytes\"} 3"))
                .isEqualTo(Map.of("broker.groups.count", 9.0));
    }

    @Test
    void labelNamesMatchInAnyCase() {
        assertThat(
                        rows(
                                JX,
                                "kafka_server_delayedoperationpurgatory_purgatorysize{delayedoperation=\"Fetch\"} 2",
                                "kafka_server_replicafetchermanager_maxlag{clientid=\"Replica\"} 4"))
                .isEqualTo(
                        Map.of(
                                "broker.purgatory.size{Fetch}",
                                2.0,
                                "broker.replication.max_lag",
                                4.0));
    }

    @Test
    void ofTwoMBeansWithOneNameTheMetricsOwnIsTaken() {
        String name = "kafka_log_logmanager_offlinelogdirectorycount{_objectname=";
        assertThat(
                        rows(
                                JX,
                                name
                                        + "\"kafka.log<type=LogManager, name=OfflineLogDirectoryCount><>Value\"} 1",
                                name
                                        + "\"org.acme.log<type=LogManager, name=OfflineLogDirectoryCount><>Value\"} 5",
                                name + "\"nonsense\"} 6"))
                .isEqualTo(Map.of("broker.logdirs.offline", 1.0));
        assertThat(
                        rows(
                                NO_RULES,
                                "java_lang_Memory_HeapMemoryUsage_used{_objectname=\"java.lang<type=Memory><HeapMemoryUsage>used\"} 7",
                                "kafka_server_raft_metrics_current_leader{_objectname=\"kafka.server<type=raft-metrics><>current-leader\"} 2"))
                .isEqualTo(Map.of("jvm.heap.used", 7.0, "quorum.leader_id", 2.0));
        assertThat(
                        rows(
                                STRIMZI,
                                "kafka_server_raftmetrics_current_state{current_state=\"leader\",_objectname=\"kafka.server<type=raft-metrics><>current-state\"} 1"))
                .isEqualTo(Map.of("quorum.state", 6.0));
    }

    @Test
    void whatIsToldTwiceIsTakenFromTheFirstRuleInAnyOrder() {
        List<String> lines =
                new ArrayList<>(
                        List.of(
                                "jvm_gc_collection_seconds_count{gc=\"G1\"} 4",
                                "java_lang_GarbageCollector_CollectionCount{name=\"G1\"} 3",
                                "process_start_time_seconds 5.001",
                                "java_lang_Runtime_StartTime 5000"));
        for (int turn = 0; turn < 2; turn++) {
            Readings readings = Target.of(CATALOG, NO_RULES).read(lines, true).readings();
            assertThat(Target.rows(readings)).isEqualTo(Map.of("jvm.gc.count{G1}", 3L));
            assertThat(readings.processStartAt()).isEqualTo(5_000);
            Collections.reverse(lines);
        }
        assertThat(rows(NO_RULES, lines.get(0))).isEqualTo(Map.of("jvm.gc.count{G1}", 4L));
    }

    @ParameterizedTest
    @CsvSource({
        JX + ", kafka_log_logflushstats_logflushrateandtimems_count, " + JX + "/0.x",
        JX + ", kafka_log_logflushstats_logflushrateandtimems_count_total, " + JX + "/1.x",
        STRIMZI + ", kafka_log_logflushstats_logflushrateandtimems_count_total, " + STRIMZI + "/1.x"
    })
    void countsOfTimersHaveTotalSinceVersionOne(String dialect, String series, String full) {
        Readings readings = Target.of(CATALOG, dialect).read(series + " 9");
        assertThat(Target.counters(readings)).isEqualTo(Map.of("broker.log.flushes", 9L));
        assertThat(readings.dialect()).isEqualTo(full);
    }

    @Test
    void untypedTotalsLoseTheirSuffixSinceVersionOne() {
        String series = "kafka_server_socket_server_metrics_connection_creation";
        String labels = "{listener=\"A\",networkProcessor=\"0\"} 4";
        Target target = Target.of(CATALOG, NO_RULES);
        Readings old = target.read(series + "_total" + labels);
        Readings young = target.read(series + labels);
        assertThat(old.dialect()).isEqualTo(NO_RULES + "/0.x");
        assertThat(young.dialect()).isEqualTo(NO_RULES + "/1.x");
        assertThat(Target.counters(young))
                .isEqualTo(Map.of("broker.connections.created{A}", 4L))
                .isEqualTo(Target.counters(old));
    }

    @Test
    void theVariantFollowsTheMajorityAndIsLeftOutWhereNothingTells() {
        Target target = Target.of(CATALOG, JX);
        assertThat(target.read("jvm_memory_bytes_used{area=\"heap\"} 1").dialect())
                .isEqualTo(JX + "/0.x");
        assertThat(target.read("jvm_memory_used_bytes{area=\"heap\"} 1").dialect())
                .isEqualTo(JX + "/1.x");
        assertThat(target.read("kafka_server_replicamanager_leadercount 1").dialect())
                .isEqualTo(JX);
        assertThat(
                        target.read(
                                        "jvm_memory_used_bytes{area=\"heap\"} 1",
                                        "jvm_memory_bytes_used{area=\"heap\"} 1")
                                .dialect())
                .isEqualTo(JX);
    }

    @Test
    void theStartOfTheProcessIsNoRow() {
        Target target = Target.of(CATALOG, JX);
        Readings readings = target.read("process_start_time_seconds 1.795497513474E9");
        assertThat(readings.processStartAt()).isEqualTo(1_795_497_513_474L);
        assertThat(Target.rows(readings)).isEmpty();
        assertThat(target.read("process_start_time_seconds NaN").processStartAt()).isEqualTo(-1);
        assertThat(target.read("jvm_threads_current 1").processStartAt()).isEqualTo(-1);
    }

    @Test
    void secondsBecomeWholeNanoseconds() {
        assertThat(rows(JX, "process_cpu_seconds_total 12.820000001"))
                .isEqualTo(Map.of("process.cpu", 12_820_000_001L));
    }

    @Test
    void anUnknownSeriesIsUnknown() {
        SeriesCollector collector = CATALOG.collector(JX, Target.limit(10), Target.ALL);
        collector.begin();
        assertThat(collector.series("go_goroutines", new String[0]))
                .isEqualTo(SeriesCollector.UNKNOWN);
        collector.sample(SeriesCollector.UNKNOWN, 1);
        assertThat(collector.end(true).readings().complete()).isTrue();
    }

    @Test
    void anExporterThatCouldNotReadEverythingGivesAnIncompleteAnswer() {
        Target target = Target.of(CATALOG, JX);
        assertThat(target.read("jmx_scrape_error 0.0", "jvm_threads_current 9").complete())
                .isTrue();
        assertThat(target.read("jmx_scrape_error 1.0", "jvm_threads_current 9").complete())
                .isFalse();
        assertThat(target.read("jmx_scrape_error 0.0", "jvm_threads_current 9").complete())
                .isTrue();
    }
}
