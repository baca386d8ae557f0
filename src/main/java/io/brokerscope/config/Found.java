package io.brokerscope.config;

/** Names what stands where a list or a mapping should, without showing it. */
final class Found {

    private Found() {}

    /**
     * The beginning of an error. A single value in place of a structure is never shown: it may be a
     * password that slipped one level up.
     */
    static String structure(YamlNode node) {
        if (node instanceof YamlNode.Scalar scalar) {
            return scalar.absent() ? "missing, " : "found a single value, ";
        }
        return node instanceof YamlNode.Items ? "found a list, " : "found a mapping, ";
    }
}
