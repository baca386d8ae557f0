package io.brokerscope.cli.check;

/** What the principal must be allowed for a cluster to be read by the Admin protocol. */
enum Permission {
    /** The list of groups, sizes of logs, the metadata quorum. */
    DESCRIBE_CLUSTER("DESCRIBE on CLUSTER", "--operation Describe --cluster"),
    /** Topics, partitions, offsets. */
    DESCRIBE_TOPICS("DESCRIBE on TOPIC *", "--operation Describe --topic '*'"),
    /** Retention, cleanup policy, min.insync.replicas. */
    DESCRIBE_TOPIC_CONFIGS(
            "DESCRIBE_CONFIGS on TOPIC *", "--operation DescribeConfigs --topic '*'"),
    /** Consumer groups and what they committed. */
    DESCRIBE_GROUPS("DESCRIBE on GROUP *", "--operation Describe --group '*'");

    private final String title;
    private final String options;

    Permission(String title, String options) {
        this.title = title;
        this.options = options;
    }

    /** Operation and resource. */
    String title() {
        return title;
    }

    /**
     * How it is given.
     *
     * @param principal whom, as Kafka writes it: {@code User:name}
     */
    String command(String principal) {
        return "kafka-acls.sh --bootstrap-server .. --add --allow-principal "
                + principal
                + " "
                + options;
    }
}
