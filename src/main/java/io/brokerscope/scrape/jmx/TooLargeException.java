package io.brokerscope.scrape.jmx;

import java.io.IOException;

/** The answers of one read reached their limit of bytes. */
final class TooLargeException extends IOException {

    TooLargeException(long limit) {
        super("more than " + limit + " bytes");
    }
}
