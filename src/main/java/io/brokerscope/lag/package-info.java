/**
 * Lag of consumer groups, in time and in offsets, its trend, and the status of a group, from
 * committed offsets and end offsets that are read now and then. Pure: what is remembered between
 * two readings are records, and each step makes a new one. The rules stand in docs/lag.md.
 */
package io.brokerscope.lag;
