package io.brokerscope.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * The schemas of all kinds that are rendered: of Flink's the CRDs of the operator, of Kubernetes'
 * and of the Prometheus Operator's those that fabric8's models are made from. They are made strict,
 * as the API server is with {@code --validate=strict}: a field that is not known is an error.
 *
 * <p>Two things stand in neither of them and are added here. The operator's newest jar that can be
 * had is 1.10, whose CRD ends with Flink 1.20: 1.15 knows Flink 2.0 to 2.4. And fabric8's models
 * know neither the values of enums nor what is required: those that occur here are listed.
 */
final class ManifestSchemas {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final List<String> FLINK_KINDS =
            List.of("flinkdeployments", "flinksessionjobs", "flinkstatesnapshots");

    private static final List<String> FLINK_2 = List.of("v2_0", "v2_1", "v2_2", "v2_3", "v2_4");

    private static final Map<String, List<String>> ENUMS =
            Map.of(
                    "imagePullPolicy", List.of("Always", "IfNotPresent", "Never"),
                    "pathType", List.of("Exact", "ImplementationSpecific", "Prefix"),
                    "policyTypes", List.of("Ingress", "Egress"),
                    "protocol", List.of("TCP", "UDP", "SCTP"),
                    "whenUnsatisfiable", List.of("DoNotSchedule", "ScheduleAnyway"),
                    "nodeTaintsPolicy", List.of("Honor", "Ignore"));

    private static final Map<String, List<String>> REQUIRED =
            Map.of(
                    "containers", List.of("name"),
                    "volumeMounts", List.of("name", "mountPath"),
                    "volumes", List.of("name"),
                    "subjects", List.of("kind", "name"),
                    "roleRef", List.of("apiGroup", "kind", "name"),
                    "paths", List.of("backend", "pathType"),
                    "topologySpreadConstraints",
                            List.of("maxSkew", "topologyKey", "whenUnsatisfiable"));

    private static final ManifestSchemas INSTANCE = new ManifestSchemas();

    private final JsonSchemaFactory factory =
            JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7);
    private final List<ObjectNode> models = new ArrayList<>();
    private final Map<String, ObjectNode> resources = new HashMap<>();
    private final Map<String, JsonSchema> compiled = new HashMap<>();

    private ManifestSchemas() {
        try {
            ClassLoader loader = ManifestSchemas.class.getClassLoader();
            for (URL url : Collections.list(loader.getResources("schema/validation-schema.json"))) {
                models.add((ObjectNode) JSON.readTree(url));
            }
            for (String name : FLINK_KINDS) {
                String path = "META-INF/fabric8/" + name + ".flink.apache.org-v1.yml";
                try (InputStream crd = loader.getResourceAsStream(path)) {
                    addResource(new YAMLMapper().readTree(crd));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is wrong with an object, each with the object's title and the place in it. */
    static List<String> violations(JsonNode object) {
        return INSTANCE.validate(object);
    }

    private synchronized List<String> validate(JsonNode object) {
        String key = object.path("apiVersion").asText() + "/" + Manifests.kind(object);
        return compiled
                .computeIfAbsent(key, missing -> compile(object, missing))
                .validate(object)
                .stream()
                .map(ValidationMessage::getMessage)
                .sorted()
                .map(message -> Manifests.title(object) + ": " + message)
                .toList();
    }

    private JsonSchema compile(JsonNode object, String key) {
        ObjectNode schema = resources.get(key);
        if (schema == null) {
            schema = ofModel(object.path("apiVersion").asText(), Manifests.kind(object));
        }
        if (schema == null) {
            throw new AssertionError("no schema for " + key);
        }
        return factory.getSchema(schema);
    }

    private void addResource(JsonNode crd) {
        JsonNode version = crd.at("/spec/versions/0");
        ObjectNode schema = version.at("/schema/openAPIV3Schema").deepCopy();
        ObjectNode properties = schema.withObject("/properties");
        properties.putObject("apiVersion").put("type", "string");
        properties.putObject("kind").put("type", "string");
        properties.putObject("metadata").put("type", "object");
        if (properties.at("/spec/properties/flinkVersion/enum") instanceof ArrayNode versions) {
            FLINK_2.forEach(versions::add);
        }
        tighten(schema);
        String group = crd.at("/spec/group").asText() + "/" + version.path("name").asText();
        resources.put(group + "/" + crd.at("/spec/names/kind").asText(), schema);
    }

    private ObjectNode ofModel(String apiVersion, String kind) {
        for (ObjectNode model : models) {
            Iterator<Map.Entry<String, JsonNode>> definitions = model.path("definitions").fields();
            while (definitions.hasNext()) {
                Map.Entry<String, JsonNode> definition = definitions.next();
                JsonNode properties = definition.getValue().path("properties");
                if (properties.at("/apiVersion/default").asText().equals(apiVersion)
                        && properties.at("/kind/default").asText().equals(kind)) {
                    ObjectNode schema = JSON.createObjectNode();
                    schema.set("definitions", strictDefinitions(model));
                    schema.putArray("allOf")
                            .addObject()
                            .put("$ref", "#/definitions/" + definition.getKey());
                    return schema;
                }
            }
        }
        return null;
    }

    private static ObjectNode strictDefinitions(ObjectNode model) {
        ObjectNode definitions = model.withObject("/definitions").deepCopy();
        for (Map.Entry<String, JsonNode> definition : definitions.properties()) {
            String name = definition.getKey();
            if (name.endsWith("Quantity") || name.endsWith("IntOrString")) {
                // The model has the fields of the Go struct; on the wire it is a number or a text.
                ObjectNode scalar = JSON.createObjectNode();
                scalar.putArray("type").add("string").add("number");
                definition.setValue(scalar);
            } else {
                tighten(definition.getValue());
            }
        }
        return definitions;
    }

    private static void tighten(JsonNode schema) {
        if (schema.path("properties") instanceof ObjectNode properties) {
            ObjectNode open = (ObjectNode) schema;
            if (!schema.path("x-kubernetes-preserve-unknown-fields").asBoolean()) {
                open.put("additionalProperties", false);
            }
            for (Map.Entry<String, JsonNode> property : properties.properties()) {
                if (property.getValue() instanceof ObjectNode inner) {
                    if (inner.path("required").isBoolean()) {
                        // Draft 3: a later draft takes a list of names beside the properties.
                        inner.remove("required");
                    }
                    restrict(inner, property.getKey());
                    tighten(inner);
                }
            }
        }
        for (String inside : List.of("items", "additionalProperties")) {
            if (schema.path(inside) instanceof ObjectNode inner) {
                tighten(inner);
            }
        }
    }

    /** Adds what the schema of a property leaves out. */
    private static void restrict(ObjectNode schema, String field) {
        ObjectNode element =
                schema.path("items") instanceof ObjectNode items && !items.isEmpty()
                        ? items
                        : schema;
        if (ENUMS.containsKey(field) && element.path("type").asText().equals("string")) {
            ArrayNode values = element.putArray("enum");
            ENUMS.get(field).forEach(values::add);
        }
        if (REQUIRED.containsKey(field) && isObject(element)) {
            ObjectNode required = JSON.createObjectNode();
            ArrayNode names = required.putArray("required");
            REQUIRED.get(field).forEach(names::add);
            element.withArray("/allOf").add(required);
            if (element.has("$ref")) {
                // Beside a reference a draft 7 validator looks at nothing.
                element.withArray("/allOf").addObject().set("$ref", element.remove("$ref"));
            }
        }
    }

    private static boolean isObject(ObjectNode schema) {
        return schema.has("$ref") || schema.path("type").asText().equals("object");
    }
}
