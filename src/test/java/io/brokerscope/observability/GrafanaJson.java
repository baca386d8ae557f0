package io.brokerscope.observability;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.brokerscope.observability.Dashboard.Kind;
import io.brokerscope.observability.Dashboard.Panel;
import io.brokerscope.observability.Dashboard.Query;
import io.brokerscope.observability.Dashboard.Row;
import io.brokerscope.observability.Dashboard.Variable;
import java.util.List;

/** Writes a dashboard as Grafana 10 and later import it. */
final class GrafanaJson {

    private static final ObjectMapper JSON =
            new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /** That of Grafana 10.4; later ones migrate it themselves. */
    private static final int SCHEMA_VERSION = 39;

    private static final int COLUMNS = 24;
    private static final List<String> STATUS_WORDS =
            List.of("healthy", "degraded", "unhealthy", "unknown");
    private static final List<String> STATUS_COLOURS = List.of("green", "orange", "red", "purple");

    private final ArrayNode panels = JSON.createArrayNode();
    private int nextId = 1;
    private int x;
    private int y;
    private int heightOfLine;

    private GrafanaJson() {}

    /** A dashboard as text. */
    static String of(Dashboard dashboard) {
        try {
            return JSON.writeValueAsString(new GrafanaJson().write(dashboard)) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private ObjectNode write(Dashboard dashboard) {
        ObjectNode root = JSON.createObjectNode();
        root.put("uid", dashboard.uid());
        root.put("title", dashboard.title());
        root.put("description", dashboard.description());
        root.putArray("tags").add("brokerscope");
        root.put("schemaVersion", SCHEMA_VERSION);
        root.put("editable", true);
        root.put("refresh", "30s");
        root.put("timezone", "browser");
        root.putObject("time").put("from", "now-3h").put("to", "now");
        // A click leads to the other dashboards, with what was chosen.
        root.putArray("links")
                .addObject()
                .put("type", "dashboards")
                .put("title", "Brokerscope")
                .put("asDropdown", true)
                .put("includeVars", true)
                .put("keepTime", true)
                .putArray("tags")
                .add("brokerscope");
        ArrayNode variables = root.putObject("templating").putArray("list");
        variables
                .addObject()
                .put("name", "datasource")
                .put("label", "Data source")
                .put("type", "datasource")
                .put("query", "prometheus");
        dashboard.variables().forEach(variable -> write(variable, variables.addObject()));
        dashboard.rows().forEach(this::write);
        root.set("panels", panels);
        return root;
    }

    private static void write(Variable variable, ObjectNode node) {
        node.put("name", variable.name());
        node.put("label", variable.label());
        node.put("type", "query");
        datasource(node);
        node.put("definition", variable.query());
        node.putObject("query").put("query", variable.query()).put("refId", variable.name());
        // Asked for again whenever the time range changes: entities come and go.
        node.put("refresh", 2);
        node.put("sort", 1);
        node.put("hide", variable.shown() ? 0 : 2);
        node.put("multi", variable.several());
        node.put("includeAll", variable.several());
        if (variable.several()) {
            node.put("allValue", ".*");
            node.putObject("current").put("text", "All").put("value", "$__all");
        }
    }

    private void write(Row row) {
        newLine();
        ObjectNode node = panels.addObject();
        node.put("id", nextId++);
        node.put("type", "row");
        node.put("title", row.title());
        node.put("collapsed", false);
        node.putArray("panels");
        place(node, COLUMNS, 1);
        row.panels().forEach(this::write);
    }

    private void write(Panel panel) {
        ObjectNode node = panels.addObject();
        node.put("id", nextId++);
        node.put("type", panel.kind().type());
        node.put("title", panel.title());
        node.put("description", panel.description());
        datasource(node);
        place(node, panel.width(), panel.kind().height());
        fieldConfig(panel, node.putObject("fieldConfig"));
        options(panel.kind(), node.putObject("options"));
        ArrayNode targets = node.putArray("targets");
        for (Query query : panel.queries()) {
            ObjectNode target = targets.addObject();
            target.put("refId", String.valueOf((char) ('A' + targets.size() - 1)));
            datasource(target);
            target.put("expr", query.expression());
            target.put("legendFormat", query.legend().isEmpty() ? "__auto" : query.legend());
            target.put("instant", panel.kind().isInstant());
            target.put("range", !panel.kind().isInstant());
            target.put("format", panel.kind() == Kind.TABLE ? "table" : "time_series");
        }
    }

    private static void fieldConfig(Panel panel, ObjectNode node) {
        ObjectNode defaults = node.putObject("defaults");
        defaults.put("unit", panel.unit());
        if (panel.kind() == Kind.TIMESERIES) {
            // What is not known is not drawn: silence is never zero.
            defaults.putObject("custom").put("spanNulls", false).put("fillOpacity", 5);
        }
        if (panel.kind() == Kind.STATUS) {
            ObjectNode words = JSON.createObjectNode();
            for (int i = 0; i < STATUS_WORDS.size(); i++) {
                words.putObject(Integer.toString(i))
                        .put("text", STATUS_WORDS.get(i))
                        .put("color", STATUS_COLOURS.get(i))
                        .put("index", i);
            }
            defaults.putArray("mappings").addObject().put("type", "value").set("options", words);
        }
        node.putArray("overrides");
    }

    private static void options(Kind kind, ObjectNode node) {
        switch (kind) {
            case TIMESERIES -> {
                node.putObject("legend").put("displayMode", "list").put("placement", "bottom");
                node.putObject("tooltip").put("mode", "multi").put("sort", "desc");
            }
            case STAT, STATUS -> {
                node.putObject("reduceOptions")
                        .put("values", false)
                        .putArray("calcs")
                        .add("lastNotNull");
                node.put("colorMode", kind == Kind.STATUS ? "background" : "value");
                node.put("graphMode", "none");
            }
            case TABLE -> node.put("showHeader", true);
            default -> throw new IllegalArgumentException(kind.toString());
        }
    }

    private static void datasource(ObjectNode node) {
        node.putObject("datasource").put("type", "prometheus").put("uid", "${datasource}");
    }

    private void place(ObjectNode node, int width, int height) {
        if (x + width > COLUMNS) {
            newLine();
        }
        node.putObject("gridPos").put("h", height).put("w", width).put("x", x).put("y", y);
        x += width;
        heightOfLine = Math.max(heightOfLine, height);
    }

    private void newLine() {
        y += heightOfLine;
        x = 0;
        heightOfLine = 0;
    }
}
