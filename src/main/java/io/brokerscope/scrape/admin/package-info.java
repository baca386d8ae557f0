/**
 * Reads a Kafka cluster's own view by the Admin protocol: a constant number of requests for each
 * broker, however many topics, partitions and groups there are. It only describes and lists.
 */
package io.brokerscope.scrape.admin;
