/**
 * Consumer groups of a cluster: from what the Admin scraper read, by the rules of {@link
 * io.brokerscope.lag}, to entities, metrics and events. Knows no Flink.
 */
package io.brokerscope.job.group;
