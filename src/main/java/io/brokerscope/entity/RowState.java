package io.brokerscope.entity;

import java.util.Map;

/**
 * What is remembered of one row from window to window. Keyed state.
 *
 * @param window start of the newest window that had values; -1 before the first
 * @param observedAt when those values were taken
 * @param rates per counter the last steady rate; NaN where none
 * @param metrics the golden metrics of that window
 * @param absentWindows complete windows in a row without the row
 * @param gate what was last written to the entities topic
 */
public record RowState(
        long window,
        long observedAt,
        double[] rates,
        Map<String, Double> metrics,
        int absentWindows,
        EntityGate gate) {

    RowState absent(int windows) {
        return new RowState(window, observedAt, rates, metrics, windows, gate);
    }

    RowState gate(EntityGate written) {
        return new RowState(window, observedAt, rates, metrics, absentWindows, written);
    }
}
