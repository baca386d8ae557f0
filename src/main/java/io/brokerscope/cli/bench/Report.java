package io.brokerscope.cli.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** Figures, for a person and for a program. */
interface Report {

    /** For a person: a line each. */
    List<String> toText();

    /** For a program: what becomes a JSON object. */
    Map<String, Object> toDocument();

    /**
     * Tells the figures, behind what they were measured on: processors and Java version.
     *
     * @param json as one JSON document instead of text
     * @param out takes the lines
     */
    default void tell(boolean json, Consumer<String> out) {
        String machine =
                say(
                        "%d processors, Java %s, %s %s",
                        Runtime.getRuntime().availableProcessors(),
                        System.getProperty("java.version"),
                        System.getProperty("os.name"),
                        System.getProperty("os.arch"));
        if (!json) {
            out.accept(machine);
            toText().forEach(out);
            return;
        }
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("machine", machine);
        document.putAll(toDocument());
        try {
            out.accept(
                    new ObjectMapper()
                            .enable(SerializationFeature.INDENT_OUTPUT)
                            .writeValueAsString(document));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("numbers and texts can always be written", e);
        }
    }

    /** A line of text, its numbers written the same way everywhere. */
    static String say(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    /** The line that tells how much memory was resident; negative where that is unknown. */
    static String memory(long peakBytes) {
        return peakBytes < 0
                ? "  memory             unknown on this system"
                : say("  memory             %,d MB resident at most", peakBytes >> 20);
    }

    /** A number of a document, which is null where it is unknown, that is negative. */
    static Long orNull(long value) {
        return value < 0 ? null : (Long) value;
    }
}
