package io.brokerscope.console.fleet;

/**
 * A relationship: its record as it stands in the topic, and beside it what is looked for.
 *
 * @param source GUID that it leads from
 * @param type what it is, for example {@code HOSTS}
 * @param target GUID that it leads to
 * @param cluster name of the cluster that both belong to
 * @param json the record, UTF-8; not to be changed
 */
public record Edge(String source, String type, String target, String cluster, byte[] json) {

    /** Key of the record in its topic. */
    public String key() {
        return source + "|" + type + "|" + target;
    }
}
