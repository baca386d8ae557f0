package io.brokerscope.console.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.brokerscope.console.fleet.FleetModel;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The document says what is served, no more and no less. */
class OpenApiTest {

    /** Served by itself, because it does not end. */
    private static final String EVENTS = "/events";

    private JsonNode document;
    private final ConsoleServer server =
            new ConsoleServer(
                    new FleetModel(Clock.systemUTC(), 1),
                    () -> null,
                    new ServerSettings("127.0.0.1", 0, List.of(), Access.open(), null, 1, 1),
                    Clock.systemUTC());

    @Test
    void everyRouteIsDocumentedAndEveryDocumentedRouteIsServedWithItsParameters() throws Exception {
        Map<String, List<String>> served = new TreeMap<>();
        for (Route route : server.routes()) {
            served.put(route.path(), route.parameters().stream().sorted().toList());
        }
        served.put(EVENTS, List.of());
        Map<String, List<String>> documented = new TreeMap<>();
        document()
                .at("/paths")
                .fields()
                .forEachRemaining(
                        path ->
                                documented.put(
                                        path.getKey(),
                                        StreamSupport.stream(
                                                        path.getValue()
                                                                .at("/get/parameters")
                                                                .spliterator(),
                                                        false)
                                                .filter(p -> p.at("/in").asText().equals("query"))
                                                .map(p -> p.at("/name").asText())
                                                .sorted()
                                                .toList()));
        assertThat(documented).isEqualTo(served);
    }

    @Test
    void onlyWhatIsOpenNeedsNoCredentials() throws Exception {
        for (Route route : server.routes()) {
            JsonNode security =
                    document()
                            .at("/paths/" + route.path().replace("/", "~1") + "/get")
                            .path("security");
            assertThat(security.isArray()).as(route.path()).isEqualTo(route.open());
        }
    }

    @Test
    void everyReferenceLeadsSomewhereAndEveryNameIsThereOnce() throws Exception {
        assertThat(document().at("/openapi").asText()).startsWith("3.1");
        List<String> ids = new ArrayList<>();
        TreeSet<String> references = new TreeSet<>();
        document().findValuesAsText("$ref").forEach(references::add);
        document().findValuesAsText("operationId").forEach(ids::add);
        assertThat(references).isNotEmpty();
        for (String reference : references) {
            assertThat(document().at(reference.substring(1)).isObject()).as(reference).isTrue();
        }
        assertThat(ids).doesNotHaveDuplicates().hasSize(server.routes().size() + 1);
    }

    private JsonNode document() throws Exception {
        if (document == null) {
            document = new ObjectMapper().readTree(OpenApi.document());
        }
        return document;
    }
}
