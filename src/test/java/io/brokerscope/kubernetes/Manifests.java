package io.brokerscope.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Objects that are applied together.
 *
 * @param objects in the order in which they were rendered; may be changed
 */
record Manifests(List<ObjectNode> objects) {

    /** The overlays that are delivered. */
    static final List<String> OVERLAYS = List.of("dev", "production", "session");

    private static final Path FOLDER = Path.of("k8s-operator");
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final Map<String, String> RENDERED = new ConcurrentHashMap<>();

    /** An overlay as kubectl renders it; skips the test where kubectl cannot. */
    static Manifests ofOverlay(String name) {
        Kustomize.require();
        return parse(
                RENDERED.computeIfAbsent(
                        name, key -> Kustomize.render(FOLDER.resolve("overlays").resolve(key))));
    }

    /** A file of {@code k8s-operator} as it stands there. */
    static Manifests ofFile(String name) {
        try {
            return parse(Files.readString(FOLDER.resolve(name)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The documents of a YAML file. */
    static Manifests parse(String yaml) {
        try (MappingIterator<ObjectNode> documents =
                YAML.readerFor(ObjectNode.class).readValues(yaml)) {
            return new Manifests(new ArrayList<>(documents.readAll()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All objects of a kind. */
    List<ObjectNode> all(String kind) {
        return objects.stream().filter(object -> kind(object).equals(kind)).toList();
    }

    /** The object of a kind and name. */
    ObjectNode get(String kind, String name) {
        return all(kind).stream()
                .filter(object -> name(object).equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + kind + " " + name));
    }

    /** Whether there is an object of that kind and name. */
    boolean has(String kind, String name) {
        return all(kind).stream().anyMatch(object -> name(object).equals(name));
    }

    /** The deployment of Flink, of which each overlay has one. */
    ObjectNode flink() {
        List<ObjectNode> all = all("FlinkDeployment");
        if (all.size() != 1) {
            throw new AssertionError("one FlinkDeployment expected, found " + all.size());
        }
        return all.get(0);
    }

    static String kind(JsonNode object) {
        return object.path("kind").asText();
    }

    static String name(JsonNode object) {
        return object.at("/metadata/name").asText();
    }

    /** How an object is called in messages. */
    static String title(JsonNode object) {
        return kind(object) + "/" + name(object);
    }
}
