// What the golden metrics are called and measured in. What is not listed is told by its name.

import { NOT_KNOWN, count, duration, percent, quantity } from "./format.js";

const NAMES = {
  "cluster.health.score": "Health score",
  "cluster.throughput.in.bytesPerSec": "Bytes in",
  "cluster.throughput.out.bytesPerSec": "Bytes out",
  "cluster.messages.in.rate": "Messages in",
  "cluster.error.rate": "Failed requests",
  "cluster.availability.percentage": "Brokers reporting",
  "cluster.broker.count": "Brokers that report",
  "cluster.partitions.offline": "Offline partitions",
  "cluster.partitions.underReplicated": "Under-replicated partitions",
  "cluster.partitions.underMinIsr": "Partitions below min.insync.replicas",
  "broker.cpu.usage": "CPU",
  "broker.memory.usage": "Heap in use",
  "broker.network.throughput": "Network",
  "broker.throughput.in.bytesPerSec": "Bytes in",
  "broker.throughput.out.bytesPerSec": "Bytes out",
  "broker.messages.in.rate": "Messages in",
  "broker.request.latency.p99": "Produce latency, p99",
  "broker.error.rate": "Failed requests",
  "broker.partitions.underReplicated": "Under-replicated partitions",
  "broker.partitions.underMinIsr": "Partitions below min.insync.replicas",
  "broker.partition.count": "Partition replicas",
  "broker.leader.count": "Partitions led",
  "broker.requestHandler.idle": "Request handlers idle",
  "broker.networkProcessor.idle": "Network threads idle",
  "topic.messages.in.rate": "Messages in",
  "topic.bytes.in.rate": "Bytes in",
  "topic.bytes.out.rate": "Bytes out",
  "topic.consumer.lag.sum": "Lag of all groups",
  "topic.error.rate": "Failed requests",
  "topic.partitions.offline": "Offline partitions",
  "topic.partitions.underReplicated": "Under-replicated partitions",
  "topic.partition.count": "Partitions",
  "topic.size.bytes": "Size, all replicas",
  "consumerGroup.lag.total": "Lag, all partitions",
  "consumerGroup.lag.max": "Lag, largest",
  "consumerGroup.lag.seconds": "Lag in time",
  "consumerGroup.lag.seconds.atLeast": "Lag in time, at least",
  "consumerGroup.lag.trend": "Lag grows by",
  "consumerGroup.members.count": "Members",
  "consumerGroup.commit.rate": "Offsets committed",
  "consumerGroup.rebalance.rate": "Rebalances",
};

const ORDER = Object.keys(NAMES);

/** Values that stand for something. */
const BROKER_STATES = { 0: "not running", 1: "starting", 2: "recovery", 3: "running", 6: "shutdown pending", 7: "shutting down" };
const GROUP_STATUS = ["OK", "WARN", "ERR"];

/** What a metric is called; {@code partition.count} becomes "Partition count". */
export function label(name) {
  if (NAMES[name]) {
    return NAMES[name];
  }
  const own = name.slice(name.indexOf(".") + 1);
  const spaced = own.replace(/([a-z])([A-Z])/g, "$1 $2").replaceAll(".", " ").toLowerCase();
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

/** A value in the unit that the name of its metric tells. */
export function value(name, number) {
  if (number === null || number === undefined || !Number.isFinite(number)) {
    return NOT_KNOWN;
  }
  if (name === "consumerGroup.status") {
    return GROUP_STATUS[number] ?? count(number);
  }
  if (name === "broker.state") {
    return BROKER_STATES[number] ?? count(number);
  }
  if (name === "broker.controller.active") {
    return number === 1 ? "yes" : number === 0 ? "no" : count(number);
  }
  if (name.endsWith("availability.percentage")) {
    return percent(number / 100);
  }
  if (name.endsWith("cpu.usage")) {
    return quantity(number, number === 1 ? "core" : "cores");
  }
  if (name.endsWith(".usage") || name.endsWith(".idle") || name.endsWith(".complete")) {
    return percent(number);
  }
  if (/bytesPerSec$|bytes\.(in|out)\.rate$|network\.throughput$/.test(name)) {
    return quantity(number, "B/s");
  }
  if (/(^|\.)bytes$/.test(name)) {
    return quantity(number, "B");
  }
  if (name.includes(".latency.") || name.includes(".seconds")) {
    return duration(number);
  }
  if (name.endsWith(".rate") || name.endsWith(".trend")) {
    return quantity(number, "/s");
  }
  return quantity(number);
}

/** Whether a metric is one of those that are looked at, whatever its values. */
export function matters(name) {
  return name in NAMES;
}

/** Names of metrics, what matters most first. */
export function ordered(names) {
  const place = (name) => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length);
  return [...names].sort((a, b) => place(a) - place(b) || (a < b ? -1 : 1));
}
