package io.brokerscope.relationship;

import io.brokerscope.model.RelationshipType;
import io.brokerscope.model.Texts;
import java.util.ArrayList;
import java.util.List;

/**
 * Relationships of one type that appeared, or disappeared, since the last event. Keyed state.
 *
 * @param type what they are
 * @param appeared whether they appeared; otherwise they disappeared
 * @param count how many
 * @param first the first of them, {@value #NAMED} at most
 */
public record Tally(RelationshipType type, boolean appeared, int count, List<String> first) {

    static final int NAMED = 5;

    static Tally none(RelationshipType type, boolean appeared) {
        return new Tally(type, appeared, 0, List.of());
    }

    boolean isOf(RelationshipType other, boolean otherAppeared) {
        return type == other && appeared == otherAppeared;
    }

    Tally plus(String source, String target) {
        List<String> named = first;
        if (named.size() < NAMED) {
            named = new ArrayList<>(first);
            named.add(Texts.shown(source) + " -> " + Texts.shown(target));
        }
        return new Tally(type, appeared, count + 1, named);
    }

    /** For a person: {@code HOSTS 7 (1 -> orders, 2 -> orders, ...)}. */
    String inWords() {
        return type
                + " "
                + count
                + " ("
                + String.join(", ", first)
                + (count > first.size() ? ", ..." : "")
                + ")";
    }
}
