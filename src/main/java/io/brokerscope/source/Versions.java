package io.brokerscope.source;

import java.io.IOException;

/** Refuses state of a release that this one does not know. */
final class Versions {

    private Versions() {}

    static void check(String what, int found, int known) throws IOException {
        check(what, found, known, known);
    }

    /** Knows every version from the oldest to the newest. */
    static void check(String what, int found, int oldest, int newest) throws IOException {
        if (found < oldest || found > newest) {
            throw new IOException(
                    "source state ("
                            + what
                            + ") of version "
                            + found
                            + " cannot be read; this release reads "
                            + (oldest == newest
                                    ? "version " + newest
                                    : "versions " + oldest + " to " + newest));
        }
    }
}
