/**
 * The console: what the output topics and Flink tell, held in memory and served over HTTP. It only
 * reads.
 */
package io.brokerscope.console;
