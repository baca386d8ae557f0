package io.brokerscope.scrape.security;

/** Credentials or certificates could not be loaded. The message names where, never a value. */
public final class CredentialsException extends Exception {

    /** The message is shown to people and may hold no credential. */
    public CredentialsException(String message) {
        super(message);
    }
}
