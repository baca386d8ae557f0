package io.brokerscope.sink;

/** Why an output topic could not be read; the message is a sentence without credentials. */
public final class OutputReadException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Reason reason;

    OutputReadException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** What kept the reader from reading. */
    public Reason reason() {
        return reason;
    }

    /** What may keep a reader from reading. */
    public enum Reason {
        /** The topic does not exist. */
        MISSING_TOPIC,
        /** The principal may not read the topic, or its credentials were refused. */
        NOT_ALLOWED,
        /** The end was not reached, or nobody answered, within the deadline. */
        DEADLINE,
        /** Anything else that the client reports. */
        FAILED
    }
}
