package io.brokerscope.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A pod that will run: of a Deployment, or a JobManager or TaskManager of a FlinkDeployment.
 *
 * @param title what it is called in messages
 * @param spec its specification, of Flink's the common template with that of the role
 * @param labels what selectors find it by
 * @param role {@code jobManager} or {@code taskManager}, null of what is not Flink's
 */
record Pod(String title, JsonNode spec, Map<String, String> labels, String role) {

    /** The pods of all objects. */
    static List<Pod> of(Manifests manifests) {
        List<Pod> pods = new ArrayList<>();
        for (ObjectNode deployment : manifests.all("Deployment")) {
            Map<String, String> labels = labels(deployment.at("/spec/template/metadata/labels"));
            pods.add(
                    new Pod(
                            Manifests.title(deployment),
                            deployment.at("/spec/template/spec"),
                            labels,
                            null));
        }
        for (ObjectNode flink : manifests.all("FlinkDeployment")) {
            pods.add(ofRole(flink, "jobManager"));
            pods.add(ofRole(flink, "taskManager"));
        }
        return pods;
    }

    private static Pod ofRole(ObjectNode flink, String role) {
        JsonNode spec = flink.path("spec");
        JsonNode merged =
                merge(spec.at("/podTemplate/spec"), spec.path(role).at("/podTemplate/spec"));
        // What Flink's native integration labels its pods with.
        Map<String, String> labels =
                Map.of(
                        "app", Manifests.name(flink),
                        "component", role.toLowerCase(Locale.ROOT),
                        "type", "flink-native-kubernetes");
        return new Pod(Manifests.title(flink) + " " + role, merged, labels, role);
    }

    /** The operator's way: objects field by field, lists by position. */
    private static JsonNode merge(JsonNode common, JsonNode own) {
        if (common instanceof ObjectNode && own instanceof ObjectNode) {
            ObjectNode merged = common.deepCopy();
            own.properties()
                    .forEach(
                            field ->
                                    merged.set(
                                            field.getKey(),
                                            merge(common.path(field.getKey()), field.getValue())));
            return merged;
        }
        if (common instanceof ArrayNode && own instanceof ArrayNode) {
            ArrayNode merged = own.deepCopy();
            for (int i = 0; i < common.size(); i++) {
                if (i < own.size()) {
                    merged.set(i, merge(common.get(i), own.get(i)));
                } else {
                    merged.add(common.get(i));
                }
            }
            return merged;
        }
        return own.isMissingNode() ? common : own;
    }

    /** The fields of an object of texts. */
    static Map<String, String> labels(JsonNode node) {
        Map<String, String> labels = new HashMap<>();
        node.properties().forEach(entry -> labels.put(entry.getKey(), entry.getValue().asText()));
        return labels;
    }

    /** Whether it is Flink's, whose container has its image and limits from elsewhere. */
    boolean isFlink() {
        return role != null;
    }

    /** All containers, those that only initialise included. */
    Stream<JsonNode> containers() {
        return Stream.concat(stream(spec.path("initContainers")), stream(spec.path("containers")));
    }

    /** The volumes that containers can mount. */
    Stream<JsonNode> volumes() {
        return stream(spec.path("volumes"));
    }

    /** Whether a {@code matchLabels} selector finds this pod. */
    boolean isSelectedBy(JsonNode matchLabels) {
        return labels.entrySet().containsAll(labels(matchLabels).entrySet());
    }

    /** Whether a container has a port of that name. */
    boolean hasPort(String name) {
        return containers()
                .flatMap(container -> stream(container.path("ports")))
                .anyMatch(port -> port.path("name").asText().equals(name));
    }

    /** The elements of a list, none of what is no list. */
    static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
