// Entity: how one is, why, how it went, what belongs to it, and what happened to it.

import { get } from "../api.js";
import { chart, qualities, spacing } from "../chart.js";
import { h } from "../dom.js";
import { count, counted, duration, now, quantity, since, time, words } from "../format.js";
import { label, matters, ordered, value } from "../metrics.js";
import { badge, empty, entityLink, href, kind, name as named, quality, score, section, table, th } from "../parts.js";

export const name = "Entity";
const MOST_EVENTS = 30;
const MOST_LINKS = 20;
const OLD_SPACINGS = 4;

export function title(guid, data) {
  return data ? `${kind(data.entity.entityType)} ${data.entity.name}` : "Entity";
}

export function concerns(type, data, view) {
  if (type === "entities") {
    return data.notListed > 0 || data.changed.some((one) => one.guid === view.argument) || data.removed.includes(view.argument);
  }
  return type === "event" && data.event.guid === view.argument;
}

export async function load(guid) {
  const found = await get("/api/v1/entities/" + encodeURIComponent(guid));
  const { cluster } = found.entity;
  const [events, clusters] = await Promise.all([
    get("/api/v1/events", { cluster, limit: 500 }),
    get("/api/v1/entities", { type: "cluster", cluster, limit: 1 }),
  ]);
  return { ...found, events: events.items.map((one) => one.event), clusterEntity: clusters.items[0] };
}

function head(entity, series, clusterEntity) {
  const old = entity.observedAt !== undefined && now() - entity.observedAt > Math.max(60_000, OLD_SPACINGS * spacing(series));
  return h(
    "header",
    { class: "head", key: "head" },
    h(
      "p",
      { class: "crumbs" },
      h("a", { href: "#/fleet" }, "Fleet"),
      " / ",
      clusterEntity && clusterEntity.guid !== entity.guid ? entityLink({ guid: clusterEntity.guid, name: entity.cluster }) : named(entity.cluster),
      " / ",
      kind(entity.entityType),
    ),
    h("h1", { tabindex: "-1" }, h("bdi", {}, entity.entityType === "MESSAGE_QUEUE_BROKER" ? "broker " + entity.name : entity.name)),
    h(
      "p",
      { class: "line" },
      badge(entity.status),
      h("span", {}, "score ", score(entity.healthScore)),
      quality(entity.quality),
      h("span", { class: old ? "old" : null }, old ? "old: " : "", "observed ", since(entity.observedAt)),
      h("a", { href: "#/topology/" + encodeURIComponent(entity.cluster) + (entity.entityType === "MESSAGE_QUEUE_CLUSTER" ? "" : "?focus=" + encodeURIComponent(entity.guid)) }, "In the topology"),
    ),
  );
}

function reasons(entity) {
  if (!entity.reasons.length) {
    return section("Why this score", h("p", { class: "muted" }, entity.healthScore === undefined ? "Nothing is known, so nothing is judged." : "Nothing is wrong with it: 100 of 100."));
  }
  return section(
    "Why this score",
    h(
      "ul",
      { class: "reasons" },
      entity.reasons.map((reason) => {
        const [, text, points] = reason.match(/^(.*?)(?:: ?[-−](\d+))?$/s) ?? [null, reason];
        return h("li", {}, h("span", { class: "points" }, points ? "−" + points : "·"), h("span", {}, text));
      }),
      entity.healthScore === undefined ? null : h("li", { class: "sum" }, h("span", { class: "points" }, String(Math.round(entity.healthScore))), h("span", {}, "of 100 are left")),
    ),
  );
}

function charts(entity, series) {
  const names = ordered(Object.keys(series.metrics)).filter((one) => matters(one) || moves(series.metrics[one]));
  if (!names.length) {
    return section("Golden metrics", Object.keys(entity.metrics).length ? values(entity) : empty("No metrics of the last hour.", "Nothing was read, or the console has not read that far yet."));
  }
  const from = series.dueAt[0];
  const to = Math.max(series.untilDueAt.at(-1), now());
  const rest = ordered(Object.keys(entity.metrics)).filter((one) => !names.includes(one));
  return section(
    "Golden metrics",
    h("p", { class: "mixed" }, h("span", { class: "muted" }, "since ", time(from), `, every ${duration(spacing(series) / 1000)}`), qualities(series.quality)),
    h("div", { class: "charts" }, names.map((one) => chart(series, one, from, to))),
    rest.length ? values({ metrics: Object.fromEntries(rest.map((one) => [one, entity.metrics[one]])) }) : null,
  );
}

/** A line that is flat tells no more than a number. */
function moves(column) {
  return new Set(column.filter((number) => number !== null)).size > 1;
}

function values(entity) {
  return h("dl", { class: "facts" }, ordered(Object.keys(entity.metrics)).flatMap((one) => [h("dt", { title: one }, label(one)), h("dd", {}, value(one, entity.metrics[one]))]));
}

function facts(entity) {
  const all = [
    ...Object.entries(entity.attributes),
    ...Object.entries(entity.labels).map(([key, text]) => ["label " + key, text]),
    ["provider", entity.provider],
    ["account", entity.account],
  ];
  const partial = entity.coverage && Object.entries(entity.coverage).map(([key, n]) => `${n} ${key.replace(/[A-Z]/g, (c) => " " + c.toLowerCase())}`).join(", ");
  return section(
    "Attributes",
    h(
      "dl",
      { class: "facts" },
      all.flatMap(([key, text]) => [h("dt", {}, key), h("dd", {}, h("bdi", {}, text))]),
      partial ? [h("dt", {}, "coverage"), h("dd", {}, partial)] : null,
      h("dt", {}, "GUID"),
      h("dd", { class: "guid" }, entity.guid),
    ),
  );
}

