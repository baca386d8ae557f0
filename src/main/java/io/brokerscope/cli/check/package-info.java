/**
 * The command {@code check}: a read of everything as the job makes it, what else there is to see,
 * and a verdict with a remedy for each.
 */
package io.brokerscope.cli.check;
