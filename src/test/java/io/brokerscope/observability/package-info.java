/**
 * What people look at and are woken by: Grafana dashboards, Prometheus alert rules and the runbooks
 * behind them. Each is defined once, here, and written to {@code k8s-operator} and {@code docs};
 * the tests hold the files against the definition, and both against what a running job exposes.
 */
package io.brokerscope.observability;
