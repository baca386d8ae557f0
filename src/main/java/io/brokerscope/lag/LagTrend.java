package io.brokerscope.lag;

/**
 * Where the lag of a group goes.
 *
 * @param direction the direction
 * @param perSecond by how many offsets per second the lag grows; negative where it shrinks, NaN
 *     where it is not known
 * @param samples number of lags it is told by
 */
public record LagTrend(Direction direction, double perSecond, int samples) {

    /** Directions. */
    public enum Direction {
        GROWING,
        /** It changes too little, or not clearly in one direction. */
        STEADY,
        SHRINKING,
        /** There are too few lags that can be compared. */
        UNKNOWN
    }
}
