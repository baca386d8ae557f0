package io.brokerscope.scrape.jmx;

import java.io.IOException;

/** What came is not RMI, or not as its specification has it. */
final class NotRmiException extends IOException {

    private final byte[] excerpt;

    NotRmiException(String message) {
        this(message, new byte[0]);
    }

    /**
     * @param excerpt the first bytes of what came
     */
    NotRmiException(String message, byte[] excerpt) {
        super(message);
        this.excerpt = excerpt;
    }

    byte[] excerpt() {
        return excerpt;
    }
}
