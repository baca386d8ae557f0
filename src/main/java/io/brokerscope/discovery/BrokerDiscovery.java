package io.brokerscope.discovery;

/**
 * One place where the brokers of a cluster are listed. A round runs on one thread at a time; {@link
 * #close} may come from another one while a round runs, which then ends soon: it is interrupted.
 */
interface BrokerDiscovery extends AutoCloseable {

    /**
     * Looks once. Nothing is known from earlier rounds: an absent broker is absent.
     *
     * @param deadline when the answer has to be there
     * @throws DiscoveryException if the place cannot be read, or not completely
     * @throws InterruptedException if the round was given up
     */
    Found discover(Deadline deadline) throws DiscoveryException, InterruptedException;

    /** Releases clients without waiting for them. */
    @Override
    default void close() {}
}
