package io.brokerscope.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.brokerscope.model.settings.ClusterSettings;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * Reads and checks configuration files. Either a file is right in every point, or a {@link
 * ConfigException} tells everything that is wrong with it. All methods may be called from any
 * thread.
 */
public final class ConfigLoader {

    private static final ObjectMapper CANONICAL =
            JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();

    private ConfigLoader() {}

    /**
     * Reads the configuration from a file in UTF-8.
     *
     * @throws ConfigException if the file cannot be read or is not right
     */
    public static BrokerscopeConfig load(Path file) {
        String name = file.toString();
        return parse(name, read(name, file));
    }

    /**
     * Reads the configuration from a text.
     *
     * @param name name of the file, for errors
     * @throws ConfigException if it is not right
     */
    public static BrokerscopeConfig parse(String name, String yaml) {
        Errors errors = new Errors(name);
        YamlNode root = YamlReader.read(yaml, errors);
        if (root == null) {
            return failed(errors);
        }
        YamlNode defaults =
                root instanceof YamlNode.Mapping mapping
                        ? mapping.get(Schema.DEFAULTS.key())
                        : null;
        Place place = Place.root(new Place.Context(errors, defaults), root);
        return checked(Schema.ROOT.read(place), errors);
    }

    /**
     * Reads the clusters of a watched file: one cluster, a list of clusters, or a mapping with
     * {@code clusters}. Names are unique within the file; whether another file has them too is for
     * the caller to see.
     *
     * @param name name of the file, for errors
     * @param defaults what the clusters inherit
     * @return the clusters in the order of the file; may be empty, but not because the file is
     * @throws ConfigException if it is not right
     */
    public static List<ClusterSettings> parseClusters(
            String name, String yaml, ClusterDefaults defaults) {
        YamlNode inherited = inherited(defaults);
        Errors errors = new Errors(name);
        YamlNode root = YamlReader.read(yaml, errors);
        if (root == null) {
            return failed(errors);
        }
        Place place = Place.root(new Place.Context(errors, inherited), root);
        if (root instanceof YamlNode.Items) {
            return checked(Schema.clusters().read(place), errors);
        }
        if (root instanceof YamlNode.Mapping mapping && mapping.entries().containsKey("clusters")) {
            return checked(Schema.WATCHED.read(place), errors);
        }
        return List.of(checked(ClusterSchema.CLUSTER.read(place.withInherited(inherited)), errors));
    }

    /**
     * A text that is the same for the same settings, in every process, and another one when any
     * setting changes. References count as written, not by what they lead to.
     */
    public static String fingerprint(ClusterSettings cluster) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(CANONICAL.writeValueAsBytes(cluster)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("settings are plain values", e);
        }
    }

    private static YamlNode inherited(ClusterDefaults defaults) {
        Errors errors = new Errors("defaults");
        YamlNode node = YamlReader.read(defaults.yaml(), errors);
        if (node != null) {
            ClusterSchema.DEFAULTS.read(Place.root(new Place.Context(errors, null), node));
        }
        errors.throwIfAny();
        return node;
    }

    private static String read(String name, Path file) {
        String problem;
        try {
            if (Files.isDirectory(file)) {
                problem = "found a folder, must be a file";
            } else if (Files.size(file) > 4L * YamlReader.MAX_CHARACTERS) {
                problem = "found " + Files.size(file) + " bytes, must be at most 12 MiB";
            } else {
                return Files.readString(file);
            }
        } catch (NoSuchFileException e) {
            problem = "found no such file, must be a readable YAML file";
        } catch (AccessDeniedException e) {
            problem = "found a file without permission to read it, must be a readable YAML file";
        } catch (CharacterCodingException e) {
            problem = "found bytes that are not UTF-8, must be UTF-8 text";
        } catch (IOException e) {
            problem = "cannot be read: " + e.getClass().getSimpleName();
        }
        Errors errors = new Errors(name);
        errors.add(0, "", problem);
        return failed(errors);
    }

    private static <T> T checked(Read<T> read, Errors errors) {
        return read.valid() ? clean(read, errors) : failed(errors);
    }

    /** A valid value may still stand in a file that is not right in other points. */
    private static <T> T clean(Read<T> read, Errors errors) {
        errors.throwIfAny();
        return read.value();
    }

    private static <T> T failed(Errors errors) {
        errors.throwIfAny();
        throw new IllegalStateException("the configuration was refused without a reason");
    }
}
