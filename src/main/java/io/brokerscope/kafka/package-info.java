/** How a monitored cluster is reached by Kafka's own protocol. Nothing is created or changed. */
package io.brokerscope.kafka;
