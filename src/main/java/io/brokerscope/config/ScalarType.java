package io.brokerscope.config;

import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A single value.
 *
 * @param name its name in the reference table
 * @param bounds what the name leaves open, in few words for the reference table; empty for nothing
 * @param allowed what is allowed
 * @param showable which refused texts an error may show; others may hold a secret
 * @param parser reads the text
 */
record ScalarType<T>(
        String name,
        String bounds,
        String allowed,
        Predicate<String> showable,
        Function<String, Parsed<T>> parser)
        implements Type<T> {

    /**
     * What a parser made of a text.
     *
     * @param value the value; null when refused
     * @param refusal what is allowed instead, more exactly than {@link ScalarType#allowed}; empty
     *     for just that, null when not refused
     */
    record Parsed<T>(T value, String refusal) {

        static <T> Parsed<T> of(T value) {
            return new Parsed<>(value, null);
        }

        static <T> Parsed<T> refused() {
            return new Parsed<>(null, "");
        }

        static <T> Parsed<T> refused(String allowed) {
            return new Parsed<>(null, allowed);
        }
    }

    /** A value that is no secret. */
    static <T> ScalarType<T> open(
            String name, String bounds, String allowed, Function<String, Parsed<T>> parser) {
        return new ScalarType<>(name, bounds, allowed, text -> true, parser);
    }

    @Override
    public Read<T> read(Place place) {
        if (!(place.node() instanceof YamlNode.Scalar scalar)) {
            String found = place.node() instanceof YamlNode.Items ? "a list" : "a mapping";
            return place.reject("found " + found + ", must be " + allowed);
        }
        if (scalar.absent()) {
            return place.reject("missing, must be " + allowed);
        }
        Parsed<T> parsed = parser.apply(scalar.text());
        if (parsed.refusal() == null) {
            return Read.valid(parsed.value());
        }
        return place.reject(
                "found "
                        + (showable.test(scalar.text())
                                ? Paths.quote(scalar.text())
                                : "a text that is not shown here")
                        + ", must be "
                        + (parsed.refusal().isEmpty() ? allowed : parsed.refusal()));
    }

    @Override
    public YamlNode defaultNode(int line, String text) {
        return YamlNode.scalar(line, text);
    }
}
