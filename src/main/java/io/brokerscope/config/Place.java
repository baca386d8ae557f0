package io.brokerscope.config;

/**
 * A place in the configuration: what the file says there and what the defaults of the fleet say.
 *
 * @param context the file being read
 * @param path path of the place
 * @param line line to report
 * @param own what the file says; null for nothing
 * @param inherited what the defaults say; null for nothing. Its mistakes are reported where the
 *     defaults stand and not again here
 * @param partial whether this place is in the defaults themselves, which need not be complete
 */
record Place(
        Context context, String path, int line, YamlNode own, YamlNode inherited, boolean partial) {

    /**
     * What all places of a file share.
     *
     * @param errors takes the mistakes
     * @param defaults the defaults that clusters inherit; null for none
     */
    record Context(Errors errors, YamlNode defaults) {}

    static Place root(Context context, YamlNode node) {
        return new Place(context, "", node.line(), node, null, false);
    }

    /** What applies: the file before the defaults; null when neither says anything. */
    YamlNode node() {
        return own != null ? own : inherited;
    }

    boolean isInherited() {
        return own == null && inherited != null;
    }

    Place child(String key) {
        YamlNode.Entry entry =
                own instanceof YamlNode.Mapping mapping ? mapping.entries().get(key) : null;
        return new Place(
                context,
                Paths.child(path, key),
                entry == null ? line : entry.line(),
                entry == null ? null : entry.value(),
                inherited instanceof YamlNode.Mapping mapping ? mapping.get(key) : null,
                partial);
    }

    Place item(int index, YamlNode item) {
        return isInherited()
                ? new Place(context, Paths.item(path, index), line, null, item, partial)
                : new Place(context, Paths.item(path, index), item.line(), item, null, partial);
    }

    Place withOwn(YamlNode node) {
        return new Place(context, path, line, node, inherited, partial);
    }

    Place withInherited(YamlNode node) {
        return new Place(context, path, line, own, node, partial);
    }

    Place withPath(String other) {
        return new Place(context, other, line, own, inherited, partial);
    }

    Place asPartial() {
        return new Place(context, path, line, own, inherited, true);
    }

    /** Reports a mistake here, unless it is one of the defaults; gives the invalid result. */
    <T> Read<T> reject(String message) {
        if (!isInherited()) {
            context.errors().add(line, path, message);
        }
        return Read.invalid();
    }
}
