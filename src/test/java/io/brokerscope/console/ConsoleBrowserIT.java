package io.brokerscope.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.brokerscope.testsupport.SystemBrowser.assertNothingSerious;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.brokerscope.console.fleet.FleetModel;
import io.brokerscope.console.flink.FlinkFacts;
import io.brokerscope.console.follow.Follower;
import io.brokerscope.console.health.HealthMonitor;
import io.brokerscope.console.web.Access;
import io.brokerscope.console.web.ConsoleServer;
import io.brokerscope.console.web.ServerSettings;
import io.brokerscope.model.Status;
import io.brokerscope.model.output.OutputTopic;
import io.brokerscope.model.settings.KafkaSettings;
import io.brokerscope.model.settings.SecretText;
import io.brokerscope.testsupport.SystemBrowser;
import io.brokerscope.testsupport.TestBroker;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The pages in the system's browser, of a console that follows a real broker. */
class ConsoleBrowserIT {

    private static final String PREFIX = "look.";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static SystemBrowser browser;
    private static TestBroker broker;
    private static KafkaProducer<String, byte[]> producer;
    private static Follower follower;
    private static FleetModel model;
    private static ConsoleServer server;

    @BeforeAll
    static void start() throws Exception {
        browser = SystemBrowser.start();
        broker = TestBroker.start();
        broker.createTopics(
                Arrays.stream(OutputTopic.values())
                        .map(topic -> new NewTopic(topic.nameWith(PREFIX), 1, (short) 1))
                        .toArray(NewTopic[]::new));
        producer = producer();
        model = new FleetModel(Clock.systemUTC(), 1_000_000);
        fleet().write();
        producer.flush();
        follower =
                new Follower(
                        new KafkaSettings(new SecretText(broker.bootstrap()), Map.of()),
                        PREFIX,
                        model,
                        Clock.systemUTC());
        follower.start();
        server = server(model, 0);
        Awaitility.await().atMost(PATIENCE).until(() -> follower.state().caughtUp());
    }

    @AfterAll
    static void stop() throws Exception {
        if (browser != null) {
            browser.close();
        }
        if (server != null) {
            server.close();
            follower.close();
            producer.close();
            broker.close();
        }
    }

    @BeforeEach
    void tick() {
        fleet().tick();
        producer.flush();
    }

    @AfterEach
    void nothingWasComplainedOf() {
        browser.closePage();
        assertThat(browser.complaints()).isEmpty();
    }

    static Stream<String> pages() {
        return Stream.of(
                "fleet;#/fleet",
                "entity;#/entity/"
                        + encoded(ConsoleRecords.broker(FleetToLookAt.CLUSTER, 7).guid()),
                "entities;#/entities",
                "topology;#/topology/" + FleetToLookAt.CLUSTER,
                "incidents;#/incidents",
                "platform;#/platform");
    }

    @ParameterizedTest
    @MethodSource("pages")
    void eachPageIsThereForEverybody(String nameAndAddress) {
        String name = nameAndAddress.split(";")[0];
        String address = nameAndAddress.split(";")[1];
        Page wide = open(address, 1120, ColorScheme.LIGHT);
        assertNothingSerious(wide, name);
        SystemBrowser.picture(wide, "console-" + name);
        Page narrow = open(address, 375, ColorScheme.DARK);
        assertNothingSerious(narrow, name + ", narrow and dark");
        SystemBrowser.assertFits(narrow, name);
        SystemBrowser.picture(narrow, "console-" + name + "-narrow");
    }

