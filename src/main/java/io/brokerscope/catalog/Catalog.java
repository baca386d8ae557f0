package io.brokerscope.catalog;

import io.brokerscope.model.JmxQuery;
import io.brokerscope.model.NameFilter;
import io.brokerscope.model.SeriesCatalog;
import io.brokerscope.model.SeriesCollector;
import io.brokerscope.model.settings.FilterSettings;
import io.brokerscope.model.settings.LimitSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The canonical metrics and the dialects that lead to them, read from the files under {@code
 * /catalog} and from files of the user. Immutable and thread-safe.
 */
public final class Catalog implements SeriesCatalog {

    private static final String FOLDER = "/catalog/";
    private static final String METRICS = "metrics.yaml";
    private static final List<String> BUILT_IN =
            List.of(
                    "jvm.yaml",
                    "jmx-exporter-2_0_0.yaml",
                    "jmx-exporter-kraft-3_0_0.yaml",
                    "strimzi-jmx.yaml",
                    "strimzi-metrics-reporter.yaml",
                    "jmx-exporter-no-rules.yaml",
                    "jmx-exporter-no-rules-lowercase.yaml",
                    "host.yaml",
                    "jmx.yaml");

    /** jmx_exporter 1.x adds it to every series of a name to which several MBeans map. */
    static final String OBJECT_NAME = "_objectname";

    /** How that label reads, for example {@code kafka.log<type=Log, name=Size><>Value}. */
    private static final Pattern OBJECT_NAME_TEXT =
            Pattern.compile("([^<]+)<([^>]*)><([^>]*)>(.+)");

    private final Map<String, Metric> metrics;
    private final List<Dialect> dialects;
    private final List<List<Rule>> templates = new ArrayList<>();
    private final Map<String, Candidates> byName = new HashMap<>();
    private final Map<String, List<Rule>> jmxRules = new HashMap<>();

    private Catalog(Map<String, Metric> metrics, Collection<Dialect> dialects) {
        this.metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
        this.dialects =
                dialects.stream()
                        .sorted(
                                Comparator.comparingInt(Dialect::precedence)
                                        .thenComparing(Dialect::name))
                        .toList();
        List<Map<String, List<Rule>>> exact = new ArrayList<>();
        for (Dialect dialect : this.dialects) {
            Map<String, List<Rule>> named = new HashMap<>();
            List<Rule> open = new ArrayList<>();
            for (Rule rule : dialect.rules()) {
                if (rule.hasPlaceholders()) {
                    open.add(rule);
                } else {
                    named.computeIfAbsent(rule.spec().name(), n -> new ArrayList<>()).add(rule);
                }
                if (dialect.name().equals(JMX)) {
                    jmxRules.computeIfAbsent(rule.metric().name(), n -> new ArrayList<>())
                            .add(rule);
                }
            }
            exact.add(named);
            templates.add(open);
        }
        for (Map<String, List<Rule>> named : exact) {
            named.keySet().forEach(name -> byName.computeIfAbsent(name, n -> of(n, exact)));
        }
    }

    /** Those among the exact rules, and the templates that fit. */
    private Candidates of(String name, List<Map<String, List<Rule>>> exact) {
        List<List<Rule>> rules = new ArrayList<>();
        for (int dialect = 0; dialect < templates.size(); dialect++) {
            List<Rule> own = new ArrayList<>(exact.get(dialect).getOrDefault(name, List.of()));
            templates.get(dialect).stream().filter(rule -> rule.knows(name)).forEach(own::add);
            rules.add(own);
        }
        return Candidates.of(rules);
    }

    /**
     * A file of rules.
     *
     * @param name what errors call it
     * @param text its content
     */
    public record Source(String name, String text) {}

    /** The catalog as it ships. */
    public static Catalog builtIn() {
        return of(List.of());
    }

    /**
     * The catalog as it ships and dialects of the user. A user's dialect without a precedence goes
     * before every built-in one that fits equally well.
     *
     * @param extra YAML files, a dialect each
     * @throws CatalogException if files are unreadable or wrong; tells all problems of all files
     */
    public static Catalog load(List<Path> extra) {
        CatalogReader reader = builtInReader();
        for (Path path : extra) {
            try {
                reader.readRules(path.toString(), Files.readString(path), false);
            } catch (CharacterCodingException e) {
                reader.unreadable(path.toString(), "text that is not UTF-8");
            } catch (IOException e) {
                reader.unreadable(path.toString(), "a file that cannot be read (" + e + ")");
            }
        }
        reader.finish();
        return new Catalog(reader.metrics(), reader.dialects());
    }

    /**
     * As {@link #load}, of text that is already in memory.
     *
     * @throws CatalogException if sources are wrong; tells all problems of all of them
     */
    public static Catalog of(List<Source> extra) {
        CatalogReader reader = builtInReader();
        extra.forEach(source -> reader.readRules(source.name(), source.text(), false));
        reader.finish();
        return new Catalog(reader.metrics(), reader.dialects());
    }

