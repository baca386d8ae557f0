package io.brokerscope.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Objects;

/**
 * The settings that clusters inherit, as text, so that they can be carried to where watched files
 * are read.
 *
 * @param yaml the {@code defaults} section as YAML (written as JSON), references to secrets as they
 *     were written; {@code {}} for none
 */
public record ClusterDefaults(String yaml) {

    /** Nothing is inherited. */
    public static final ClusterDefaults NONE = new ClusterDefaults("{}");

    public ClusterDefaults {
        Objects.requireNonNull(yaml, "yaml");
    }

    /** The text of a section that was found valid; null stands for nothing. */
    static ClusterDefaults of(YamlNode section) {
        return section == null ? NONE : new ClusterDefaults(json(section).toString());
    }

    private static JsonNode json(YamlNode node) {
        JsonNodeFactory json = JsonNodeFactory.instance;
        if (node instanceof YamlNode.Mapping mapping) {
            ObjectNode object = json.objectNode();
            mapping.entries().forEach((key, entry) -> object.set(key, json(entry.value())));
            return object;
        }
        if (node instanceof YamlNode.Items items) {
            ArrayNode array = json.arrayNode();
            items.items().forEach(item -> array.add(json(item)));
            return array;
        }
        return json.textNode(((YamlNode.Scalar) node).text());
    }

    /** Hides the text: a person may have written a secret itself into it. */
    @Override
    public String toString() {
        return "***";
    }
}
