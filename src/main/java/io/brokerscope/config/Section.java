package io.brokerscope.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A mapping with declared keys, and the rules between them.
 *
 * @param <T> what it becomes
 */
final class Section<T> implements Type<T> {

    /** Options of which at most one, or exactly one, may be there. */
    record Choice(boolean required, List<Option<?>> options) {}

    private record Rule(List<Option<?>> over, Consumer<Values> check) {}

    private final String title;
    private final String description;
    private final List<Option<?>> options;
    private final List<Choice> choices;
    private final List<Rule> rules;
    private final Option<?> shorthand;
    private final boolean confidential;
    private final boolean partial;
    private final Function<Values, T> build;

    private Section(Declaration declaration, Function<Values, T> build) {
        this.title = declaration.title;
        this.description = declaration.description;
        this.options = List.copyOf(declaration.options);
        this.choices = List.copyOf(declaration.choices);
        this.rules = List.copyOf(declaration.rules);
        this.shorthand = declaration.shorthand;
        this.confidential = declaration.confidential;
        this.partial = declaration.partial;
        this.build = build;
    }

    /** Begins a section; title and description go to the reference table. */
    static Declaration titled(String title, String description) {
        return new Declaration(title, description);
    }

    /** What a section is made of. */
    static final class Declaration {

        private final String title;
        private final String description;
        private final List<Option<?>> options = new ArrayList<>();
        private final List<Choice> choices = new ArrayList<>();
        private final List<Rule> rules = new ArrayList<>();
        private Option<?> shorthand;
        private boolean confidential;
        private boolean partial;

        private Declaration(String title, String description) {
            this.title = title;
            this.description = description;
        }

        Declaration options(Option<?>... more) {
            options.addAll(List.of(more));
            return this;
        }

        /** Exactly one of these options. */
        Declaration exactlyOne(Option<?>... alternatives) {
            choices.add(new Choice(true, List.of(alternatives)));
            return options(alternatives);
        }

        /** At most one of these options. */
        Declaration atMostOne(Option<?>... alternatives) {
            choices.add(new Choice(false, List.of(alternatives)));
            return options(alternatives);
        }

        /** A rule that is asked once all options it looks at are valid by themselves. */
        Declaration rule(List<Option<?>> over, Consumer<Values> check) {
            rules.add(new Rule(over, check));
            return this;
        }

        /** A single value in place of the mapping stands for this option. */
        Declaration shorthandFor(Option<?> option) {
            shorthand = option;
            return this;
        }

        /** Unknown keys are shown only where they resemble a known one: they may be secrets. */
        Declaration confidential() {
            confidential = true;
            return this;
        }

        /** The section need not be complete; its rules are asked where it is inherited. */
        Declaration partial() {
            partial = true;
            return this;
        }

        <T> Section<T> into(Function<Values, T> build) {
            return new Section<>(this, build);
        }
    }

    @Override
    public Read<T> read(Place at) {
        Place place = expandShorthand(partial ? at.asPartial() : at);
        if (place.own() != null && !(place.own() instanceof YamlNode.Mapping)) {
            return place.reject(Found.structure(place.own()) + "must be " + allowed());
        }
        Values values = new Values();
        if (place.inherited() != null && !(place.inherited() instanceof YamlNode.Mapping)) {
            values.invalidate(); // reported where the defaults stand
        }
        reportUnknownKeys(place, values);
        Set<String> overridden = overridden(place);
        for (Option<?> option : options) {
            Place child = place.child(option.key());
            if (overridden.contains(option.key())) {
                child = child.withInherited(null);
            }
            if (option == shorthand && at.own() instanceof YamlNode.Scalar) {
                child = child.withPath(place.path());
            }
            values.read(option, child);
        }
        choices.forEach(choice -> checkChoice(choice, place, values));
        if (place.partial()) {
            return values.valid() ? Read.valid(null) : Read.invalid();
        }
        for (Rule rule : rules) {
            if (values.valid(rule.over())) {
                rule.check().accept(values);
            }
        }
        return values.valid() ? Read.valid(build.apply(values)) : Read.invalid();
    }

