package io.brokerscope.discovery;

import java.util.List;
import java.util.Map;

/**
 * One group of Prometheus' file_sd and http_sd format.
 *
 * @param targets addresses as they are written
 * @param labels labels of all of them
 */
record TargetGroup(List<String> targets, Map<String, String> labels) {}
