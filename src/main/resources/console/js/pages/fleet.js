// Fleet: every cluster as a card, every broker as a tile, the worst first.

import { all, get } from "../api.js";
import { arrows, h } from "../dom.js";
import { NOT_KNOWN, counted, count, percent, quantity, words } from "../format.js";
import { affectedGuids, QUALITY_NAMES, STATUSES, badge, empty, entityHref, entityLink, glyph, href, kind, name as named, observed, parts, quality, qualityText, score, section, tone } from "../parts.js";

export const name = "Fleet";
const MOST_BROKERS = 1_000;
const MATCHES = 20;

export function title() {
  return "Fleet";
}

export function concerns(type) {
  return type === "entities" || type === "coverage" || type === "event";
}

export async function load(argument, parameters) {
  const [clusters, brokers, incidents, matches] = await Promise.all([
    all("/api/v1/clusters", {}, 2_000),
    all("/api/v1/entities", { type: "broker" }, MOST_BROKERS),
    get("/api/v1/incidents", { state: "open", limit: 500 }),
    parameters.q ? get("/api/v1/entities", { q: parameters.q, status: parameters.status, limit: MATCHES }) : null,
  ]);
  return { clusters, brokers, incidents, matches };
}

function rank(cluster) {
  return STATUSES.indexOf(cluster.entity?.status ?? "UNKNOWN") * 1_000 + (cluster.entity?.healthScore ?? 0);
}

function byRank(a, b) {
  return rank(a) - rank(b) || a.cluster.localeCompare(b.cluster, undefined, { numeric: true });
}

function statusParts(counts) {
  return STATUSES.map((status) => ({
    count: counts[status],
    text: words(status),
    class: "tone " + tone(status),
    mark: glyph(status),
  }));
}

function sum(counts) {
  return Object.values(counts).reduce((total, one) => total + one, 0);
}

function coverage(brokers) {
  if (!brokers) {
    return NOT_KNOWN;
  }
  const { expected, measured, secondary, lastKnown, unknown } = brokers;
  const simulated = brokers.simulated ?? 0;
  const told = [
    [measured, "measured"],
    [secondary, "secondary"],
    [lastKnown, "last known"],
    [unknown, "unknown"],
  ].filter(([n]) => n > 0);
  return [
    told.map(([n, text]) => `${n} ${text}`).join(", ") || (simulated ? null : "none expected"),
    simulated
      ? h(
          "span",
          { class: "quality q-SIMULATED", title: "Made up on purpose: there are no such brokers." },
          `${percent(simulated / Math.max(1, expected))} simulated`,
        )
      : null,
  ].flatMap((part, i) => (part && i ? [" ", part] : [part]));
}

function card(cluster, incidents) {
  const entity = cluster.entity;
  const metrics = entity?.metrics ?? {};
  const gaps = cluster.coverage ? cluster.coverage.gaps.length + cluster.coverage.gapsNotListed : 0;
  const status = entity?.status ?? "UNKNOWN";
  return h(
    "article",
    { class: "card " + tone(status), key: cluster.cluster },
    h(
      "header",
      {},
      h("h3", {}, entity ? h("a", { href: entityHref(entity.guid) }, named(cluster.cluster)) : named(cluster.cluster)),
      badge(status),
      score(entity?.healthScore),
    ),
    parts("Brokers by status", statusParts(cluster.brokers)),
    h(
      "dl",
      {},
      h("dt", {}, "In"),
      h(
        "dd",
        {},
        quantity(metrics["cluster.throughput.in.bytesPerSec"], "B/s"),
        "cluster.messages.in.rate" in metrics ? ", " + quantity(metrics["cluster.messages.in.rate"]) + " messages/s" : null,
      ),
      h("dt", {}, "Out"),
      h("dd", {}, quantity(metrics["cluster.throughput.out.bytesPerSec"], "B/s")),
      h("dt", {}, "Coverage"),
      h(
        "dd",
        {},
        coverage(cluster.coverage?.brokers ?? entity?.coverage),
        gaps ? [" · ", h("a", { href: "#/platform" }, counted(gaps, "gap"))] : null,
      ),
      h("dt", {}, "Incidents"),
      h("dd", {}, incidents ? h("a", { href: href("/incidents", { cluster: cluster.cluster }) }, incidents + " open") : "none open"),
      h("dt", {}, "Observed"),
      h("dd", {}, observed(entity?.observedAt)),
    ),
    cluster.worst.length
      ? h("ul", { class: "inline worst", "aria-label": "What is not healthy" }, cluster.worst.slice(0, 3).map((one) => h("li", { key: one.guid }, entityLink(one))))
      : null,
    h(
      "footer",
      {},
      h("a", { href: href("/entities", { cluster: cluster.cluster, type: "topic" }) }, counted(sum(cluster.topics), "topic")),
      h("a", { href: href("/entities", { cluster: cluster.cluster, type: "consumerGroup" }) }, counted(sum(cluster.groups), "group")),
      h("a", { href: "#/topology/" + encodeURIComponent(cluster.cluster) }, "Topology"),
    ),
  );
}

