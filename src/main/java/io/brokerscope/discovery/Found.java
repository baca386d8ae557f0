package io.brokerscope.discovery;

import java.util.List;

/**
 * What one look at the place where brokers are listed brought.
 *
 * @param brokers the brokers, in the order of the place
 * @param refused a sentence per entry that names no broker
 */
record Found(List<DiscoveredBroker> brokers, List<String> refused) {}
