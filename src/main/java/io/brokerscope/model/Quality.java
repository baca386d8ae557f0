package io.brokerscope.model;

/** How a value is known; from best to worst. */
public enum Quality {
    /** Read from the source itself at this tick. */
    MEASURED,
    /** Another source knew it. */
    SECONDARY,
    /** Filled in afterwards, from the values on both sides of a gap. */
    INTERPOLATED,
    /** The last value that was measured, repeated with its age. */
    LAST_KNOWN,
    /** Made up on purpose, in simulation. */
    SIMULATED,
    /** Nothing is known. */
    UNKNOWN
}
