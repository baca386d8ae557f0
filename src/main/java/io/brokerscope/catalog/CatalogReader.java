package io.brokerscope.catalog;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.brokerscope.catalog.CatalogException.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads catalog files strictly: every problem of every file is found before any is told. */
final class CatalogReader {

    private static final Set<String> METRIC_KEYS =
            set("name kind unit entity fold qualifier minimum states into meaning");
    private static final Set<String> DIALECT_KEYS =
            set("dialect title precedence variants include rules");
    private static final Set<String> FRAGMENT_KEYS = set("fragment rules");
    private static final Set<String> RULE_KEYS =
            set(
                    "metric name where except absent topic qualifier qualifierValue state scale"
                            + " variant");
    private static final Set<String> FRAGMENT_VARIANTS = set("0.x 1.x");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final int MAX_RULES = 10_000;
    private static final int MAX_FOUND = 100;

    private final ObjectMapper yaml =
            new ObjectMapper(
                    new YAMLFactory().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION));
    private final List<Problem> problems = new ArrayList<>();
    private final Map<String, Metric> metrics = new LinkedHashMap<>();
    private final Map<String, List<Rule.Spec>> fragments = new LinkedHashMap<>();
    private final Map<String, Dialect> dialects = new LinkedHashMap<>();

    private static Set<String> set(String words) {
        return new LinkedHashSet<>(Arrays.asList(words.split(" ")));
    }

    Map<String, Metric> metrics() {
        return metrics;
    }

    Collection<Dialect> dialects() {
        return dialects.values();
    }

    /** Fails with all problems found so far, if there are any. */
    void finish() {
        if (!problems.isEmpty()) {
            throw new CatalogException(problems);
        }
    }

    /** Tells a problem with a file that could not even be read. */
    void unreadable(String file, String found) {
        problems.add(new Problem(file, "", found, "a readable YAML file"));
    }

    void readMetrics(String file, String text) {
        JsonNode root = root(file, text);
        if (root == null) {
            return;
        }
        Cursor top = new Cursor(file, "", root);
        top.keys(set("metrics"));
        for (Cursor item : top.list("metrics", true)) {
            readMetric(item);
        }
        for (Metric metric : metrics.values()) {
            for (String into : metric.into()) {
                Metric target = metrics.get(into);
                if (target == null || target.entity() != MetricEntity.TOPIC) {
                    problem(file, metric.name() + ".into", into, "metrics of topics");
                }
            }
        }
    }

    private void readMetric(Cursor item) {
        if (!item.object()) {
            return;
        }
        item.keys(METRIC_KEYS);
        String name = item.text("name", true);
        MetricKind kind = item.oneOf("kind", MetricKind.values(), MetricKind::key, null);
        String unit = item.text("unit", true);
        MetricEntity entity = item.oneOf("entity", MetricEntity.values(), MetricEntity::key, null);
        Fold fold = item.oneOf("fold", Fold.values(), Fold::key, Fold.LAST);
        double minimum = item.number("minimum", Double.NEGATIVE_INFINITY);
        Map<String, Integer> states = new LinkedHashMap<>();
        Cursor stateNames = item.child("states");
        if (stateNames != null && stateNames.object()) {
            stateNames
                    .node
                    .fields()
                    .forEachRemaining(
                            field -> {
                                if (field.getValue().isInt()) {
                                    states.put(field.getKey(), field.getValue().intValue());
                                } else {
                                    stateNames.wrong(
                                            field.getKey(), field.getValue(), "a whole number");
                                }
                            });
        }
        List<String> into = item.texts("into");
        String meaning = item.text("meaning", true);
        String qualifier = item.text("qualifier", false);
        if (name == null || kind == null || unit == null || entity == null || meaning == null) {
            return;
        }
        if ((entity == MetricEntity.PARTITION) == into.isEmpty()) {
            problem(item.file, item.path + ".into", into.toString(), "set for partitions alone");
        }
        Metric metric =
                new Metric(
                        name, kind, unit, entity, fold, qualifier, minimum, states, into, meaning);
        if (metrics.putIfAbsent(name, metric) != null) {
            problem(item.file, item.path + ".name", name, "a name that is not taken");
        }
    }

    /** Reads a dialect or a fragment that dialects include; metrics come before. */
    void readRules(String file, String text, boolean builtIn) {
        JsonNode root = root(file, text);
        if (root == null) {
            return;
        }
        Cursor top = new Cursor(file, "", root);
        if (builtIn && root.has("fragment")) {
            top.keys(FRAGMENT_KEYS);
            fragments.put(
                    top.text("fragment", true), readSpecs(top, new ArrayList<>(FRAGMENT_VARIANTS)));
            return;
        }
        top.keys(DIALECT_KEYS);
        String name = top.text("dialect", true);
        if (name != null && !NAME.matcher(name).matches()) {
            top.wrong("dialect", top.node.get("dialect"), "a name that matches " + NAME);
        }
        if (name != null && dialects.containsKey(name)) {
            top.wrong("dialect", top.node.get("dialect"), "a name that is not taken");
        }
        String title = top.text("title", false);
        double precedence = top.number("precedence", 0);
        if (precedence != Math.rint(precedence) || precedence < 0 || precedence > 1_000) {
            top.wrong("precedence", top.node.get("precedence"), "a whole number from 0 to 1000");
        }
        List<String> variants = top.texts("variants");
        List<String> includes = top.texts("include");
        List<Rule> rules = new ArrayList<>();
        for (Rule.Spec spec : readSpecs(top, variants)) {
            rules.add(new Rule(spec, rules.size(), false));
        }
        if (rules.isEmpty() && problems.isEmpty()) {
            top.wrong("rules", top.node.get("rules"), "at least one rule");
        }
        for (String include : includes) {
            List<Rule.Spec> fragment = fragments.get(include);
            if (fragment == null) {
                problem(file, "include", quote(include), "one of " + fragments.keySet());
                continue;
            }
            for (Rule.Spec spec : fragment) {
                Rule.Spec own = variants.contains(spec.variant()) ? spec : withoutVariant(spec);
                rules.add(new Rule(own, rules.size(), true));
            }
        }
        if (name != null) {
            dialects.putIfAbsent(
                    name,
                    new Dialect(
                            name, title == null ? name : title, (int) precedence, variants, rules));
        }
    }

    private static Rule.Spec withoutVariant(Rule.Spec spec) {
        return new Rule.Spec(
                spec.metric(),
                spec.name(),
                spec.where(),
                spec.except(),
                spec.absent(),
                spec.topic(),
                spec.qualifier(),
                spec.qualifierValue(),
                spec.state(),
                spec.scale(),
                null);
    }

    private List<Rule.Spec> readSpecs(Cursor top, List<String> variants) {
        List<Rule.Spec> specs = new ArrayList<>();
        List<Cursor> items = top.list("rules", true);
        if (items.size() > MAX_RULES) {
            problem(top.file, "rules", items.size() + " rules", "at most " + MAX_RULES);
            return specs;
        }
        for (Cursor item : items) {
            Rule.Spec spec = item.object() ? readSpec(item, variants) : null;
            if (spec != null) {
                specs.add(spec);
            }
        }
        return specs;
    }

    private Rule.Spec readSpec(Cursor item, List<String> variants) {
        int before = problems.size();
        item.keys(RULE_KEYS);
        String metricName = item.text("metric", true);
        Metric metric = metricName == null ? null : metrics.get(metricName);
        if (metricName != null && metric == null) {
            item.wrong("metric", item.node.get("metric"), "a canonical metric" + like(metricName));
        }
        String name = item.text("name", true);
        String topic = item.text("topic", false);
        String qualifier = item.text("qualifier", false);
        String qualifierValue = item.text("qualifierValue", false);
        String state = item.text("state", false);
        String variant = item.text("variant", false);
        double scale = item.number("scale", 1);
        Map<String, Set<String>> where = item.conditions("where");
        Map<String, Set<String>> except = item.conditions("except");
        Set<String> absent = new LinkedHashSet<>(item.texts("absent"));
        if (name != null && name.replaceAll("\\{[A-Za-z]+}", "").matches(".*[{}].*")) {
            item.wrong("name", item.node.get("name"), "placeholders such as {listener}");
        } else if (name != null && name.startsWith("{")) {
            item.wrong("name", item.node.get("name"), "a name that begins with fixed text");
        } else if (name != null
                && name.split("\\{", -1).length - 1 != Rule.placeholders(name).size()) {
            item.wrong("name", item.node.get("name"), "placeholders with names of their own");
        }
        if (!(scale > 0) || Double.isInfinite(scale)) {
            item.wrong("scale", item.node.get("scale"), "a number above 0");
        }
        if (qualifier != null && qualifierValue != null) {
            item.wrong("qualifierValue", item.node.get("qualifierValue"), "it or qualifier");
        }
        if (variant != null && !variants.contains(variant)) {
            item.wrong(
                    "variant",
                    item.node.get("variant"),
                    variants.isEmpty() ? "none, as variants declares none" : "one of " + variants);
        }
        if (metric != null) {
            boolean ofTopic = metric.entity() != MetricEntity.BROKER;
            if (ofTopic && topic == null) {
                problem(item.file, item.path + ".topic", "nothing", "the topic's label");
            }
            if (!ofTopic && topic != null) {
                item.wrong("topic", item.node.get("topic"), "none, as the metric is the broker's");
            }
            if (metric.states().isEmpty() == (state != null)) {
                problem(
                        item.file,
                        item.path + ".state",
                        state == null ? "nothing" : quote(state),
                        state == null
                                ? "the label that holds the state"
                                : "none, as the metric has no states");
            }
        }
        if (problems.size() > before) {
            return null;
        }
        return new Rule.Spec(
                metric,
                name,
                where,
                except,
                absent,
                topic,
                qualifier,
                qualifierValue,
                state,
                scale,
                variant);
    }

    /** Metrics whose names share their last part with what was written. */
    private String like(String name) {
        String last = name.substring(name.lastIndexOf('.') + 1);
        Set<String> near =
                metrics.keySet().stream()
                        .filter(known -> last.length() > 2 && known.contains(last))
                        .limit(5)
                        .collect(Collectors.toCollection(TreeSet::new));
        return near.isEmpty() ? "" : ", for example " + String.join(", ", near);
    }

    private JsonNode root(String file, String text) {
        try {
            JsonNode root = yaml.readTree(text);
            if (root == null || !root.isObject()) {
                problem(file, "", root == null ? "nothing" : describe(root), "a mapping of keys");
                return null;
            }
            return root;
        } catch (JsonProcessingException e) {
            String where =
                    e.getLocation() == null
                            ? ""
                            : " at line "
                                    + e.getLocation().getLineNr()
                                    + ", column "
                                    + e.getLocation().getColumnNr();
            problem(
                    file,
                    "",
                    e.getOriginalMessage().lines().findFirst().orElse("?") + where,
                    "YAML");
            return null;
        }
    }

    private void problem(String file, String path, String found, String allowed) {
        problems.add(new Problem(file, path, found, allowed));
    }

    private static String quote(String text) {
        String shown = text.length() <= MAX_FOUND ? text : text.substring(0, MAX_FOUND) + "...";
        return "'" + shown + "'";
    }

    private static String describe(JsonNode node) {
        if (node == null || node.isMissingNode()) {
            return "nothing";
        }
        return switch (node.getNodeType()) {
            case OBJECT -> "a mapping";
            case ARRAY -> "a list";
            case NULL -> "nothing";
            case STRING -> quote(node.textValue());
            default -> node.asText();
        };
    }

    /** A node of a file together with where it stands. */
    private final class Cursor {

        final String file;
        final String path;
        final JsonNode node;

        Cursor(String file, String path, JsonNode node) {
            this.file = file;
            this.path = path;
            this.node = node;
        }

        String at(String key) {
            return path.isEmpty() ? key : path + "." + key;
        }

        void wrong(String key, JsonNode found, String allowed) {
            problem(file, at(key), describe(found), allowed);
        }

        boolean object() {
            if (!node.isObject()) {
                problem(file, path, describe(node), "a mapping of keys");
            }
            return node.isObject();
        }

        void keys(Set<String> allowed) {
            node.fieldNames()
                    .forEachRemaining(
                            key -> {
                                if (!allowed.contains(key)) {
                                    problem(
                                            file,
                                            path,
                                            "unknown key " + quote(key),
                                            String.join(", ", allowed));
                                }
                            });
        }

        Cursor child(String key) {
            JsonNode value = node.get(key);
            return value == null ? null : new Cursor(file, at(key), value);
        }

        String text(String key, boolean required) {
            JsonNode value = node.get(key);
            if (value == null && !required) {
                return null;
            }
            if (value == null || !value.isTextual() || value.textValue().isBlank()) {
                wrong(key, value, "a text");
                return null;
            }
            return value.textValue();
        }

        double number(String key, double otherwise) {
            JsonNode value = node.get(key);
            if (value == null) {
                return otherwise;
            }
            if (!value.isNumber()) {
                wrong(key, value, "a number");
                return otherwise;
            }
            return value.doubleValue();
        }

        <E> E oneOf(String key, E[] values, Function<E, String> word, E otherwise) {
            String found = text(key, otherwise == null);
            if (found == null) {
                return otherwise;
            }
            for (E value : values) {
                if (word.apply(value).equals(found)) {
                    return value;
                }
            }
            wrong(
                    key,
                    node.get(key),
                    Arrays.stream(values).map(word).collect(Collectors.joining(", ")));
            return otherwise;
        }

        List<String> texts(String key) {
            List<String> texts = new ArrayList<>();
            for (Cursor item : list(key, false)) {
                if (item.node.isTextual() && !item.node.textValue().isBlank()) {
                    texts.add(item.node.textValue());
                } else {
                    problem(file, item.path, describe(item.node), "a text");
                }
            }
            return texts;
        }

        List<Cursor> list(String key, boolean required) {
            JsonNode value = node.get(key);
            if (value == null && !required) {
                return List.of();
            }
            if (value == null || !value.isArray()) {
                wrong(key, value, "a list");
                return List.of();
            }
            List<Cursor> items = new ArrayList<>();
            for (int i = 0; i < value.size(); i++) {
                items.add(new Cursor(file, at(key) + "[" + i + "]", value.get(i)));
            }
            return items;
        }

        Map<String, Set<String>> conditions(String key) {
            Map<String, Set<String>> conditions = new LinkedHashMap<>();
            Cursor labels = child(key);
            if (labels == null || !labels.object()) {
                return conditions;
            }
            labels.node
                    .fields()
                    .forEachRemaining(
                            field -> {
                                JsonNode value = field.getValue();
                                Set<String> values = new LinkedHashSet<>();
                                if (value.isTextual()) {
                                    values.add(value.textValue());
                                } else if (value.isArray() && !value.isEmpty()) {
                                    values.addAll(labels.texts(field.getKey()));
                                } else {
                                    labels.wrong(
                                            field.getKey(), value, "a text or a list of texts");
                                }
                                conditions.put(field.getKey(), values);
                            });
            return conditions;
        }
    }
}
