package io.brokerscope.discovery;

import io.brokerscope.model.Texts;
import java.util.Map;

/**
 * A broker as discovery found it.
 *
 * @param id node id as it was found; checked where the target is made of it
 * @param host host name or address, IPv6 without brackets
 * @param port port, or null where none was found
 * @param rack rack, or the empty string
 * @param labels labels of this broker
 */
record DiscoveredBroker(
        String id, String host, Integer port, String rack, Map<String, String> labels) {

    DiscoveredBroker {
        labels = Map.copyOf(labels);
    }

    /** The broker in a sentence: {@code broker 3 at b3.example.com}. */
    String describe() {
        return "broker " + Texts.shown(id) + " at " + Texts.shown(host);
    }
}
