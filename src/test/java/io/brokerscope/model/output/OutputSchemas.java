package io.brokerscope.model.output;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/** The JSON Schemas that ship with Brokerscope. */
public final class OutputSchemas {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Map<OutputTopic, JsonSchema> SCHEMAS = new EnumMap<>(OutputTopic.class);

    static {
        JsonSchemaFactory factory = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
        for (OutputTopic topic : OutputTopic.values()) {
            SCHEMAS.put(topic, factory.getSchema(document(topic)));
        }
    }

    private OutputSchemas() {}

    /** The schema as it is written. */
    public static JsonNode document(OutputTopic topic) {
        try (InputStream in =
                OutputSchemas.class.getResourceAsStream(
                        "/schema/" + topic.nameWith("") + ".json")) {
            return MAPPER.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is wrong with a value; empty for a valid one. */
    public static Set<ValidationMessage> problems(OutputTopic topic, byte[] value) {
        try {
            return SCHEMAS.get(topic).validate(MAPPER.readTree(value));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
