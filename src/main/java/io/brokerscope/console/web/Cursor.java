package io.brokerscope.console.web;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** Where a page ended, in a form that callers hand back and need not understand. */
final class Cursor {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<List<String>> TEXTS = new TypeReference<>() {};

    private Cursor() {}

    static String write(List<String> parts) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Json.of(parts));
    }

    /**
     * The parts of a cursor.
     *
     * @throws Problem if it is none with so many parts
     */
    static List<String> read(String cursor, int count) {
        try {
            byte[] json = Base64.getUrlDecoder().decode(cursor.getBytes(StandardCharsets.UTF_8));
            List<String> parts = JSON.readValue(json, TEXTS);
            if (parts.size() == count && !parts.contains(null)) {
                return parts;
            }
        } catch (IllegalArgumentException | IOException | NullPointerException e) {
            throw invalid();
        }
        throw invalid();
    }

    static Problem invalid() {
        return Problem.badRequest(
                "The query parameter 'cursor' is not valid (allowed: the 'next' of an answer to the"
                        + " same question).");
    }
}
