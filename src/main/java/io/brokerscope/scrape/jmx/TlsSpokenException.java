package io.brokerscope.scrape.jmx;

import java.io.IOException;

/** The other side was spoken to without TLS and answered by it. */
final class TlsSpokenException extends IOException {

    TlsSpokenException() {
        super("the answer is TLS");
    }
}
