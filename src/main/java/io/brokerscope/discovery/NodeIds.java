package io.brokerscope.discovery;

import io.brokerscope.model.Texts;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Tells which node id an entry without one of its own stands for: by a label, else by a pattern
 * found in the host name. An address never is an id by itself.
 */
final class NodeIds {

    static final String LABEL = "broker_id";
    static final String META_LABEL = "__meta_kafka_broker_id";

    private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,10}");

    private final Pattern pattern;

    private NodeIds(Pattern pattern) {
        this.pattern = pattern;
    }

    /**
     * Reads the setting {@code idPattern}.
     *
     * @param idPattern regular expression with a group; null for none
     */
    static NodeIds byPattern(String idPattern) throws DiscoveryException {
        if (idPattern == null) {
            return new NodeIds(null);
        }
        try {
            Pattern pattern = Pattern.compile(idPattern);
            if (pattern.matcher("").groupCount() == 0) {
                throw new DiscoveryException(
                        "idPattern "
                                + Texts.shown(idPattern)
                                + " has no group; its first group has to be the node id");
            }
            return new NodeIds(pattern);
        } catch (PatternSyntaxException e) {
            throw new DiscoveryException(
                    "idPattern "
                            + Texts.shown(idPattern)
                            + " is not a regular expression: "
                            + Texts.shown(e.getDescription()));
        }
    }

    /** The id of an entry as it was written there. */
    String of(String host, Map<String, String> labels) throws DiscoveryException {
        String label = labels.getOrDefault(LABEL, labels.get(META_LABEL));
        if (label != null) {
            return label;
        }
        if (pattern != null) {
            Matcher matcher = pattern.matcher(host);
            if (matcher.find() && matcher.group(1) != null) {
                return matcher.group(1);
            }
        }
        throw new DiscoveryException(
                Texts.shown(host)
                        + " has no node id: there is no label "
                        + LABEL
                        + (pattern == null
                                ? " and no idPattern is set"
                                : " and idPattern "
                                        + Texts.shown(pattern.pattern())
                                        + " is not found in the host name"));
    }

    /**
     * A node id in its one spelling, decimal digits without leading zeros; empty where the text is
     * none of 0 to 2147483647.
     */
    static Optional<String> canonical(String id) {
        if (id == null || !DECIMAL.matcher(id).matches()) {
            return Optional.empty();
        }
        long value = Long.parseLong(id);
        return value > Integer.MAX_VALUE ? Optional.empty() : Optional.of(Long.toString(value));
    }
}
