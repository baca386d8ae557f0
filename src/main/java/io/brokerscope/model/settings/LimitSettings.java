package io.brokerscope.model.settings;

import java.io.Serializable;

/**
 * Bounds on what one target may cost.
 *
 * @param bytes body bytes per read, after decompression; what comes after is cut off and reported
 * @param series catalogued series kept per read; topics beyond it are cut off and reported
 */
public record LimitSettings(long bytes, int series) implements Serializable {}
