package io.brokerscope.cli;

import io.brokerscope.catalog.CatalogException;
import io.brokerscope.config.BrokerscopeConfig;
import io.brokerscope.config.ConfigException;
import io.brokerscope.config.ConfigLoader;
import io.brokerscope.job.BrokerscopeJob;
import io.brokerscope.model.settings.ClusterSettings;
import io.brokerscope.sink.OutputCheckException;
import io.brokerscope.sink.OutputTopics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The job as a fleet file configures it.
 *
 * @param definition defines the job from its configuration
 */
public record ConfiguredJob(BiConsumer<StreamExecutionEnvironment, BrokerscopeConfig> definition)
        implements JobDefinition {

    private static final Duration CHECK_DEADLINE = Duration.ofSeconds(45);

    /** Clusters named in the job's name; the rest is counted. */
    private static final int NAMED_CLUSTERS = 3;

    @Override
    public Prepared load(Path config) {
        try {
            BrokerscopeConfig loaded = ConfigLoader.load(config);
            BrokerscopeJob.checkDialects(loaded);
            return new Configured(loaded);
        } catch (ConfigException | CatalogException e) {
            throw CommandException.usage(e.getMessage());
        }
    }

    private final class Configured implements Prepared {

        private final BrokerscopeConfig config;

        private Configured(BrokerscopeConfig config) {
            this.config = config;
        }

        @Override
        public String name() {
            return jobName(config);
        }

        @Override
        public List<String> checkOutputs() {
            try {
                OutputTopics.Report report = OutputTopics.prepare(config.output(), CHECK_DEADLINE);
                List<String> told = new ArrayList<>();
                if (!report.created().isEmpty()) {
                    told.add("created " + String.join(", ", report.created()));
                }
                told.addAll(report.warnings());
                return told;
            } catch (OutputCheckException e) {
                throw CommandException.failure(String.join("\n", e.problems()), e);
            }
        }

        @Override
        public void define(StreamExecutionEnvironment environment) {
            definition.accept(environment, config);
        }
    }

    private static String jobName(BrokerscopeConfig config) {
        List<ClusterSettings> clusters = config.clusters();
        String named =
                clusters.stream()
                        .limit(NAMED_CLUSTERS)
                        .map(ClusterSettings::name)
                        .collect(Collectors.joining(", "));
        int more = clusters.size() - NAMED_CLUSTERS;
        return "Brokerscope"
                + (named.isEmpty() ? "" : ": " + named)
                + (more > 0 ? " and " + more + " more" : "");
    }
}