    private Place expandShorthand(Place place) {
        return shorthand == null
                ? place
                : place.withOwn(expand(place.own())).withInherited(expand(place.inherited()));
    }

    private YamlNode expand(YamlNode node) {
        return node instanceof YamlNode.Scalar scalar && !scalar.absent()
                ? new YamlNode.Mapping(
                        scalar.line(),
                        Map.of(shorthand.key(), new YamlNode.Entry(scalar.line(), scalar)))
                : node;
    }

    private void reportUnknownKeys(Place place, Values values) {
        if (!(place.own() instanceof YamlNode.Mapping own)) {
            return;
        }
        List<String> known = options.stream().map(o -> o.key()).toList();
        for (Map.Entry<String, YamlNode.Entry> entry : own.entries().entrySet()) {
            String key = entry.getKey();
            if (known.contains(key)) {
                continue;
            }
            values.invalidate();
            var meant = Suggestions.nearest(key, known);
            String path =
                    confidential && meant.isEmpty() ? place.path() : Paths.child(place.path(), key);
            String hint =
                    meant.map(m -> "; did you mean " + m + "?")
                            .orElseGet(() -> Schema.whereKnown(key));
            place.context()
                    .errors()
                    .add(
                            entry.getValue().line(),
                            path,
                            "found an unknown key, must be " + keysAllowed(known) + hint);
        }
    }

    private static String keysAllowed(List<String> known) {
        return switch (known.size()) {
            case 0 -> "left out";
            case 1 -> known.get(0);
            default -> "one of " + String.join(", ", known);
        };
    }

    /** Alternatives of the defaults that give way because the file itself chose another one. */
    private Set<String> overridden(Place place) {
        Set<String> overridden = new HashSet<>();
        for (Choice choice : choices) {
            List<String> keys = choice.options().stream().map(o -> o.key()).toList();
            List<String> chosen =
                    keys.stream().filter(key -> place.child(key).own() != null).toList();
            if (!chosen.isEmpty()) {
                overridden.addAll(keys);
                overridden.removeAll(chosen);
            }
        }
        return overridden;
    }

    private void checkChoice(Choice choice, Place place, Values values) {
        List<String> chosen =
                choice.options().stream().filter(values::given).map(o -> o.key()).toList();
        boolean missing = chosen.isEmpty() && choice.required() && !place.partial();
        if (chosen.size() > 1) {
            values.invalidate();
            place.reject(
                    "found "
                            + String.join(" and ", chosen)
                            + " together, must be only one of "
                            + names(choice));
        } else if (missing) {
            values.invalidate();
            place.context()
                    .errors()
                    .add(place.line(), place.path(), "missing, must be one of " + names(choice));
        }
    }

    private static String names(Choice choice) {
        return choice.options().stream().map(o -> o.key()).collect(Collectors.joining(", "));
    }

    /** Shows every option below this section to the visitor with its path, outer ones first. */
    void walk(String path, BiConsumer<String, Option<?>> visitor) {
        for (Option<?> option : options) {
            String at = path.isEmpty() ? option.key() : path + "." + option.key();
            visitor.accept(at, option);
            if (option.type() instanceof Section<?> section) {
                section.walk(at, visitor);
            } else if (option.type() instanceof ListType<?> list
                    && list.items() instanceof Section<?> section) {
                section.walk(at + "[]", visitor);
            }
        }
    }

    String title() {
        return title;
    }

    String description() {
        return description;
    }

    List<Option<?>> options() {
        return options;
    }

    List<Choice> choices() {
        return choices;
    }

    /** The option that a single value stands for; null for none. */
    Option<?> shorthand() {
        return shorthand;
    }

    @Override
    public String name() {
        return options.isEmpty() ? "`{}`" : "section";
    }

    @Override
    public String allowed() {
        if (options.isEmpty()) {
            return "{}";
        }
        String keys = options.stream().map(o -> o.key()).collect(Collectors.joining(", "));
        return (shorthand == null ? "" : shorthand.type().allowed() + ", or ")
                + "a mapping with keys out of "
                + keys;
    }

    @Override
    public YamlNode defaultNode(int line, String text) {
        return YamlNode.emptyMapping(line);
    }
}
