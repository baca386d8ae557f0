package io.brokerscope.discovery;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.brokerscope.model.Texts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/**
 * Reads Prometheus' file_sd and http_sd format, a list of {@code {targets, labels}}, and is as
 * strict as Prometheus: an unknown field is an error. Numbers and booleans as label values are
 * taken as they are written.
 */
final class TargetGroups {

    /** The two notations of the format. */
    enum Notation {
        JSON,
        YAML
    }

    /** Bytes of a file or an answer; above it is refused as a whole. */
    static final int MAX_BYTES = 16 << 20;

    /** Addresses in one file or answer. */
    static final int MAX_TARGETS = 100_000;

    private static final Pattern LABEL_NAME = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");
    private static final String GROUP = "a group with the fields targets and labels";

    private final JsonParser parser;
    private final String source;
    private int targets;

    private TargetGroups(JsonParser parser, String source) {
        this.parser = parser;
        this.source = source;
    }

    /**
     * Reads a whole document.
     *
     * @param content UTF-8
     * @param source what the document is called in messages: a file or a URL
     * @throws DiscoveryException with source, line and column, what was found and what is allowed
     */
    static List<TargetGroup> read(byte[] content, Notation notation, String source)
            throws DiscoveryException {
        try (JsonParser parser = factory(notation).createParser(content)) {
            return new TargetGroups(parser, source).document();
        } catch (JsonProcessingException e) {
            throw new DiscoveryException(source + syntaxError(e, notation));
        } catch (IOException e) {
            throw new DiscoveryException(
                    source + ": not " + notation + " in UTF-8: " + e.getClass().getSimpleName());
        }
    }

    private static JsonFactory factory(Notation notation) {
        if (notation == Notation.JSON) {
            return JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build();
        }
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(MAX_BYTES);
        return YAMLFactory.builder()
                .loaderOptions(options)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build();
    }

    private static String syntaxError(JsonProcessingException e, Notation notation) {
        if (e.getCause() instanceof MarkedYAMLException yaml && yaml.getProblemMark() != null) {
            return place(yaml.getProblemMark().getLine() + 1, yaml.getProblemMark().getColumn() + 1)
                    + "not valid YAML: "
                    + Texts.shown(yaml.getProblem());
        }
        JsonLocation at = e.getLocation();
        return (at == null ? ": " : place(at.getLineNr(), at.getColumnNr()))
                + "not valid "
                + notation
                + ": "
                + Texts.shown(e.getOriginalMessage());
    }

    private static String place(int line, int column) {
        return ", line " + line + ", column " + column + ": ";
    }

    private List<TargetGroup> document() throws IOException, DiscoveryException {
        parser.nextToken();
        expect(JsonToken.START_ARRAY, "a list of groups");
        List<TargetGroup> groups = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            groups.add(group());
        }
        if (parser.nextToken() != null) {
            throw failure("the end of the document");
        }
        return groups;
    }

    private TargetGroup group() throws IOException, DiscoveryException {
        expect(JsonToken.START_OBJECT, GROUP);
        List<String> addresses = null;
        Map<String, String> labels = Map.of();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            switch (parser.currentName()) {
                case "targets":
                    parser.nextToken();
                    addresses = addresses();
                    break;
                case "labels":
                    parser.nextToken();
                    labels = labels();
                    break;
                default:
                    throw failure(GROUP);
            }
        }
        if (addresses == null) {
            throw new DiscoveryException(
                    source + at() + "the group that ends here has no field targets");
        }
        return new TargetGroup(addresses, labels);
    }

    private List<String> addresses() throws IOException, DiscoveryException {
        expect(JsonToken.START_ARRAY, "a list of addresses");
        List<String> addresses = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            expect(JsonToken.VALUE_STRING, "an address as a string");
            if (++targets > MAX_TARGETS) {
                throw new DiscoveryException(
                        source + at() + "more than " + MAX_TARGETS + " addresses");
            }
            addresses.add(parser.getText());
        }
        return addresses;
    }

    private Map<String, String> labels() throws IOException, DiscoveryException {
        expect(JsonToken.START_OBJECT, "labels by name");
        Map<String, String> labels = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            if (!LABEL_NAME.matcher(name).matches()) {
                throw failure("a label name of letters, digits and _");
            }
            JsonToken value = parser.nextToken();
            if (!value.isScalarValue() || value == JsonToken.VALUE_NULL) {
                throw failure("the value of label " + name + " as a string");
            }
            refuseAlias();
            labels.put(name, parser.getText());
        }
        return labels;
    }

    private void expect(JsonToken token, String allowed) throws IOException, DiscoveryException {
        refuseAlias();
        if (parser.currentToken() != token) {
            throw failure(allowed);
        }
    }

    /** The streaming reader hands out the name of an alias in place of what it stands for. */
    private void refuseAlias() throws DiscoveryException {
        if (parser instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
            throw new DiscoveryException(source + at() + "YAML aliases are not supported here");
        }
    }

    private DiscoveryException failure(String allowed) throws IOException {
        return new DiscoveryException(
                source + at() + "found " + found() + "; allowed is " + allowed);
    }

    private String found() throws IOException {
        JsonToken token = parser.currentToken();
        if (token == null) {
            return "the end of the document";
        }
        return switch (token) {
            case START_ARRAY -> "a list";
            case START_OBJECT -> "a map";
            case VALUE_NULL -> "null";
            case FIELD_NAME -> "the field " + Texts.shown(parser.currentName());
            default -> Texts.shown(parser.getText());
        };
    }

    private String at() {
        JsonLocation at = parser.currentTokenLocation();
        return place(at.getLineNr(), at.getColumnNr());
    }
}