    private static CatalogReader builtInReader() {
        return new CatalogReader(BuiltIn.READER);
    }

    /** Reads the built-in files once per process. */
    private static final class BuiltIn {

        static final CatalogReader READER = new CatalogReader();

        static {
            READER.readMetrics(METRICS, resource(METRICS));
            BUILT_IN.forEach(file -> READER.readRules(file, resource(file), true));
            READER.finish();
        }
    }

    private static String resource(String file) {
        try (InputStream in = Catalog.class.getResourceAsStream(FOLDER + file)) {
            if (in == null) {
                throw new IllegalStateException("not on the classpath: " + FOLDER + file);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if no dialect has this name, if the limit of series or of
     *     topics is below 1 or if a filter is no regular expression
     */
    @Override
    public SeriesCollector collector(String dialect, LimitSettings limits, FilterSettings topics) {
        int forced = -1;
        if (dialect != null) {
            forced = dialectNames().indexOf(dialect);
            if (forced < 0) {
                throw new IllegalArgumentException(
                        "found dialect '" + dialect + "'; allowed: " + dialectNames());
            }
        }
        atLeastOne(limits.series(), "series");
        atLeastOne(limits.topics(), "topics");
        return new Collector(this, forced, limits, new NameFilter(topics));
    }

    private static void atLeastOne(int limit, String what) {
        if (limit < 1) {
            throw new IllegalArgumentException(
                    "found " + limit + " " + what + "; allowed: 1 or more");
        }
    }

    /** Names of the dialects, in order of precedence. */
    public List<String> dialectNames() {
        return dialects.stream().map(Dialect::name).toList();
    }

    /** The dialects, in order of precedence. */
    public List<Dialect> dialects() {
        return dialects;
    }

    /** The canonical metrics by name, in the order of the documentation. */
    public Map<String, Metric> metrics() {
        return metrics;
    }

    /** The canonical metric of this name. */
    public Optional<Metric> metric(String name) {
        return Optional.ofNullable(metrics.get(name));
    }

    @Override
    public List<JmxQuery> jmxQueries() {
        Map<String, JmxQuery> queries = new LinkedHashMap<>();
        for (Rule rule : dialects.get(dialectNames().indexOf(JMX)).rules()) {
            String name = rule.spec().name();
            int colon = name.indexOf(':');
            StringBuilder pattern = new StringBuilder(name.substring(0, colon + 1));
            rule.spec()
                    .where()
                    .forEach(
                            (key, values) ->
                                    pattern.append(key)
                                            .append('=')
                                            .append(
                                                    values.size() == 1
                                                            ? values.iterator().next()
                                                            : "*")
                                            .append(','));
            String attribute = name.substring(colon + 1);
            JmxQuery query =
                    queries.computeIfAbsent(
                            pattern + "*", p -> new JmxQuery(p, new TreeSet<>(), new TreeSet<>()));
            query.attributes().add(attribute);
            if (rule.spec().state() != null) {
                query.texts().add(attribute);
            }
        }
        return List.copyOf(queries.values());
    }

    /**
     * The rules that know a name, whatever its labels.
     *
     * @return null where no dialect knows the name
     */
    Candidates candidates(String name) {
        Candidates exact = byName.get(name);
        if (exact != null) {
            return exact;
        }
        return of(name, Collections.nCopies(templates.size(), Map.of()));
    }

    /**
     * What a series means in a dialect, or null where the dialect does not know it.
     *
     * @param candidates the dialect's rules that know the name
     */
    Rule.Match match(Rule[] candidates, String name, String[] labels) {
        Rule.Match match = first(candidates, name, labels);
        return match != null && sameObject(match.rule().metric(), labels) ? match : null;
    }

    private static Rule.Match first(Rule[] rules, String name, String[] labels) {
        for (Rule rule : rules) {
            Rule.Match match = rule.match(name, labels);
            if (match != null) {
                return match;
            }
        }
        return null;
    }

    /** Whether the MBean that the series says it comes from, if it says so, is the metric's own. */
    private boolean sameObject(Metric metric, String[] labels) {
        String objectName = Rule.label(labels, OBJECT_NAME);
        List<Rule> own = jmxRules.get(metric.name());
        if (objectName == null || own == null) {
            return true;
        }
        var parts = OBJECT_NAME_TEXT.matcher(objectName);
        if (!parts.matches()) {
            return false;
        }
        List<String> keys = new ArrayList<>();
        for (String property : parts.group(2).split(", ")) {
            int equals = property.indexOf('=');
            if (equals > 0) {
                keys.add(property.substring(0, equals));
                keys.add(property.substring(equals + 1));
            }
        }
        if (!metric.states().isEmpty()) {
            keys.addAll(List.of("value", metric.states().keySet().iterator().next()));
        }
        String path = parts.group(3).isEmpty() ? "" : parts.group(3).replace(", ", ".") + ".";
        return first(
                        own.toArray(Rule[]::new),
                        parts.group(1) + ":" + path + parts.group(4),
                        keys.toArray(String[]::new))
                != null;
    }
}