    @Test
    void theFleetShowsTheWorstFirstAndFindsByName() {
        Page page = open("#/fleet");
        Locator cards = page.locator("article.card");
        assertThat(cards).hasCount(3);
        assertThat(cards.first()).containsText(FleetToLookAt.CLUSTER);
        assertThat(cards.first()).containsText("1 open");
        assertThat(page.locator("article.card", containing(FleetToLookAt.MADE_UP)))
                .containsText("100\u202f% simulated");
        Locator tiles = page.locator("a.tile");
        assertThat(tiles).hasCount(FleetToLookAt.BROKERS + 12);
        assertThat(tiles.first())
                .hasAttribute("aria-label", Pattern.compile("^broker 7, unhealthy"));

        page.getByLabel("Search").fill("topic-486");
        assertThat(page.locator("ul.matches li")).hasCount(1);
        assertThat(page.locator("ul.matches")).containsText("events.3.topic-486");
        page.getByLabel("Search").fill("no such thing");
        assertThat(page.locator("main")).containsText("Nothing matches.");
        page.getByRole(AriaRole.BUTTON, named("Show everything")).click();
        assertThat(tiles).hasCount(FleetToLookAt.BROKERS + 12);
    }

    @Test
    void whatChangesIsSeenWithoutLoadingThePage() {
        Page page = open("#/fleet");
        Locator tile = page.locator("a.tile[aria-label^='broker 20,']");
        assertThat(tile).hasClass("tile good");
        fleet().brokerIs(20, Status.UNHEALTHY, 20, List.of("its log directories failed: -80"));
        assertThat(tile).hasClass("tile bad", within());
        assertThat(page.locator("#link")).hasText("Live");
        fleet().brokerIs(20, Status.HEALTHY, 100, List.of());
        assertThat(tile).hasClass("tile good", within());
    }

