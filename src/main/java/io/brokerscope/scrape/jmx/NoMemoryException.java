package io.brokerscope.scrape.jmx;

import java.io.IOException;

/** The byte budget over all reads allows no more. */
final class NoMemoryException extends IOException {

    NoMemoryException() {
        super("the bytes that all reads of this process may hold are used up");
    }
}
