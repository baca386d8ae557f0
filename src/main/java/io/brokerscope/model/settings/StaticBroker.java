package io.brokerscope.model.settings;

import java.io.Serializable;
import java.util.Map;

/**
 * A broker named in the configuration.
 *
 * @param id node id
 * @param host host name or address
 * @param port value of {port} in the endpoint template; null where the template has none
 * @param rack rack, or the empty string
 * @param labels labels of this broker; never null
 */
public record StaticBroker(
        String id, String host, Integer port, String rack, Map<String, String> labels)
        implements Serializable {}
