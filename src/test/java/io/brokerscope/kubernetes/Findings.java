package io.brokerscope.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong. */
final class Findings {

    private final List<String> all = new ArrayList<>();

    /** Notes the message where what is expected does not hold. */
    void expect(boolean holds, String title, String message) {
        if (!holds) {
            all.add(title + ": " + message);
        }
    }

    void expect(boolean holds, JsonNode object, String message) {
        expect(holds, Manifests.title(object), message);
    }

    void expect(boolean holds, Pod pod, String message) {
        expect(holds, pod.title(), message);
    }

    List<String> all() {
        return List.copyOf(all);
    }
}
