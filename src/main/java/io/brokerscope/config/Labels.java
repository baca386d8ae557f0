package io.brokerscope.config;

import java.util.Map;
import java.util.regex.Pattern;

/** Labels that a person gives to clusters and brokers. */
final class Labels {

    /** Metric systems turn these into an underscore; two labels must not become one. */
    private static final Pattern SANITISED = Pattern.compile("[^A-Za-z0-9_]");

    private Labels() {}

    static Option<Map<String, String>> option(String description) {
        return Option.withDefault(
                        "labels",
                        new MapType<>(
                                "labels",
                                Pattern.compile("[A-Za-z_][A-Za-z0-9_./-]{0,63}"),
                                "a letter or _, then letters, digits, \"_\", \".\", \"/\" and"
                                        + " \"-\", at most 64",
                                Scalars.line(),
                                Map.of(),
                                false,
                                SANITISED),
                        "{}",
                        description)
                .example("{ region: eu-west-1 }");
    }
}
