/**
 * Rules as data that map the naming dialects of broker metrics to canonical metrics, and the
 * collector that folds the samples of an answer into readings by them.
 */
package io.brokerscope.catalog;
