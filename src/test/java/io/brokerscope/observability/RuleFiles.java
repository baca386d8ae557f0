package io.brokerscope.observability;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The alerts as Prometheus reads them: as a file, and as an object of its operator. */
final class RuleFiles {

    static final Path RULES = Path.of("k8s-operator/alerts/brokerscope.rules.yaml");
    static final Path OBJECT = Path.of("k8s-operator/alerts/prometheusrule.yaml");

    /**
     * Where runbooks are read: relative to wherever the documentation is kept, which only its users
     * know.
     */
    static final String RUNBOOKS = "docs/runbooks/";

    private static final String HEADER =
            "# Generated from the alerts in the tests: see docs/monitoring.md. Do not edit.\n";

    private static final YAMLMapper YAML =
            YAMLMapper.builder()
                    .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                    .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                    .disable(YAMLGenerator.Feature.SPLIT_LINES)
                    .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
                    .build();

    private RuleFiles() {}

    /** The rule file of a plain Prometheus. */
    static String rules() {
        return write(groups());
    }

    /** The same for the Prometheus Operator. */
    static String object() {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("name", "brokerscope");
        metadata.put("labels", Map.of("app.kubernetes.io/name", "brokerscope"));
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("apiVersion", "monitoring.coreos.com/v1");
        object.put("kind", "PrometheusRule");
        object.put("metadata", metadata);
        object.put("spec", groups());
        return write(object);
    }

    private static Map<String, Object> groups() {
        return Map.of(
                "groups",
                List.of(
                        group("brokerscope-platform", Alerts.PLATFORM),
                        group("brokerscope-entities", Alerts.ENTITIES)));
    }

    private static Map<String, Object> group(String name, List<Alert> alerts) {
        Map<String, Object> group = new LinkedHashMap<>();
        group.put("name", name);
        group.put("rules", alerts.stream().map(RuleFiles::rule).toList());
        return group;
    }

    private static Map<String, Object> rule(Alert alert) {
        Map<String, Object> annotations = new LinkedHashMap<>();
        annotations.put("summary", alert.summary());
        annotations.put("description", alert.description());
        annotations.put("runbook_url", RUNBOOKS + alert.runbook() + ".md");
        Map<String, Object> rule = new LinkedHashMap<>();
        rule.put("alert", alert.name());
        rule.put("expr", alert.expression());
        rule.put("for", alert.pending());
        rule.put("labels", Map.of("severity", alert.severity().label()));
        rule.put("annotations", annotations);
        return rule;
    }

    private static String write(Object content) {
        try {
            return HEADER + YAML.writeValueAsString(content);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
