package io.brokerscope.counter;

/**
 * Where a read of a target comes from, when the target can be read in several ways.
 *
 * @param fallback whether it is not the way that is trusted most: what that one told before says
 *     nothing about what this one tells
 * @param changed whether the read before was made in another way
 */
public record Origin(boolean fallback, boolean changed) {

    /** The way that is trusted most, as before. */
    public static final Origin USUAL = new Origin(false, false);
}
