package io.brokerscope.config;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Reads one YAML document into {@link YamlNode}s. Reports duplicate keys, tags, merge keys and
 * anchors that contain themselves; other anchors are followed.
 *
 * <p>SnakeYAML's own messages quote the file, and the file may hold secrets: none of its texts is
 * passed on.
 */
final class YamlReader {

    /** Characters of a file; a fleet of a thousand clusters with every key set needs a third. */
    static final int MAX_CHARACTERS = 3 << 20;

    /**
     * SnakeYAML's limit of 50 is meant against exponential growth while objects are built. Here an
     * anchored node is read once however often it is used, and a large fleet may well share one TLS
     * section a few hundred times.
     */
    private static final int MAX_ALIASES = 10_000;

    private static final Set<Tag> PLAIN_TAGS =
            Set.of(
                    Tag.STR,
                    Tag.INT,
                    Tag.FLOAT,
                    Tag.BOOL,
                    Tag.NULL,
                    Tag.TIMESTAMP,
                    Tag.MAP,
                    Tag.SEQ);

    private final Errors errors;
    private final Map<Node, YamlNode> done = new IdentityHashMap<>();
    private final Set<Node> open = Collections.newSetFromMap(new IdentityHashMap<>());

    private YamlReader(Errors errors) {
        this.errors = errors;
    }

    /** The document, or null after reporting that there is none to work with. */
    static YamlNode read(String text, Errors errors) {
        if (text.length() > MAX_CHARACTERS) {
            errors.add(
                    0,
                    "",
                    "found "
                            + text.length()
                            + " characters, must be at most "
                            + MAX_CHARACTERS
                            + "; use clustersFrom to spread clusters over several files");
            return null;
        }
        Node root = compose(text.startsWith("\uFEFF") ? text.substring(1) : text, errors);
        return root == null ? null : new YamlReader(errors).convert(root, "");
    }

    private static Node compose(String text, Errors errors) {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(MAX_CHARACTERS);
        options.setMaxAliasesForCollections(MAX_ALIASES);
        try {
            Node root = new Yaml(options).compose(new StringReader(text));
            if (root == null) {
                errors.add(0, "", "found an empty file, must be a mapping");
            }
            return root;
        } catch (MarkedYAMLException e) {
            Mark mark = e.getProblemMark() == null ? e.getContextMark() : e.getProblemMark();
            String column = mark == null ? "" : " at column " + (mark.getColumn() + 1);
            errors.add(
                    mark == null ? 0 : mark.getLine() + 1,
                    "",
                    "not valid YAML" + column + ": " + YamlProblem.explain(e.getProblem()));
        } catch (RuntimeException e) {
            // Besides its limits and unprintable characters, SnakeYAML lets number and index
            // exceptions escape on odd directives and escapes; all mean that it cannot be read.
            errors.add(0, "", "not valid YAML: " + YamlProblem.explain(e.getMessage()));
        }
        return null;
    }

    private YamlNode convert(Node node, String path) {
        YamlNode known = done.get(node);
        if (known != null) {
            return known;
        }
        int line = node.getStartMark().getLine() + 1;
        if (!open.add(node)) {
            errors.add(line, path, "found an anchor that contains itself, must be a finite value");
            return new YamlNode.Scalar(line, "", true);
        }
        if (!PLAIN_TAGS.contains(node.getTag())) {
            errors.add(
                    line,
                    path,
                    "found a YAML tag, must be a value without one; a text that begins with ! must"
                            + " be quoted");
        }
        YamlNode converted;
        if (node instanceof MappingNode mapping) {
            converted = mapping(mapping, line, path);
        } else if (node instanceof SequenceNode sequence) {
            converted = items(sequence, line, path);
        } else {
            ScalarNode scalar = (ScalarNode) node;
            boolean absent =
                    scalar.getTag().equals(Tag.NULL)
                            && scalar.getScalarStyle() == ScalarStyle.PLAIN;
            converted = new YamlNode.Scalar(line, absent ? "" : scalar.getValue(), absent);
        }
        open.remove(node);
        done.put(node, converted);
        return converted;
    }

    private YamlNode items(SequenceNode sequence, int line, String path) {
        List<YamlNode> items = new ArrayList<>();
        for (Node item : sequence.getValue()) {
            items.add(convert(item, Paths.item(path, items.size())));
        }
        return new YamlNode.Items(line, Collections.unmodifiableList(items));
    }

    private YamlNode mapping(MappingNode mapping, int line, String path) {
        Map<String, YamlNode.Entry> entries = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            int keyLine = tuple.getKeyNode().getStartMark().getLine() + 1;
            String key = key(tuple.getKeyNode(), keyLine, path);
            if (key == null) {
                continue;
            }
            String childPath = Paths.child(path, key);
            YamlNode value = convert(tuple.getValueNode(), childPath);
            YamlNode.Entry first = entries.putIfAbsent(key, new YamlNode.Entry(keyLine, value));
            if (first != null) {
                errors.add(
                        keyLine,
                        childPath,
                        "found the key twice, must be there once; it is on line "
                                + first.line()
                                + " already");
            }
        }
        return new YamlNode.Mapping(line, Collections.unmodifiableMap(entries));
    }

    private String key(Node node, int line, String path) {
        if (node.getTag().equals(Tag.MERGE)) {
            errors.add(
                    line,
                    path,
                    "found the merge key <<, must be plain keys; settings that clusters share"
                            + " belong under defaults");
            return null;
        }
        if (!(node instanceof ScalarNode scalar) || !PLAIN_TAGS.contains(node.getTag())) {
            errors.add(line, path, "found a key that is no plain text, must be a text");
            return null;
        }
        return scalar.getValue();
    }
}
