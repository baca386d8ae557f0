/**
 * What is expected of a cluster against what reports: which brokers are read and how, what is
 * missing, and what a person can do about it; and statistics of the reads of each target.
 */
package io.brokerscope.coverage;