/** Critical incidents by the entities that are named in them. */
function critical(incidents) {
  const found = new Map();
  for (const incident of incidents.filter((one) => one.severity === "CRITICAL")) {
    affectedGuids(incident).forEach((guid) => found.set(guid, incident));
  }
  return found;
}

/** A broker that is dead is no more than unknown by its own metrics: the incident knows better. */
function gravity(broker, incidents) {
  return broker.status !== "HEALTHY" && incidents.has(broker.guid) ? "CRITICAL" : broker.status;
}

function tile(broker, incidents) {
  const grave = gravity(broker, incidents);
  const why = grave === "CRITICAL" ? ": " + incidents.get(broker.guid).message : broker.reasons[0] ? ": " + broker.reasons[0] : "";
  const text = `broker ${broker.name}, ${words(broker.status)}, score ${broker.healthScore === undefined ? "not known" : Math.round(broker.healthScore)}, ${qualityText(broker.quality)}${why}`;
  return h(
    "li",
    { key: broker.guid },
    h(
      "a",
      { class: "tile " + tone(grave), href: entityHref(broker.guid), title: text, "aria-label": text },
      h("span", { class: "id" }, glyph(grave), named(broker.name)),
      h("span", { class: "of" + (broker.quality === "MEASURED" ? "" : " quality q-" + broker.quality) }, broker.healthScore === undefined ? NOT_KNOWN : String(Math.round(broker.healthScore))),
    ),
  );
}

/** Critical incidents, then as the API orders them, and equal ones by their numbers. */
function worstFirst(a, b, incidents) {
  const grave = (broker) => (gravity(broker, incidents) === "CRITICAL" ? 0 : 1);
  return (
    grave(a) - grave(b) ||
    STATUSES.indexOf(a.status) - STATUSES.indexOf(b.status) ||
    (a.healthScore ?? Infinity) - (b.healthScore ?? Infinity) ||
    a.name.localeCompare(b.name, undefined, { numeric: true })
  );
}

function columns(list) {
  const tiles = [...list.children];
  const top = tiles[0]?.offsetTop;
  return Math.max(1, tiles.filter((one) => one.offsetTop === top).length);
}

function heat(clusters, brokers, incidents) {
  const byCluster = Map.groupBy(brokers, (broker) => broker.cluster);
  return clusters
    .filter((cluster) => byCluster.has(cluster.cluster))
    .map((cluster) => [
      h("h3", { key: "h " + cluster.cluster }, named(cluster.cluster)),
      h(
        "ul",
        {
          class: "tiles",
          key: "t " + cluster.cluster,
          "aria-label": "Brokers of " + cluster.cluster + ", the worst first",
          onkeydown: (event) => arrows(event, "a", columns(event.currentTarget)),
        },
        byCluster.get(cluster.cluster).toSorted((a, b) => worstFirst(a, b, incidents)).map((broker) => tile(broker, incidents)),
      ),
    ]);
}

