package io.brokerscope.relationship;

import io.brokerscope.model.RelationshipType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Relationships of one type as a cluster told them, a row each, in columns.
 *
 * @param source node id or row of the group
 * @param target node id or row of the topic
 * @param numbers the numbers of all rows, one after another, in the order of {@link
 *     RelationshipType#attributes}; -1 where one is not known
 */
public record Edges(int[] source, int[] target, long[] numbers) {

    static final Edges NONE = new Edges(new int[0], new int[0], new long[0]);

    int rows() {
        return source.length;
    }

    /** The numbers of a row. */
    long[] numbers(int row) {
        int width = numbers.length / rows();
        return Arrays.copyOfRange(numbers, row * width, (row + 1) * width);
    }

    /** Collects rows. */
    static final class Builder {

        private record Row(int source, int target, long[] numbers) {}

        private final List<Row> rows = new ArrayList<>();

        void add(int source, int target, long... numbers) {
            rows.add(new Row(source, target, numbers));
        }

        Edges build() {
            if (rows.isEmpty()) {
                return NONE;
            }
            int width = rows.get(0).numbers().length;
            Edges edges =
                    new Edges(
                            new int[rows.size()],
                            new int[rows.size()],
                            new long[rows.size() * width]);
            for (int i = 0; i < rows.size(); i++) {
                Row row = rows.get(i);
                edges.source[i] = row.source();
                edges.target[i] = row.target();
                System.arraycopy(row.numbers(), 0, edges.numbers, i * width, width);
            }
            return edges;
        }
    }
}
