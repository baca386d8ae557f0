// What several pages show: statuses, qualities, links to entities, states of a page.

import { h } from "./dom.js";
import { NOT_KNOWN, now, since, words } from "./format.js";

/** From this age on values are called old; a reading a minute is not. */
const OLD_MS = 90_000;

export const STATUSES = ["UNHEALTHY", "DEGRADED", "UNKNOWN", "HEALTHY"];

const KINDS = {
  MESSAGE_QUEUE_CLUSTER: "cluster",
  MESSAGE_QUEUE_BROKER: "broker",
  MESSAGE_QUEUE_TOPIC: "topic",
  MESSAGE_QUEUE_QUEUE: "queue",
  MESSAGE_QUEUE_CONSUMER_GROUP: "consumer group",
};

const QUALITIES = {
  MEASURED: ["measured", "Read from the source itself."],
  SECONDARY: ["secondary", "Another source knew it."],
  INTERPOLATED: ["interpolated", "Filled in afterwards, between values on both sides of a gap."],
  LAST_KNOWN: ["last known", "The last values that were measured, repeated."],
  SIMULATED: ["simulated", "Made up on purpose: there is no such broker."],
  UNKNOWN: ["unknown", "Nothing is known."],
};

export const QUALITY_NAMES = Object.keys(QUALITIES);

/** Which tone a status, level, severity or state of a circuit has. */
const TONES = {
  HEALTHY: "good",
  CLOSED: "good",
  OBSERVED: "good",
  DEGRADED: "warn",
  WARNING: "warn",
  HALF_OPEN: "warn",
  SKIPPED: "warn",
  UNHEALTHY: "bad",
  CRITICAL: "bad",
  OPEN: "bad",
  FAILED: "bad",
  REJECTED: "bad",
  MISSED: "warn",
};

export function tone(name) {
  return TONES[name] ?? "none";
}

const SHAPES = {
  good: "M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2z",
  warn: "M8 1.5 15 14H1z",
  bad: "M2.5 2.5h11v11h-11z",
  none: "M8 1.5 14.5 8 8 14.5 1.5 8z",
};

/** The shape of a tone: circle, triangle, square, diamond; never colour alone. */
export function glyph(name) {
  const of = tone(name);
  return h(
    "svg:svg",
    { class: "glyph " + of, viewBox: "0 0 16 16", "aria-hidden": "true" },
    h("svg:path", { d: SHAPES[of] }),
  );
}

/** Shape and word. */
export function badge(name, text = words(name)) {
  return h("span", { class: "badge " + tone(name) }, glyph(name), h("span", {}, text));
}

/** How values are known. */
export function quality(name) {
  const [text, meaning] = QUALITIES[name] ?? [words(name), ""];
  return h("span", { class: "quality q-" + name, title: meaning }, text);
}

export function qualityText(name) {
  return QUALITIES[name]?.[0] ?? words(name);
}

/** "broker", "consumer group". */
export function kind(entityType) {
  return KINDS[entityType] ?? words(entityType);
}

/** Address of a page with parameters; those that are empty are left out. */
export function href(path, parameters = {}) {
  const query = new URLSearchParams(
    Object.entries(parameters).filter(([, value]) => value !== undefined && value !== null && value !== ""),
  ).toString();
  return "#" + path + (query ? "?" + query : "");
}

export function entityHref(guid) {
  return "#/entity/" + encodeURIComponent(guid);
}

/** A name that came from a broker: cut where it is long, whole on pointing. */
export function name(text) {
  // Directions of their own would mix up what stands around them.
  return h("bdi", { class: "name", title: text }, text);
}

/** An entity as a link with its status, as far as that is known. */
export function entityLink(entity, more = {}) {
  const text = entity.entityType === "MESSAGE_QUEUE_BROKER" ? "broker " + entity.name : entity.name;
  return h(
    "a",
    { class: "entity", href: entityHref(entity.guid), ...more },
    entity.status ? [glyph(entity.status), h("span", { class: "unseen" }, words(entity.status) + ": ")] : null,
    name(text),
  );
}

/** How long ago something was observed, and that this is old where it is. */
export function observed(ms) {
  const old = ms !== undefined && now() - ms > OLD_MS;
  return h("span", { class: old ? "old" : null }, old ? "old: " : null, since(ms));
}

/** GUIDs of the entities that an incident names, the cause first. */
export function affectedGuids({ guid, attributes }) {
  return [...new Set([attributes.causeGuid ?? guid, ...(attributes.affectedGuids ?? "").split(",")].filter(Boolean))];
}

/** A score with what it is out of, for those who do not see the place that it stands in. */
export function score(value) {
  return value === null || value === undefined
    ? h("span", { class: "score none" }, NOT_KNOWN)
    : h("span", { class: "score", title: "health score, 0 to 100" }, String(Math.round(value)));
}

export function section(title, ...content) {
  const id = "s-" + title.toLowerCase().replace(/[^a-z]+/g, "-");
  return h("section", { "aria-labelledby": id, key: id }, h("h2", { id }, title), content);
}

/** Where there is nothing to show: why, and what may be done. */
export function empty(title, ...why) {
  return h("div", { class: "empty" }, h("p", { class: "strong" }, title), why.length ? h("p", {}, why) : null);
}

/** A table that scrolls by itself where there is no room. */
export function table(title, head, rows, options = {}) {
  return h(
    "div",
    { class: "scroll", tabindex: "0", role: "region", "aria-label": title },
    h("table", { class: options.class }, h("thead", {}, h("tr", {}, head)), h("tbody", {}, rows)),
  );
}

export function th(text, properties = {}) {
  return h("th", { scope: "col", ...properties }, text);
}

/** Parts of a whole as one bar, with each part's number as text beside it. */
export function parts(title, list) {
  const shown = list.filter((part) => part.count > 0);
  const total = shown.reduce((sum, part) => sum + part.count, 0);
  return h(
    "div",
    { class: "parts" },
    h(
      "div",
      { class: "partbar", "aria-hidden": "true" },
      shown.map((part) => h("span", { class: part.class, style: { width: (100 * part.count) / total + "%" } })),
    ),
    h(
      "ul",
      { class: "inline", "aria-label": title },
      shown.map((part) => h("li", {}, part.mark ?? null, part.count + " " + part.text)),
    ),
  );
}
