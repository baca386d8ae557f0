package io.brokerscope.scrape.admin;

import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.TopicDescription;

/**
 * The topics that a filter keeps.
 *
 * @param described those that are told, by name, their partitions in the order of their numbers
 * @param unread names of the others: they are beyond a limit, or could not be described
 */
record TopicAnswers(Map<String, TopicDescription> described, Set<String> unread) {}
