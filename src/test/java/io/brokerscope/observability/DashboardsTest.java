package io.brokerscope.observability;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.brokerscope.observability.Dashboard.Panel;
import io.brokerscope.observability.Dashboard.Variable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The dashboards: as they are defined, and as Grafana reads them. */
class DashboardsTest {

    static final Path FOLDER = Path.of("k8s-operator/dashboards");

    private static final Pattern VARIABLE = Pattern.compile("\\$(\\w+)");
    private static final String GRAFANAS_OWN = "__rate_interval";

    static List<Dashboard> dashboards() {
        return Dashboards.ALL;
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void theFileIsUpToDate(Dashboard dashboard) throws IOException {
        Generated.assertUpToDate(file(dashboard), GrafanaJson.of(dashboard), DashboardsTest.class);
    }

    @Test
    void nothingElseIsThere() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            assertThat(files)
                    .containsExactlyInAnyOrderElementsOf(
                            Dashboards.ALL.stream().map(DashboardsTest::file).toList());
        }
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void everyPanelSaysWhatItShows(Dashboard dashboard) {
        assertThat(dashboard.panels())
                .isNotEmpty()
                .allSatisfy(
                        panel -> {
                            assertThat(panel.title()).isNotBlank().doesNotEndWith(".");
                            assertThat(panel.description()).endsWith(".");
                            assertThat(panel.queries()).isNotEmpty();
                        });
        assertThat(dashboard.panels()).extracting(Panel::title).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void everyVariableIsThereAndUsed(Dashboard dashboard) {
        Set<String> used =
                Stream.concat(
                                dashboard.panels().stream()
                                        .flatMap(panel -> panel.queries().stream())
                                        .map(Dashboard.Query::expression),
                                dashboard.variables().stream().map(Variable::query))
                        .flatMap(text -> VARIABLE.matcher(text).results())
                        .map(found -> found.group(1))
                        .filter(name -> !name.equals(GRAFANAS_OWN))
                        .collect(Collectors.toSet());
        assertThat(dashboard.variables())
                .extracting(Variable::name)
                .containsExactlyInAnyOrderElementsOf(used);
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void noPanelLiesOnAnotherOrBesideTheGrid(Dashboard dashboard) throws IOException {
        JsonNode panels = new ObjectMapper().readTree(GrafanaJson.of(dashboard)).path("panels");
        Set<String> cells = new HashSet<>();
        Set<Integer> ids = new HashSet<>();
        for (JsonNode panel : panels) {
            assertThat(ids.add(panel.path("id").asInt())).as("id of %s", panel).isTrue();
            JsonNode place = panel.path("gridPos");
            int right = place.path("x").asInt() + place.path("w").asInt();
            int bottom = place.path("y").asInt() + place.path("h").asInt();
            assertThat(right).isBetween(1, 24);
            for (int x = place.path("x").asInt(); x < right; x++) {
                for (int y = place.path("y").asInt(); y < bottom; y++) {
                    assertThat(cells.add(x + "," + y)).as("%s", panel.path("title")).isTrue();
                }
            }
        }
    }

    @Test
    void identitiesAreTheirOwn() {
        assertThat(Dashboards.ALL).extracting(Dashboard::uid).doesNotHaveDuplicates();
        assertThat(Dashboards.ALL).extracting(Dashboard::title).doesNotHaveDuplicates();
    }

    private static Path file(Dashboard dashboard) {
        return FOLDER.resolve(dashboard.uid() + ".json");
    }
}
