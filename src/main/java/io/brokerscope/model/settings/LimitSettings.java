package io.brokerscope.model.settings;

import java.io.Serializable;

/**
 * Bounds on what one target may cost.
 *
 * @param bytes body bytes per read, after decompression; what comes after is cut off and reported
 * @param series catalogued series kept per read; topics beyond it are cut off and reported
 * @param topics topics kept per read, 1 or more; those beyond it are cut off and reported. 0 in
 *     keyed state that was written before there was this limit: nothing is read by it there
 */
public record LimitSettings(long bytes, int series, int topics) implements Serializable {

    /** {@link #topics} where the configuration does not say it. */
    public static final int DEFAULT_TOPICS = 10_000;
}