    @Test
    void anEntityTellsWhyAndHowWellEachStretchIsKnown() {
        Page page = open("#/entity/" + encoded(dead()));
        assertThat(page.locator(".reasons li")).hasCount(4);
        assertThat(page.locator(".reasons li").first())
                .hasText("−2512 partitions are under-replicated");
        assertThat(page.locator(".old")).containsText("old: observed");
        Locator cpu = page.locator("figure.chart", containing("CPU"));
        for (String quality : List.of("MEASURED", "SECONDARY", "INTERPOLATED", "LAST_KNOWN")) {
            assertThat(cpu.locator("path.line.q-" + quality)).hasCount(1);
        }
        assertThat(cpu.locator("path.line.q-UNKNOWN")).hasCount(0);
        assertThat(cpu.locator("rect.band.q-UNKNOWN")).hasCount(1);
        cpu.locator(".plot").focus();
        page.keyboard().press("End");
        assertThat(cpu.locator(".readout")).containsText("last known");
        page.keyboard().press("Home");
        assertThat(cpu.locator(".readout")).containsText("measured");
        page.getByRole(AriaRole.BUTTON, named("Show all 30")).click();
        assertThat(page.locator(".relation li")).hasCount(30);
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "2", "3"})
    void aHostileNameIsANameAndNothingElse(int index) {
        String name = FleetToLookAt.HOSTILE.get(index);
        String seen = name.replace("\u202E", "\\u202e");
        Page page =
                open(
                        "#/entity/"
                                + encoded(
                                        ConsoleRecords.group(FleetToLookAt.CLUSTER, name).guid()));
        assertThat(page.locator("h1")).hasText(seen);
        assertHarmless(page);
        page.navigate(address("#/topology/" + FleetToLookAt.CLUSTER));
        assertThat(page.locator(".column.groups")).containsText(seen);
        assertHarmless(page);
        page.navigate(address("#/incidents?all=1"));
        assertThat(page.locator("main")).containsText(FleetToLookAt.HOSTILE.get(1));
        page.locator("summary").first().click();
        assertThat(page.locator("details[open] .entity").first()).isVisible();
        assertHarmless(page);
        page.navigate(address("#/entities?q=" + encoded(name)));
        assertThat(page.locator("tbody tr")).hasCount(1);
        assertThat(page.locator("tbody")).containsText(seen);
        assertHarmless(page);
    }

    @Test
    void theTopologyStaysSmallAndOpensWhereItIsAsked() {
        Page page = open("#/topology/" + FleetToLookAt.CLUSTER);
        Locator topics = page.locator(".column.topics button.node:not(.rest)");
        assertThat(topics).hasCount(14);
        assertThat(topics.first()).hasClass(Pattern.compile("warn"));
        Locator rest = page.locator(".column.topics button.rest");
        assertThat(rest).containsText("and 486 other topics");
        assertThat(page.locator("path.edge.lit")).hasCount(0);

        page.locator(".column.brokers button", containing("broker 7")).click();
        assertThat(page.locator("aside.details")).containsText("hosts: 30");
        assertThat(topics.first()).not().hasClass(Pattern.compile("faded"));
        assertThat(page.locator("path.edge.lit")).not().hasCount(0);
        assertNothingSerious(page, "topology with a node chosen");
        page.keyboard().press("Escape");
        assertThat(page.locator("path.edge.lit")).hasCount(0);

        rest.click();
        assertThat(topics).hasCount(64);
        page.getByLabel("Search").fill("topic-486");
        assertThat(topics.first()).containsText("events.3.topic-486");
        assertThat(page.locator(".summary")).containsText("1 match");
    }

    @Test
    void thePlatformSaysWhatIsMissingAndSortsItsTargets() {
        Page page = open("#/platform");
        assertThat(page.locator("article.card")).hasCount(3);
        assertThat(page.getByRole(AriaRole.LINK, named("Flink web UI")))
                .hasAttribute("href", "http://flink.example:8081/");
        assertThat(page.locator("main")).containsText("Check that the broker runs");
        assertThat(page.locator("main")).containsText("prod-eu / 7, since");
        Locator rows = page.locator("section[aria-labelledby=s-reads-of-each-target] tbody tr");
        assertThat(rows).hasCount(FleetToLookAt.BROKERS);
        assertThat(rows.nth(1).locator("td").nth(1)).hasText("2");
        Locator p99 = page.getByRole(AriaRole.BUTTON, named("p99"));
        p99.click();
        assertThat(rows.first()).containsText("111\u202fms");
        p99.click();
        assertThat(rows.first()).containsText("160\u202fms");
        assertThat(page.locator("th[aria-sort]")).hasAttribute("aria-sort", "descending");
    }

    @Test
    void everythingIsWithinReachOfTheKeyboard() {
        Page page = open("#/fleet");
        page.keyboard().press("Tab");
        assertThat(page.locator(".skip")).isFocused();
        page.keyboard().press("Enter");
        assertThat(page.locator("main")).isFocused();
        Locator tiles = page.locator("a.tile");
        tiles.first().focus();
        page.keyboard().press("ArrowRight");
        assertThat(tiles.nth(1)).isFocused();
        page.keyboard().press("End");
        assertThat(tiles.nth(FleetToLookAt.BROKERS - 1)).isFocused();
        page.keyboard().press("Enter");
        assertThat(page.locator("h1")).isFocused();
        page.navigate(address("#/topology/" + FleetToLookAt.CLUSTER));
        page.locator(".column.brokers button").first().focus();
        page.keyboard().press("ArrowDown");
        assertThat(page.locator(".column.brokers button").nth(1)).isFocused();
        page.keyboard().press("ArrowRight");
        assertThat(page.locator(".column.topics button").nth(1)).isFocused();
    }

    @Test
    void coloursAreChosenOnceAndStay() {
        Page page = open("#/fleet", 1280, ColorScheme.LIGHT);
        page.getByRole(AriaRole.BUTTON, named("Use dark colours")).click();
        assertThat(page.locator("html")).hasAttribute("data-theme", "dark");
        page.reload();
        assertThat(page.locator("html")).hasAttribute("data-theme", "dark");
        assertThat(page.getByRole(AriaRole.BUTTON, named("Use light colours"))).isVisible();
    }

    @Test
    void aConsoleThatIsAwaySaysSoAndComesBack() throws Exception {
        ConsoleServer passing = server(model, 0);
        int port = passing.port();
        Page page = open("http://127.0.0.1:" + port + "/#/fleet", 1280, ColorScheme.LIGHT);
        assertThat(page.locator("#link")).hasText("Live");
        passing.close();
        assertThat(page.locator("#link")).hasText("Offline", withinText());
        assertThat(page.locator("#banner")).containsText("What is shown is as old.");
        assertThat(page.locator("html")).hasClass("stale");
        assertThat(page.locator("a.tile").first()).isVisible();
        passing = server(model, port);
        try {
            assertThat(page.locator("#link")).hasText("Live", withinText());
            assertThat(page.locator("#banner")).isEmpty();
        } finally {
            browser.closePage();
            browser.complaints().removeIf(complaint -> complaint.contains("net::ERR_"));
            passing.close();
        }
    }

    @Test
    void whereNothingIsKnownThePagesSayWhy() throws Exception {
        ConsoleServer empty = server(new FleetModel(Clock.systemUTC(), 1), 0);
        try {
            String base = "http://127.0.0.1:" + empty.port();
            Page page = open(base + "/#/fleet", 1280, ColorScheme.LIGHT);
            assertThat(page.locator("main")).containsText("Nothing is known yet.");
            assertThat(page.locator("#banner")).containsText("no outcome of a tick has been read");
            page.navigate(base + "/#/incidents");
            assertThat(page.locator("main")).containsText("No incident is open.");
            page.navigate(base + "/#/topology");
            assertThat(page.locator("main")).containsText("No cluster is known yet.");
            page.navigate(base + "/#/entity/nobody");
            assertThat(page.locator("main")).containsText("There is no entity with this GUID.");
            assertThat(page.getByRole(AriaRole.BUTTON, named("Try again"))).isVisible();
        } finally {
            browser.closePage();
            // What is not there is an answer, and the browser notes its status.
            browser.complaints().removeIf(complaint -> complaint.matches("(?s).*status of 404 .*"));
            empty.close();
        }
    }

    private static String dead() {
        return ConsoleRecords.broker(FleetToLookAt.CLUSTER, FleetToLookAt.DEAD).guid();
    }

    private static void assertHarmless(Page page) {
        assertThat(page.title()).isNotEqualTo("owned");
        assertThat(page.locator("main img, main script, main iframe")).hasCount(0);
    }

    private Page open(String address) {
        return open(address, 1280, ColorScheme.LIGHT);
    }

    private Page open(String address, int width, ColorScheme colours) {
        Page page = browser.page(width, colours);
        page.navigate(address(address));
        page.waitForSelector("main .toolbar, main .head, main .cards, main .empty");
        return page;
    }

    private static String address(String address) {
        return address.startsWith("http")
                ? address
                : "http://127.0.0.1:" + server.port() + "/" + address;
    }

    private static FleetToLookAt fleet() {
        return new FleetToLookAt(
                System.currentTimeMillis(),
                (topic, key, value) ->
                        producer.send(new ProducerRecord<>(topic.nameWith(PREFIX), key, value)));
    }

    private static ConsoleServer server(FleetModel served, int port) throws IOException {
        ConsoleServer started =
                new ConsoleServer(
                        served,
                        new HealthMonitor(
                                served,
                                follower::state,
                                () -> FlinkFacts.NOT_WATCHED,
                                URI.create("http://user:secret@flink.example:8081"),
                                Clock.systemUTC()),
                        new ServerSettings(
                                "127.0.0.1", port, List.of(), Access.open(), null, 20, 100),
                        Clock.systemUTC());
        started.start();
        return started;
    }

    private static KafkaProducer<String, byte[]> producer() {
        Properties properties = new Properties();
        properties.setProperty("bootstrap.servers", broker.bootstrap());
        return new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static Page.LocatorOptions containing(String text) {
        return new Page.LocatorOptions().setHasText(text);
    }

    private static Page.GetByRoleOptions named(String name) {
        return new Page.GetByRoleOptions().setName(name);
    }

    private static LocatorAssertions.HasClassOptions within() {
        return new LocatorAssertions.HasClassOptions().setTimeout(SystemBrowser.PATIENCE_MS);
    }

    private static LocatorAssertions.HasTextOptions withinText() {
        return new LocatorAssertions.HasTextOptions().setTimeout(SystemBrowser.PATIENCE_MS);
    }
}
