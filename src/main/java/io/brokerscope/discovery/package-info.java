/**
 * Finds out which brokers a cluster has: from the configuration, Kafka itself, Prometheus' file and
 * HTTP service discovery, or DNS; and which clusters there are, where a folder of them is watched.
 */
package io.brokerscope.discovery;
