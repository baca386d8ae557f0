package io.brokerscope.scrape.prometheus;

/** Credentials or certificates could not be loaded. The message names where, never a value. */
final class CredentialsException extends Exception {

    CredentialsException(String message) {
        super(message);
    }
}