export function view({ clusters, brokers, incidents, matches }, tools) {
  const { q = "", status = "" } = tools.parameters();
  const wanted = q.toLowerCase();
  const open = new Map();
  incidents.items.forEach((incident) => open.set(incident.cluster, (open.get(incident.cluster) ?? 0) + 1));
  const listed = clusters.items
    .filter((cluster) => !status || (cluster.entity?.status ?? "UNKNOWN").toLowerCase() === status)
    .filter((cluster) => cluster.cluster.toLowerCase().includes(wanted))
    .sort(byRank);
  const tiles = brokers.items
    .filter((broker) => !status || broker.status.toLowerCase() === status)
    .filter((broker) => ("broker " + broker.name).includes(wanted) || broker.cluster.toLowerCase().includes(wanted));
  const everyCluster = clusters.items.toSorted(byRank);
  const total = Object.fromEntries(STATUSES.map((one) => [one, clusters.items.reduce((n, c) => n + c.brokers[one], 0)]));
  return [
    h("h1", { tabindex: "-1", key: "title" }, "Fleet"),
    clusters.items.length
      ? h(
          "div",
          { class: "toolbar", key: "toolbar", role: "search" },
          h(
            "label",
            {},
            "Search",
            h("input", { type: "search", value: q, maxlength: 300, placeholder: "any name", oninput: (event) => tools.set({ q: event.target.value }) }),
          ),
          h(
            "label",
            {},
            "Status",
            h(
              "select",
              { value: status, onchange: (event) => tools.set({ status: event.target.value }) },
              h("option", { value: "", selected: status === "" }, "any"),
              STATUSES.map((one) => h("option", { value: one.toLowerCase(), selected: status === one.toLowerCase() }, words(one))),
            ),
          ),
          h(
            "p",
            { class: "summary", role: "status" },
            counted(clusters.total, "cluster") + ", " + counted(sum(total), "broker") + ": " +
              STATUSES.filter((one) => total[one]).map((one) => count(total[one]) + " " + words(one)).join(", ") + ". ",
            h("a", { href: "#/incidents" }, incidents.total ? counted(incidents.total, "open incident") : "No open incident"),
          ),
        )
      : empty(
          "Nothing is known yet.",
          "No record of a cluster has come. It comes with the first tick of a job that writes to the topics this console follows. ",
          h("a", { href: "#/platform" }, "How the platform is"),
        ),
    q && matches
      ? section(
          "Entities with this name",
          matches.items.length
            ? h("ul", { class: "matches" }, matches.items.map((one) => h("li", { key: one.guid }, entityLink(one), " ", h("span", { class: "muted" }, kind(one.entityType) + " of "), named(one.cluster))))
            : empty("No entity has that in its name."),
          matches.total > matches.items.length
            ? h("p", {}, h("a", { href: href("/entities", { q, status }) }, "All " + count(matches.total)))
            : null,
        )
      : null,
    listed.length ? section("Clusters", h("div", { class: "cards" }, listed.map((one) => card(one, open.get(one.cluster))))) : null,
    tiles.length
      ? section(
          "Brokers",
          h("ul", { class: "inline legend", "aria-label": "Legend" }, STATUSES.map((one) => h("li", {}, badge(one))), QUALITY_NAMES.filter((one) => one !== "MEASURED" && tiles.some((tile) => tile.quality === one)).map((one) => h("li", {}, quality(one)))),
          heat(everyCluster, tiles, critical(incidents.items)),
          brokers.total > brokers.items.length
            ? h("p", { class: "muted" }, `The worst ${count(brokers.items.length)} of ${count(brokers.total)} brokers. `, h("a", { href: href("/entities", { type: "broker" }) }, "All"))
            : null,
        )
      : null,
    clusters.items.length && !listed.length && !tiles.length && !matches?.items.length
      ? empty("Nothing matches.", h("button", { type: "button", onclick: () => tools.set({ q: "", status: "" }) }, "Show everything"))
      : null,
  ];
}
