/** How Kafka clusters are reached by their own protocol. Nothing is created or changed. */
package io.brokerscope.kafka;