function partitions(entity) {
  if (!entity.partitions?.length) {
    return null;
  }
  return section(
    "Partitions that most need looking at",
    table(
      "Partitions",
      ["Partition", "Leader", "In sync", "Replicas", "Records", "Size"].map((one) => th(one, { class: "number" })),
      entity.partitions.map((one) =>
        h(
          "tr",
          { key: one.number },
          h("th", { scope: "row", class: "number" }, one.number),
          h("td", { class: "number" }, one.leader ?? "offline"),
          h("td", { class: "number" + (one.inSync < one.replicas.length ? " strong" : "") }, `${one.inSync} of ${one.replicas.length}`),
          h("td", { class: "number" }, one.replicas.join(", ")),
          h("td", { class: "number" }, one.end === undefined || one.start === undefined ? "–" : count(one.end - one.start)),
          h("td", { class: "number" }, quantity(one.sizeBytes, "B")),
        ),
      ),
    ),
    entity.partitionsNotListed ? h("p", { class: "muted" }, "and " + counted(entity.partitionsNotListed, "other")) : null,
  );
}

function assignments(entity) {
  if (!entity.assignments?.worst.length) {
    return null;
  }
  return section(
    "Partitions in the most trouble",
    table(
      "Partitions of the group",
      [th("Topic"), th("Partition", { class: "number" }), th("Status"), th("Lag", { class: "number" }), th("Lag in time", { class: "number" }), th("Owned")],
      entity.assignments.worst.map((one) =>
        h(
          "tr",
          {},
          h("th", { scope: "row" }, named(one.topic)),
          h("td", { class: "number" }, one.partition),
          h("td", {}, one.status, one.unknown ? h("span", { class: "muted" }, " " + words(one.unknown)) : null),
          h("td", { class: "number" }, count(one.lag)),
          h("td", { class: "number" }, duration(one.lagSeconds)),
          h("td", {}, one.owned === undefined ? "–" : one.owned ? "yes" : "no"),
        ),
      ),
    ),
    entity.assignments.others ? h("p", { class: "muted" }, "and " + counted(entity.assignments.others, "other")) : null,
  );
}

const ROLES = {
  MANAGES: ["Brokers", "Managed by"],
  CONTAINS: ["Topics", "In the cluster"],
  HOSTS: ["Topics on it", "Hosted by"],
  SUBSCRIBES_TO: ["Reads", "Read by"],
  REPLICATES_TO: ["Replicates to", "Replicates from"],
};

function edgeFacts(attributes) {
  return Object.entries(attributes)
    .filter(([key]) => key !== "lag.partition.count")
    .map(([key, n]) => `${key.replaceAll(".", " ")} ${quantity(n)}`)
    .join(", ");
}

function relations({ entity, relationships, relationshipsNotListed }, tools) {
  const groups = new Map();
  for (const edge of relationships) {
    const out = edge.source.guid === entity.guid;
    const role = ROLES[edge.type]?.[out ? 0 : 1] ?? words(edge.type);
    groups.set(role, [...(groups.get(role) ?? []), { other: out ? edge.target : edge.source, facts: edgeFacts(edge.attributes ?? {}) }]);
  }
  const unfolded = tools.parameters().all;
  const all = href("/entities", { cluster: entity.cluster });
  return section(
    "Relations",
    groups.size
      ? [...groups].map(([role, list]) =>
          h(
            "div",
            { class: "relation", key: role },
            h("h3", {}, role, h("span", { class: "muted" }, " " + count(list.length))),
            h("ul", {}, (unfolded ? list : list.slice(0, MOST_LINKS)).map(({ other, facts: text }) => h("li", { key: other.guid }, entityLink(other), text ? h("span", { class: "muted" }, " " + text) : null))),
            list.length > MOST_LINKS && !unfolded ? h("button", { type: "button", class: "quiet", onclick: () => tools.set({ all: "1" }, false) }, "Show all " + count(list.length)) : null,
          ),
        )
      : h("p", { class: "muted" }, "None is known. ", h("a", { href: all }, "Everything of this cluster")),
    relationshipsNotListed ? h("p", { class: "muted" }, `and ${counted(relationshipsNotListed, "other")}: `, h("a", { href: all }, "everything of this cluster")) : null,
  );
}

function happened(entity, events) {
  const own = events
    .filter((event) => event.guid === entity.guid || (entity.entityType === "MESSAGE_QUEUE_BROKER" && event.target === entity.name) || entity.entityType === "MESSAGE_QUEUE_CLUSTER")
    .reverse()
    .slice(0, MOST_EVENTS);
  return section(
    "Recent events",
    own.length
      ? h("ol", { class: "events" }, own.map((event) => h("li", {}, time(event.at), badge(event.severity), h("span", { class: "what" }, h("bdi", {}, event.message)))))
      : h("p", { class: "muted" }, "Nothing happened to it of late."),
  );
}

export function view(data, tools) {
  const { entity, series, clusterEntity, events } = data;
  return [
    head(entity, series, clusterEntity),
    h("div", { class: "two", key: "judged" }, reasons(entity), happened(entity, events)),
    charts(entity, series),
    partitions(entity),
    assignments(entity),
    h("div", { class: "two", key: "belongs" }, relations(data, tools), facts(entity)),
  ];
}
