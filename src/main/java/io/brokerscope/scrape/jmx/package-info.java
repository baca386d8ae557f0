/**
 * Reads MBeans by remote JMX over RMI. It speaks RMI's wire protocol (JRMP) itself, on sockets of
 * its own: the client of the Java runtime knows no deadline, keeps threads for every address it
 * talks to, and makes objects of whatever it is sent. Here an answer is data and nothing else.
 */
package io.brokerscope.scrape.jmx;
