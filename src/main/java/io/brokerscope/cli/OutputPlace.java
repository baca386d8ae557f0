package io.brokerscope.cli;

import io.brokerscope.config.ConfigException;
import io.brokerscope.config.ConfigLoader;
import io.brokerscope.model.output.OutputTopic;
import io.brokerscope.model.settings.KafkaSettings;
import io.brokerscope.model.settings.OutputSettings;
import io.brokerscope.model.settings.SecretText;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/**
 * Options of commands that read the output: where it is, as a fleet file says or named directly.
 */
public final class OutputPlace {

    @Option(
            names = "--config",
            required = true,
            order = 1,
            paramLabel = "FILE",
            description = "The fleet: its output section says where the output is.")
    private Path config;

    @ArgGroup(exclusive = false, multiplicity = "1", order = 2)
    private Direct direct;

    /** Where the output is, without a fleet file. */
    static final class Direct {

        @Option(
                names = "--bootstrap",
                required = true,
                order = 2,
                paramLabel = "HOST:PORT",
                description = "Bootstrap servers of the output cluster, comma separated.")
        private String bootstrap;

        @Option(
                names = "--property",
                order = 3,
                paramLabel = "KEY=VALUE",
                description =
                        "A property of Kafka's consumer, for example security.protocol=SSL, with"
                                + " $${env:NAME} and $${file:/path} resolved. May be repeated.")
        private Map<String, String> properties = new HashMap<>();

        @Option(
                names = "--topic-prefix",
                order = 4,
                paramLabel = "PREFIX",
                defaultValue = "brokerscope.",
                description = "What the name of the topic begins with (default: ${DEFAULT-VALUE}).")
        private String topicPrefix;
    }

    /**
     * How to reach a topic.
     *
     * @param kafka the output cluster
     * @param topic full name of the topic
     */
    public record Topic(KafkaSettings kafka, String topic) {}

    /**
     * How to reach every topic.
     *
     * @param kafka the output cluster
     * @param topicPrefix what the names of the topics begin with
     */
    public record Prefixed(KafkaSettings kafka, String topicPrefix) {}

    /**
     * How to reach a topic of the output.
     *
     * @throws CommandException if the fleet file is wrong
     */
    public Topic topic(OutputTopic topic) {
        Prefixed all = prefixed();
        return new Topic(all.kafka(), topic.nameWith(all.topicPrefix()));
    }

    /**
     * How to reach every topic of the output.
     *
     * @throws CommandException if the fleet file is wrong
     */
    public Prefixed prefixed() {
        if (config != null) {
            OutputSettings output = output(config);
            return new Prefixed(output.kafka(), output.topicPrefix());
        }
        Map<String, SecretText> properties = new HashMap<>();
        direct.properties.forEach((name, value) -> properties.put(name, new SecretText(value)));
        return new Prefixed(
                new KafkaSettings(new SecretText(direct.bootstrap), properties),
                direct.topicPrefix);
    }

    private static OutputSettings output(Path config) {
        try {
            return ConfigLoader.load(config).output();
        } catch (ConfigException e) {
            throw CommandException.usage(e.getMessage());
        }
    }
}
