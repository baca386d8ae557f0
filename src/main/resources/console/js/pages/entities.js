// Entities: a list of any of them, by kind, cluster, status and name.

import { all, get } from "../api.js";
import { h } from "../dom.js";
import { NOT_KNOWN, count, words } from "../format.js";
import { ordered, value } from "../metrics.js";
import { STATUSES, badge, empty, entityLink, kind, name as named, observed, quality, score, table, th } from "../parts.js";

export const name = "Entities";
const FEW = 100;
const MANY = 2_000;
const KINDS = { cluster: "clusters", broker: "brokers", topic: "topics", consumerGroup: "consumer groups" };
const ORDERS = { worst: "the worst first", size: "the largest first", name: "by name", updated: "the latest first" };

/** What tells most of an entity of a kind. */
const TELLING = {
  MESSAGE_QUEUE_CLUSTER: ["cluster.throughput.in.bytesPerSec"],
  MESSAGE_QUEUE_BROKER: ["broker.network.throughput", "broker.throughput.in.bytesPerSec"],
  MESSAGE_QUEUE_TOPIC: ["topic.bytes.in.rate", "topic.messages.in.rate"],
  MESSAGE_QUEUE_CONSUMER_GROUP: ["consumerGroup.lag.total"],
};

export function title() {
  return "Entities";
}

export function concerns(type) {
  return type === "entities";
}

export async function load(argument, { type, cluster, status, q, sort, more }) {
  const [found, clusters] = await Promise.all([
    all("/api/v1/entities", { type, cluster, status, q, sort }, more ? MANY : FEW),
    get("/api/v1/clusters", { limit: 500 }),
  ]);
  return { found, clusters };
}

function choice(text, parameter, options, tools) {
  const chosen = tools.parameters()[parameter] ?? "";
  return h(
    "label",
    {},
    text,
    h(
      "select",
      { value: chosen, onchange: (event) => tools.set({ [parameter]: event.target.value, more: "" }) },
      options.map(([key, label]) => h("option", { value: key, selected: key === chosen }, label)),
    ),
  );
}

function telling(entity) {
  const known = (TELLING[entity.entityType] ?? ordered(Object.keys(entity.metrics))).find((one) => one in entity.metrics);
  return known ? (known === "consumerGroup.lag.total" ? "lag " : "") + value(known, entity.metrics[known]) : NOT_KNOWN;
}

function row(entity) {
  return h(
    "tr",
    { key: entity.guid },
    h("th", { scope: "row" }, entityLink({ guid: entity.guid, name: entity.name, entityType: entity.entityType })),
    h("td", {}, badge(entity.status)),
    h("td", { class: "number" }, score(entity.healthScore)),
    h("td", {}, kind(entity.entityType)),
    h("td", {}, named(entity.cluster)),
    h("td", { class: "number" }, telling(entity)),
    h("td", {}, quality(entity.quality)),
    h("td", {}, observed(entity.observedAt)),
    h("td", { class: "why" }, entity.reasons[0] ?? ""),
  );
}

export function view({ found, clusters }, tools) {
  const { q = "" } = tools.parameters();
  return [
    h("h1", { tabindex: "-1", key: "title" }, "Entities"),
    h(
      "div",
      { class: "toolbar", key: "toolbar", role: "search" },
      h("label", {}, "Search", h("input", { type: "search", value: q, maxlength: 300, placeholder: "part of the name", oninput: (event) => tools.set({ q: event.target.value, more: "" }) })),
      choice("Kind", "type", [["", "any"], ...Object.entries(KINDS)], tools),
      choice("Cluster", "cluster", [["", "any"], ...clusters.items.map((one) => [one.cluster, one.cluster])], tools),
      choice("Status", "status", [["", "any"], ...STATUSES.map((one) => [one.toLowerCase(), words(one)])], tools),
      choice("Order", "sort", Object.entries(ORDERS).map(([key, label]) => [key === "worst" ? "" : key, label]), tools),
      h("p", { class: "summary", role: "status" }, count(found.total) + " found"),
    ),
    found.items.length
      ? table(
          "Entities",
          [th("Name"), th("Status"), th("Score", { class: "number" }), th("Kind"), th("Cluster"), th("Traffic or lag", { class: "number" }), th("Quality"), th("Observed"), th("Why")],
          found.items.map(row),
        )
      : empty("Nothing matches.", h("button", { type: "button", onclick: () => tools.set({ q: "", type: "", cluster: "", status: "", more: "" }) }, "Show everything")),
    found.items.length < found.total
      ? h(
          "p",
          { key: "more" },
          `${count(found.items.length)} of ${count(found.total)}. `,
          found.items.length < MANY ? h("button", { type: "button", onclick: () => tools.set({ more: "1" }) }, "Show up to " + count(MANY)) : "Search to narrow it down.",
        )
      : null,
  ];
}
