package io.brokerscope.source;

import java.io.IOException;

/** Refuses state of a release that this one does not know. */
final class Versions {

    private Versions() {}

    static void check(String what, int found, int known) throws IOException {
        if (found != known) {
            throw new IOException(
                    "source state ("
                            + what
                            + ") of version "
                            + found
                            + " cannot be read; this release reads version "
                            + known);
        }
    }
}
