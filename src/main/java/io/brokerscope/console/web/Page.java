package io.brokerscope.console.web;

import java.util.List;
import java.util.function.Function;

/**
 * Some of many items.
 *
 * @param items these
 * @param total how many there are altogether
 * @param next leads to the items behind these; null where there are none
 */
record Page<T>(List<T> items, int total, String next) {

    static final String LIMIT = "limit";
    static final String CURSOR = "cursor";
    static final int MAX_LIMIT = 500;
    private static final int USUAL_LIMIT = 50;

    /** How many items are wanted. */
    static int limit(Query query) {
        return (int) query.number(LIMIT, USUAL_LIMIT, 1, MAX_LIMIT);
    }

    /** A page of items in the order of their keys. */
    static <T> Page<T> byKey(List<T> sorted, Function<T, String> key, Query query) {
        int from = 0;
        if (query.text(CURSOR) != null) {
            String last = Cursor.read(query.text(CURSOR), 1).get(0);
            while (from < sorted.size() && key.apply(sorted.get(from)).compareTo(last) <= 0) {
                from++;
            }
        }
        return of(sorted, from, limit(query), item -> List.of(key.apply(item)));
    }

    /**
     * A page of items.
     *
     * @param from index of the first
     * @param cursor what tells where the page ends, of its last item
     */
    static <T> Page<T> of(List<T> sorted, int from, int limit, Function<T, List<String>> cursor) {
        int to = Math.min(sorted.size(), from + limit);
        List<T> items = sorted.subList(from, to);
        String next =
                to < sorted.size() && !items.isEmpty()
                        ? Cursor.write(cursor.apply(items.get(items.size() - 1)))
                        : null;
        return new Page<>(items, sorted.size(), next);
    }

    /** The page as {@code {"items":[...],"total":n,"next":cursor}}. */
    Reply reply(Function<T, byte[]> json) {
        return Reply.json(
                Json.object(
                        out -> {
                            out.writeArrayFieldStart("items");
                            for (T item : items) {
                                Json.raw(out, json.apply(item));
                            }
                            out.writeEndArray();
                            out.writeNumberField("total", total);
                            out.writeStringField("next", next);
                        }));
    }
}
