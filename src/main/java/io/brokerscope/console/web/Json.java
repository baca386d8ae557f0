package io.brokerscope.console.web;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Writes JSON to memory. */
final class Json {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final JsonFactory FACTORY = MAPPER.getFactory();

    private Json() {}

    /** Writes something. */
    interface Part {
        void write(JsonGenerator json) throws IOException;
    }

    /** An object with these fields. */
    static byte[] object(Part fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1_024);
        try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
            json.writeStartObject();
            fields.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("memory takes whatever is written", e);
        }
        return bytes.toByteArray();
    }

    /** A record by the names of its components. */
    static byte[] of(Object record) {
        try {
            return MAPPER.writeValueAsBytes(record);
        } catch (IOException e) {
            throw new UncheckedIOException("our own records can be written", e);
        }
    }

    /** Writes a record as it stands in its topic. */
    static void raw(JsonGenerator json, byte[] record) throws IOException {
        json.writeRawValue(new String(record, StandardCharsets.UTF_8));
    }

    /** Writes a number, or null where there is none: JSON knows neither NaN nor infinity. */
    static void number(JsonGenerator json, String field, Double value) throws IOException {
        if (value == null || !Double.isFinite(value)) {
            json.writeNullField(field);
        } else {
            json.writeNumberField(field, value);
        }
    }
}
