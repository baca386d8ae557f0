package io.brokerscope.cli.demo;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.ColorScheme;
import io.brokerscope.cli.ConfiguredJob;
import io.brokerscope.cli.ExitCode;
import io.brokerscope.cli.Installation;
import io.brokerscope.cli.TestCommandLine;
import io.brokerscope.job.BrokerscopeJob;
import io.brokerscope.testsupport.SystemBrowser;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * What a person sees of a running demo in the system's browser: the console that it starts, and the
 * Flink web UI beside it. The broker is stopped last, because it takes minutes until all is over.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DemoBrowserIT {

    private static final int WIDE = 1280;
    private static final int NARROW = 375;
    private static final long START_MS = 120_000;
    private static final double PATIENCE_MS = 120_000;

    private static SystemBrowser browser;
    private static TestCommandLine line;
    private static CompletableFuture<Integer> demo;
    private static String console;
    private static String flink;
    private static DemoPorts ports;

    @BeforeAll
    static void start() throws Exception {
        browser = SystemBrowser.start();
        line = new TestCommandLine();
        line.job(new ConfiguredJob(BrokerscopeJob::define)::load);
        ports = FreePorts.demo();
        demo =
                CompletableFuture.supplyAsync(
                        () -> line.run(FreePorts.arguments(ports).toArray(String[]::new)));
        Awaitility.await()
                .atMost(START_MS, TimeUnit.MILLISECONDS)
                .until(() -> demo.isDone() || line.err().contains("console at "));
        assertThat(demo).as(line.err()).isNotDone();
        console = found("console at (\\S+)").group(1);
        flink = "http://127.0.0.1:" + ports.web() + "/";
    }

    @AfterAll
    static void stop() throws Exception {
        if (browser != null) {
            browser.close();
        }
        if (demo != null) {
            line.interruption().request();
            assertThat(demo.get(60, TimeUnit.SECONDS)).isEqualTo(ExitCode.INTERRUPTED);
        }
    }

    @AfterEach
    void nothingWasComplainedOf() {
        browser.closePage();
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    @Order(1)
    void eachPageShowsWhatRuns() {
        Page page = browser.page(WIDE, ColorScheme.LIGHT);
        // The group that falls behind by design has an incident of its own, and joins no other.
        page.navigate(console + "#/incidents");
        assertThat(page.locator("article.incident.warn", containing("consumer group reporting")))
                .hasCount(1, patience());
        page.navigate(console + "#/fleet");
        Locator tiles = page.locator("a.tile");
        assertThat(tiles).hasCount(DemoPorts.BROKERS, patience());
        assertThat(page.locator("a.tile.good")).hasCount(DemoPorts.BROKERS, patience());
        assertThat(page.locator("#link")).hasText("Live");
        assertThat(page.locator("article.card")).containsText("kB/s");
        look(page, "fleet");

        tiles.first().click();
        assertThat(page.locator("h1")).containsText("broker");
        assertThat(page.locator("figure.chart path.line.q-MEASURED").first()).isAttached();
        assertThat(page.locator(".relation").first()).isVisible();
        look(page, "entity");

        page.navigate(console + "#/topology/" + DemoConfig.CLUSTER);
        assertThat(page.locator(".column.brokers button")).hasCount(DemoPorts.BROKERS);
        assertThat(page.locator(".column.groups button", containing("billing"))).isVisible();
        page.locator(".column.topics button", containing("orders")).click();
        assertThat(page.locator("path.edge.lit")).not().hasCount(0);
        look(page, "topology");

        page.navigate(console + "#/incidents");
        assertThat(page.locator("h1")).hasText("Incidents");
        look(page, "incidents");

        page.navigate(console + "#/platform");
        assertThat(page.locator("article.card")).hasCount(3);
        assertThat(page.locator("article.card.bad")).hasCount(0);
        assertThat(page.locator("tbody tr")).hasCount(DemoPorts.BROKERS + 1);
        look(page, "platform");
    }

    @Test
    @Order(2)
    void flinksWebUiShowsTheJobItsMetricsAndItsCheckpoints() {
        Page page = browser.page(WIDE, ColorScheme.LIGHT);
        page.navigate(flink);
        page.getByText("Brokerscope: demo").first().click();
        Locator graph = page.locator("flink-dagre");
        for (String operator :
                List.of(
                        "Targets",
                        "Brokers",
                        "Topics",
                        "Groups",
                        "Clusters",
                        "Relationships",
                        "Incidents",
                        "Output")) {
            assertThat(graph).containsText(operator, withinText());
        }
        SystemBrowser.picture(page, "flink-job");
        page.locator("flink-job-overview-list tr", containing("Source: Targets")).click();
        page.getByText("Metrics").last().click();
        choiceOfMetrics(page).click();
        page.keyboard().type("ticksObserved");
        Locator ours = page.locator("nz-option-item", containing("ticksObserved"));
        assertThat(ours.first()).containsText("Scrape", withinText());
        String metric = ours.first().innerText().strip();
        ours.first().click();
        assertThat(page.locator("flink-job-detail")).containsText(metric, withinText());
        SystemBrowser.picture(page, "flink-metrics");
        page.navigate(page.url().replaceFirst("/overview.*", "/checkpoints"));
        assertThat(page.locator("flink-job-checkpoints"))
                .containsText(Pattern.compile("Completed: [1-9]"), withinText());
        SystemBrowser.picture(page, "flink-checkpoints");
    }

    @Test
    @Order(3)
    void aBrokerThatStopsTurnsRedAndComesBackGreen() throws IOException {
        BrokerSpec broker = ports.brokers().get(1);
        String name = "broker " + broker.nodeId();
        Page page = browser.page(WIDE, ColorScheme.LIGHT);
        page.navigate(console + "#/fleet");
        Locator tile = page.locator("a.tile[aria-label^='" + name + ",']");
        assertThat(tile).hasClass("tile good", patienceForClass());

        long stoppedAt = kill(broker);
        assertThat(tile).not().hasClass("tile good", patienceForClass());
        tell("not green any more", stoppedAt);
        assertThat(tile).hasClass("tile bad", patienceForClass());
        tell("red", stoppedAt);
        SystemBrowser.picture(page, "demo-broker-stopped");
        page.navigate(console + "#/incidents");
        assertThat(page.locator("article.incident.bad", containing(name))).containsText("critical");
        SystemBrowser.picture(page, "demo-incident");

        try (KafkaProcess again = startAgain(broker)) {
            long startedAt = System.currentTimeMillis();
            Awaitility.await()
                    .atMost(START_MS, TimeUnit.MILLISECONDS)
                    .until(() -> again.isListening() || !again.isAlive());
            again.checkAlive();
            page.navigate(console + "#/fleet");
            assertThat(tile).hasClass("tile good", patienceForClass());
            tell("green again", startedAt);
            page.navigate(console + "#/incidents");
            assertThat(page.locator("article.incident.over", containing(name)))
                    .hasCount(1, patience());
            tell("its incident is closed", startedAt);
        }
    }

    /**
     * Flink's page asks once which metrics a vertex has; the JobManager gathers them at intervals,
     * and may have none yet.
     */
    private static Locator choiceOfMetrics(Page page) {
        Locator none = page.getByText("No Available Metric");
        Locator some = page.locator("flink-job-overview-drawer nz-select").first();
        Awaitility.await()
                .pollInSameThread()
                .atMost(START_MS, TimeUnit.MILLISECONDS)
                .until(
                        () -> {
                            some.or(none).first().waitFor();
                            if (none.isVisible()) {
                                page.reload();
                            }
                            return some.isVisible();
                        });
        return some;
    }

    /** The broker's process ends at once; returns when that was. */
    private static long kill(BrokerSpec broker) {
        String pid = found("broker " + broker.nodeId() + " starts .*\\(process (\\d+)\\)").group(1);
        ProcessHandle process = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
        process.destroyForcibly();
        process.onExit().join();
        return System.currentTimeMillis();
    }

    private static KafkaProcess startAgain(BrokerSpec broker) throws IOException {
        Path folder = Path.of(found("Everything is in (.*)").group(1));
        return KafkaProcess.start(
                new FleetSpec(
                        clusterId(folder.resolve("broker-" + broker.nodeId())),
                        ports.brokers(),
                        folder,
                        Installation.current().jmxExporterAgent(),
                        folder.resolve("jmx-exporter.yaml"),
                        "256m",
                        Map.of()),
                broker);
    }

    private static String clusterId(Path brokerFolder) throws IOException {
        Properties meta = new Properties();
        try (Reader file = Files.newBufferedReader(brokerFolder.resolve("data/meta.properties"))) {
            meta.load(file);
        }
        return meta.getProperty("cluster.id");
    }

    private static void look(Page page, String name) {
        SystemBrowser.assertNothingSerious(page, name);
        page.setViewportSize(NARROW, 700);
        SystemBrowser.assertFits(page, name);
        page.setViewportSize(WIDE, 800);
        SystemBrowser.picture(page, "demo-" + name);
    }

    private static void tell(String what, long since) {
        System.out.printf("%s after %d ms%n", what, System.currentTimeMillis() - since);
    }

    private static Matcher found(String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(line.err());
        assertThat(matcher.find()).as(pattern + " in " + line.err()).isTrue();
        return matcher;
    }

    private static Page.LocatorOptions containing(String text) {
        return new Page.LocatorOptions().setHasText(text);
    }

    private static LocatorAssertions.HasCountOptions patience() {
        return new LocatorAssertions.HasCountOptions().setTimeout(PATIENCE_MS);
    }

    private static LocatorAssertions.HasClassOptions patienceForClass() {
        return new LocatorAssertions.HasClassOptions().setTimeout(PATIENCE_MS);
    }

    private static LocatorAssertions.ContainsTextOptions withinText() {
        return new LocatorAssertions.ContainsTextOptions().setTimeout(PATIENCE_MS);
    }
}
