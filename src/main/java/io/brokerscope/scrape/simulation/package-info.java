/**
 * Clusters that are made up: for demos, load tests and dashboards. Everything is a pure function of
 * settings and time, so that it needs no state, is the same after a restart and on every machine.
 */
package io.brokerscope.scrape.simulation;
