package io.brokerscope.observability;

import static org.assertj.core.api.Assertions.assertThat;

import io.brokerscope.testsupport.HttpGet;
import io.brokerscope.testsupport.PrometheusServer;
import io.brokerscope.testsupport.PrometheusTools;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds the dashboards and alerts against what a running job and a console beside it expose. */
class ObservedJobIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Pattern SELECTOR =
            Pattern.compile("\\b(?:flink|brokerscope)_\\w+(?:\\{[^}]*})?");

    @TempDir private Path folder;

    private ObservedJob job;

    @BeforeEach
    void start() throws Exception {
        job = new ObservedJob(folder);
    }

    @AfterEach
    void stop() throws Exception {
        job.close();
    }

    @Test
    void everyMetricOfDashboardsAndAlertsIsExposed() {
        await(
                () -> {
                    Set<String> exposed = new TreeSet<>(exposed(job.reporterPort()));
                    exposed.addAll(exposed(job.consolePort()));
                    assertThat(exposed).containsAll(MetricNames.askedFor());
                });
    }

    @Test
    void prometheusDrawsEveryPanelAndSeesTheJobEnd() throws Exception {
        String program = PrometheusTools.server("what dashboards show and alerts select was");
        try (PrometheusServer prometheus =
                PrometheusServer.start(
                        program,
                        folder.resolve("prometheus"),
                        RuleFiles.RULES,
                        Map.of(
                                "brokerscope",
                                List.of(job.reporterPort()),
                                "console",
                                List.of(job.consolePort())))) {
            await(
                    () -> {
                        assertThat(withoutData(prometheus, panelQueries())).isEmpty();
                        assertThat(withoutData(prometheus, alertSelectors())).isEmpty();
                        assertThat(withoutData(prometheus, variableSelectors())).isEmpty();
                        assertThat(prometheus.pendingOrFiring()).isEmpty();
                    });
            job.cancel();
            await(() -> assertThat(prometheus.pendingOrFiring()).contains("BrokerscopeJobDown"));
        }
    }

    /** Every query of every panel, with the cluster chosen, and all of all else. */
    private static List<String> panelQueries() {
        return Dashboards.ALL.stream()
                .flatMap(dashboard -> dashboard.panels().stream())
                .flatMap(panel -> panel.queries().stream())
                .map(query -> chosen(query.expression()))
                .toList();
    }

    /** What the alerts look at, without the conditions that do not hold. */
    private static List<String> alertSelectors() {
        return selectors(Alerts.ALL.stream().map(Alert::expression));
    }

    private static List<String> variableSelectors() {
        return selectors(
                Dashboards.ALL.stream()
                        .flatMap(dashboard -> dashboard.variables().stream())
                        .map(variable -> chosen(variable.query())));
    }

    private static List<String> selectors(Stream<String> expressions) {
        return expressions
                .flatMap(expression -> SELECTOR.matcher(expression).results())
                .map(MatchResult::group)
                .distinct()
                .toList();
    }

    private static String chosen(String expression) {
        return expression
                .replace("$__rate_interval", "10s")
                .replace("$cluster", ObservedJob.CLUSTER)
                .replaceAll("\\$\\w+", ".*");
    }

    private static List<String> withoutData(PrometheusServer prometheus, List<String> queries)
            throws IOException, InterruptedException {
        List<String> without = new ArrayList<>();
        for (String query : queries) {
            if (prometheus.query(query).isEmpty()) {
                without.add(query);
            }
        }
        return without;
    }

    private static Set<String> exposed(int port) throws IOException, InterruptedException {
        return MetricNames.exposed(HttpGet.text("http://127.0.0.1:" + port + "/metrics"));
    }

    private static void await(ThrowingRunnable condition) {
        Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofSeconds(1))
                .ignoreExceptionsInstanceOf(IOException.class)
                .untilAsserted(condition);
    }
}
