package io.brokerscope.discovery;

/**
 * A discovery round that found nothing out. The message is one sentence for a person: it names the
 * place and the problem and holds no credential.
 */
final class DiscoveryException extends Exception {

    DiscoveryException(String message) {
        super(message);
    }

    /**
     * A failure nobody foresaw. It keeps the kind and the place of the cause, not its message: that
     * may quote anything.
     */
    static DiscoveryException unexpected(Throwable cause) {
        DiscoveryException failure =
                new DiscoveryException(
                        "discovery failed unexpectedly: " + cause.getClass().getName());
        failure.setStackTrace(cause.getStackTrace());
        return failure;
    }
}
