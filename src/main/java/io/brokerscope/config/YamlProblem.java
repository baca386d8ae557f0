package io.brokerscope.config;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Says in words of our own what SnakeYAML found. Its messages hold pieces of the file: an unquoted
 * password that begins with {@code *} is an undefined alias to it, and the message would show it.
 */
final class YamlProblem {

    private static final Map<String, String> EXPLANATIONS = new LinkedHashMap<>();

    static {
        EXPLANATIONS.put(
                "found undefined alias",
                "an alias without its anchor; a text that begins with * must be quoted");
        EXPLANATIONS.put(
                "found character",
                "a character that cannot begin a value; a text that begins with @, ` or % must be"
                        + " quoted, and a tab cannot indent");
        EXPLANATIONS.put(
                "mapping values are not allowed here",
                "a : where none may stand; a text that holds \": \" must be quoted, or the"
                        + " indentation is wrong");
        EXPLANATIONS.put("mapping keys are not allowed here", "a ? where none may stand");
        EXPLANATIONS.put(
                "sequence entries are not allowed here",
                "a - where none may stand; check the indentation");
        EXPLANATIONS.put("could not find expected ':'", "a key without a : behind it");
        EXPLANATIONS.put(
                "expected <block end>",
                "something behind a complete value; check the indentation and the quotes");
        EXPLANATIONS.put("found unexpected end of stream", "a quote that is never closed");
        EXPLANATIONS.put("found unexpected document separator", "a quote that is never closed");
        EXPLANATIONS.put("found unknown escape character", "an unknown \\ escape in quotes");
        EXPLANATIONS.put("expected escape sequence", "an incomplete \\ escape in quotes");
        EXPLANATIONS.put("expected ',' or", "a [ or { that is not closed, or a missing comma");
        EXPLANATIONS.put("but found another document", "a second document, must be one document");
        EXPLANATIONS.put("found undefined tag handle", "a tag; quote a text that begins with !");
        EXPLANATIONS.put("Global tag is not allowed", "a tag; quote a text that begins with !");
        EXPLANATIONS.put("Nesting Depth exceeded", "values nested more than 50 deep");
        EXPLANATIONS.put("Number of aliases", "more than 10000 aliases");
        EXPLANATIONS.put("unacceptable code point", "a character that YAML does not allow");
    }

    private YamlProblem() {}

    /** A sentence that holds nothing of the file. */
    static String explain(String problem) {
        if (problem != null) {
            for (Map.Entry<String, String> explanation : EXPLANATIONS.entrySet()) {
                if (problem.startsWith(explanation.getKey())) {
                    return "found " + explanation.getValue();
                }
            }
        }
        return "found something that cannot be read; check indentation, quotes and brackets";
    }
}
