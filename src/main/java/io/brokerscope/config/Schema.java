package io.brokerscope.config;

import static io.brokerscope.config.Option.optional;
import static io.brokerscope.config.Option.required;
import static io.brokerscope.config.Option.withDefault;

import io.brokerscope.model.settings.ClusterSettings;
import io.brokerscope.model.settings.OutputSettings;
import io.brokerscope.model.settings.ProcessSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The configuration as declared: every key with its type, default, bounds and meaning. Reading,
 * suggestions for unknown keys and the reference table all come from here.
 */
final class Schema {

    private record Scrape(int maxConcurrent, Long memoryBytes) {}

    private static final Option<String> ACCOUNT =
            withDefault(
                            "account",
                            Scalars.text(
                                    "name",
                                    "[a-zA-Z0-9._-]{1,100}",
                                    "letters, digits, \".\", \"_\" and \"-\", at most 100"),
                            "default",
                            "Account that the GUIDs of all entities begin with.")
                    .example("acme");
    private static final Option<Function<String, OutputSettings>> OUTPUT =
            required("output", OutputSchema.OUTPUT, "Where records are written.");
    private static final Option<Integer> MAX_TARGETS =
            withDefault(
                    "maxTargets",
                    Scalars.whole(1, 1_000_000),
                    "10000",
                    "Brokers at most over the fleet; more are refused, and that is reported.");

    private static final Option<Integer> MAX_CONCURRENT =
            withDefault(
                    "maxConcurrent",
                    Scalars.whole(1, 100_000),
                    "256",
                    "Reads in flight at most per subtask; more wait, within their timeout.");
    private static final Option<Long> MEMORY =
            optional(
                            "memory",
                            Scalars.size("1MiB", "1024GiB"),
                            "Bytes held by all reads of one TaskManager process, and between them"
                                    + " by what makes the next read of a broker cheap.")
                    .derivedDefault("a third of the heap");
    private static final Option<Scrape> SCRAPE =
            withDefault(
                    "scrape",
                    Section.titled("Reading processes", "What all reads together may cost.")
                            .options(MAX_CONCURRENT, MEMORY)
                            .into(v -> new Scrape(v.get(MAX_CONCURRENT), v.get(MEMORY))),
                    "{}",
                    "What all reads together may cost.");

    private static final Option<List<String>> CATALOG =
            withDefault(
                            "catalog",
                            ListType.of(Scalars.path(), ""),
                            "[]",
                            "Files with further naming dialects, beside the built-in ones.")
                    .example("[/etc/brokerscope/our-rules.yaml]");
    static final Option<Void> DEFAULTS =
            optional("defaults", ClusterSchema.DEFAULTS, "What clusters share.");
    private static final Option<List<ClusterSettings>> CLUSTERS =
            withDefault("clusters", clusters(), "[]", "The monitored clusters.");
    private static final Option<String> CLUSTERS_FROM =
            optional(
                            "clustersFrom",
                            Scalars.path(),
                            "File, or folder of files, with further clusters. It is watched while"
                                    + " the job runs. Each file holds one cluster, a list of"
                                    + " clusters or a mapping with `clusters`.")
                    .example("/etc/brokerscope/clusters");

    /** The whole file. */
    static final Section<BrokerscopeConfig> ROOT =
            Section.titled("Top level", "The file is one YAML mapping.")
                    .options(
                            ACCOUNT,
                            OUTPUT,
                            MAX_TARGETS,
                            SCRAPE,
                            CATALOG,
                            CLUSTERS,
                            CLUSTERS_FROM,
                            DEFAULTS)
                    .rule(List.of(CLUSTERS, CLUSTERS_FROM), Schema::somethingToWatch)
                    .rule(List.of(CLUSTERS, SCRAPE), Schema::everyReadFitsIntoMemory)
                    .into(Schema::config);

    private static final Option<List<ClusterSettings>> WATCHED_CLUSTERS =
            required("clusters", clusters(), "The clusters of the file.");

    /** A watched file that names its clusters under a key. */
    static final Section<List<ClusterSettings>> WATCHED =
            Section.titled("Watched file", "A mapping with clusters.")
                    .options(WATCHED_CLUSTERS)
                    .into(v -> v.get(WATCHED_CLUSTERS));

    private Schema() {}

    /** A list of clusters that inherit the defaults. */
    static ListType<ClusterSettings> clusters() {
        return ListType.of(ClusterSchema.CLUSTER, ClusterSchema.NAME.key()).inheritingDefaults();
    }

    /** Tells where a key belongs that was found elsewhere; empty if it belongs nowhere. */
    static String whereKnown(String key) {
        TreeSet<String> parents = new TreeSet<>();
        ROOT.walk(
                "",
                (path, option) -> {
                    if (option.key().equals(key) && !path.startsWith(DEFAULTS.key() + ".")) {
                        int end = path.lastIndexOf('.');
                        parents.add(end < 0 ? "the top level" : path.substring(0, end));
                    }
                });
        List<String> shown = new ArrayList<>(parents).subList(0, Math.min(3, parents.size()));
        return shown.isEmpty() ? "" : "; " + key + " belongs to " + String.join(" or ", shown);
    }

    private static void somethingToWatch(Values v) {
        if (!v.given(CLUSTERS) && v.get(CLUSTERS_FROM) == null) {
            v.refuse(v.at(CLUSTERS), "missing, must be a list of clusters, or else clustersFrom");
        }
    }

    private static void everyReadFitsIntoMemory(Values v) {
        Long memory = v.get(SCRAPE).memoryBytes();
        if (memory == null) {
            // How large the heap is shows where the job runs.
            return;
        }
        List<ClusterSettings> clusters = v.get(CLUSTERS);
        for (int i = 0; i < clusters.size(); i++) {
            if (clusters.get(i).scrape().limits().bytes() > memory) {
                Place at =
                        v.at(CLUSTERS)
                                .item(i, ((YamlNode.Items) v.at(CLUSTERS).node()).items().get(i))
                                .child("scrape")
                                .child("limits")
                                .child("bytes");
                v.refuse(
                        at,
                        "found "
                                + clusters.get(i).scrape().limits().bytes()
                                + " bytes, must be at most scrape.memory ("
                                + memory
                                + " bytes)");
            }
        }
    }

    private static BrokerscopeConfig config(Values v) {
        Scrape scrape = v.get(SCRAPE);
        return new BrokerscopeConfig(
                v.get(ACCOUNT),
                v.get(OUTPUT).apply(v.get(ACCOUNT)),
                v.get(CLUSTERS),
                v.get(CLUSTERS_FROM),
                new ProcessSettings(
                        v.get(MAX_TARGETS), scrape.maxConcurrent(), scrape.memoryBytes()),
                v.get(CATALOG),
                ClusterDefaults.of(v.at(DEFAULTS).node()));
    }
}
