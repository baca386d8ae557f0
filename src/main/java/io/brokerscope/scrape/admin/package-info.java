/**
 * Reads a Kafka cluster's own view by the Admin protocol: with Kafka 3.1 and later a constant
 * number of requests for each broker, however many topics, partitions and groups there are. It only
 * describes and lists.
 */
package io.brokerscope.scrape.admin;
