package io.brokerscope.relationship;

import java.util.List;

/**
 * An entity with what leads to it. Keyed state.
 *
 * @param exists whether its record was written; what leads to one that does not exist yet waits
 * @param edges the relationships that lead to it
 * @param topics of a consumer group the topics that relationships lead to from it; otherwise empty
 */
public record Vertex(boolean exists, List<Edge> edges, List<String> topics) {

    static final Vertex NONE = new Vertex(false, List.of(), List.of());

    /** Whether there is nothing to remember. */
    boolean isEmpty() {
        return !exists && edges.isEmpty() && topics.isEmpty();
    }

    Vertex existing() {
        return new Vertex(true, edges, topics);
    }

    Vertex with(List<Edge> newest) {
        return new Vertex(exists, newest, topics);
    }

    Vertex withTopics(List<String> newest) {
        return new Vertex(exists, edges, newest);
    }
}
