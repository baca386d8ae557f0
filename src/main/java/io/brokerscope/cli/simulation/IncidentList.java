package io.brokerscope.cli.simulation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.brokerscope.cli.TextTable;
import io.brokerscope.model.settings.ClusterSettings;
import io.brokerscope.scrape.simulation.Incident;
import io.brokerscope.scrape.simulation.SimulatedCluster;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What goes wrong in some time.
 *
 * @param from epoch milliseconds
 * @param until epoch milliseconds, exclusive
 * @param rows in the order of begin
 */
record IncidentList(long from, long until, List<Row> rows) {

    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /** An incident of a cluster. */
    record Row(String cluster, Incident incident) {}

    static IncidentList of(List<ClusterSettings> clusters, long from, long until) {
        List<Row> rows = new ArrayList<>();
        for (ClusterSettings cluster : clusters) {
            for (Incident incident : SimulatedCluster.of(cluster).incidents(from, until)) {
                rows.add(new Row(cluster.name(), incident));
            }
        }
        // The sort is stable: clusters stay in their order.
        rows.sort(Comparator.comparingLong(row -> row.incident.from()));
        return new IncidentList(from, until, List.copyOf(rows));
    }

    /** Lines for a person. */
    List<String> toText(long now) {
        if (rows.isEmpty()) {
            return List.of("nothing goes wrong from " + time(from) + " to " + time(until));
        }
        TextTable table =
                new TextTable("FROM", "UNTIL", "MINUTES", "STATE", "CLUSTER", "KIND", "SUBJECT");
        for (Row row : rows) {
            Incident incident = row.incident;
            table.row(
                    time(incident.from()),
                    time(incident.until()),
                    Long.toString(
                            Math.round(
                                    (incident.until() - incident.from())
                                            / (double) Duration.ofMinutes(1).toMillis())),
                    state(incident, now),
                    row.cluster,
                    incident.kind().name(),
                    incident.subject());
        }
        List<String> lines = new ArrayList<>(table.lines());
        lines.set(0, lines.get(0) + "  WHAT");
        for (int row = 0; row < rows.size(); row++) {
            lines.set(row + 1, lines.get(row + 1) + "  " + rows.get(row).incident.description());
        }
        return lines;
    }

    /** One document: the time and the incidents, in epoch milliseconds. */
    String toJson() {
        List<Map<String, Object>> incidents = new ArrayList<>();
        for (Row row : rows) {
            Map<String, Object> incident = new LinkedHashMap<>();
            incident.put("cluster", row.cluster);
            incident.put("kind", row.incident.kind().name());
            incident.put("subject", row.incident.subject());
            incident.put("from", row.incident.from());
            incident.put("until", row.incident.until());
            incident.put("description", row.incident.description());
            incidents.add(incident);
        }
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("from", from);
        document.put("until", until);
        document.put("incidents", incidents);
        try {
            return JSON.writeValueAsString(document);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("maps of texts and numbers are always JSON", e);
        }
    }

    private static String state(Incident incident, long now) {
        if (now < incident.from()) {
            return "to come";
        }
        return now < incident.until() ? "now" : "over";
    }

    private static String time(long at) {
        return Instant.ofEpochMilli(at).truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
