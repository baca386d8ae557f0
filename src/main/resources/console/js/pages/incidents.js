// Incidents: what goes on first, then what is over; below, the events they were made of.

import { get } from "../api.js";
import { h } from "../dom.js";
import { clock, count, counted, duration, exact, now, since, time, words } from "../format.js";
import { affectedGuids, badge, empty, entityHref, entityLink, glyph, name as named, section, tone } from "../parts.js";

export const name = "Incidents";
const MOST_EVENTS = 100;
const known = new Map();

export function title() {
  return "Incidents";
}

export function concerns(type) {
  return type === "event";
}

export async function load(argument, { cluster }) {
  const [incidents, events, clusters] = await Promise.all([
    get("/api/v1/incidents", { cluster, limit: 500 }),
    get("/api/v1/events", { cluster, limit: 500 }),
    get("/api/v1/clusters", { limit: 500 }),
  ]);
  return { incidents, events: events.items.map((one) => one.event).reverse(), clusters };
}

/** Looks up the entities of an incident that is unfolded, once each. */
async function look(guids, tools) {
  const missing = guids.filter((guid) => !known.has(guid));
  missing.forEach((guid) => known.set(guid, null));
  await Promise.all(
    missing.map((guid) =>
      get("/api/v1/entities/" + encodeURIComponent(guid)).then(
        (found) => known.set(guid, found.entity),
        () => known.set(guid, undefined),
      ),
    ),
  );
  if (missing.length) {
    tools.render();
  }
}

function affected(guid) {
  const entity = known.get(guid);
  return entity
    ? h("li", { key: guid }, entityLink(entity))
    : h("li", { key: guid, class: "muted" }, entity === null || !known.has(guid) ? "…" : h("a", { href: entityHref(guid) }, "an entity that is gone"));
}

function span(incident, from, to) {
  const end = incident.closedAt ?? to;
  const left = Math.max(0, (100 * (incident.openedAt - from)) / (to - from));
  const width = Math.max(0.6, (100 * (end - Math.max(from, incident.openedAt))) / (to - from));
  return h(
    "div",
    { class: "lane", "aria-hidden": "true" },
    h("span", { class: "span tone " + tone(incident.severity) + (incident.closedAt ? "" : " goes-on"), style: { left: Math.min(99.4, left) + "%", width: width + "%" } }),
  );
}

function article(incident, events, from, to, tools) {
  const { attributes } = incident;
  const open = incident.state === "OPEN";
  const guids = affectedGuids(incident);
  const total = Number(attributes.affected ?? guids.length);
  const own = events.filter((event) => event.attributes?.incident === incident.id).toReversed();
  const length = ((incident.closedAt ?? now()) - incident.openedAt) / 1000;
  return h(
    "article",
    { class: "incident " + (open ? tone(incident.severity) : "over"), key: incident.id },
    h(
      "header",
      {},
      badge(open ? incident.severity : "none", (open ? words(incident.severity) : "closed, was " + words(incident.severity))),
      h("h3", {}, h("bdi", {}, incident.message)),
    ),
    h(
      "p",
      { class: "line muted" },
      h("span", {}, named(incident.cluster ?? "")),
      h("span", {}, "opened ", time(incident.openedAt)),
      h("span", {}, open ? ["for " + duration(length), ", told of ", since(incident.updatedAt)] : ["closed ", time(incident.closedAt), " after " + duration(length)]),
      attributes.cause ? h("span", {}, "cause: " + words(attributes.cause)) : null,
      total ? h("span", {}, counted(total, "entity", "entities")) : null,
      h("span", { class: "id" }, incident.id),
    ),
    span(incident, from, to),
    h(
      "details",
      { ontoggle: (event) => event.currentTarget.open && look(guids, tools) },
      h("summary", {}, "Affected entities and course"),
      guids.length ? h("ul", { class: "inline" }, guids.map(affected), total > guids.length ? h("li", { class: "muted" }, "and " + counted(total - guids.length, "other")) : null) : h("p", { class: "muted" }, "No entity is named."),
      h(
        "ol",
        { class: "events" },
        own.length
          ? own.map((event) => h("li", {}, time(event.at), badge(event.severity), h("span", { class: "what" }, h("span", { class: "muted" }, words(event.type) + " "), h("bdi", {}, event.message))))
          : h("li", { class: "muted" }, "Its events are older than what the console remembers."),
      ),
    ),
  );
}

function axis(from, to) {
  return h("div", { class: "scale" }, h("span", { title: exact(from) }, clock(from)), h("span", {}, duration((to - from) / 1000)), h("span", { title: exact(to) }, "now"));
}

export function view({ incidents, events, clusters }, tools) {
  const { cluster = "", all = "" } = tools.parameters();
  const open = incidents.items.filter((one) => one.state === "OPEN");
  const closed = incidents.items.filter((one) => one.state !== "OPEN");
  const to = now();
  const from = Math.min(to - 3_600_000, ...incidents.items.map((one) => one.openedAt));
  const listed = all ? events : events.filter((event) => event.severity !== "INFO");
  return [
    h("h1", { tabindex: "-1", key: "title" }, "Incidents"),
    h(
      "div",
      { class: "toolbar", key: "toolbar" },
      h(
        "label",
        {},
        "Cluster",
        h(
          "select",
          { value: cluster, onchange: (event) => tools.set({ cluster: event.target.value }) },
          [["", "any"], ...clusters.items.map((one) => [one.cluster, one.cluster])].map(([key, text]) => h("option", { value: key, selected: key === cluster }, text)),
        ),
      ),
      h("p", { class: "summary", role: "status" }, open.length ? counted(open.length, "open incident") : "No open incident", closed.length ? `, ${count(closed.length)} closed` : ""),
    ),
    section("Open", open.length ? [axis(from, to), open.map((one) => article(one, events, from, to, tools))] : empty("No incident is open.", glyph("HEALTHY"), " Nothing that was read asks for a person.")),
    closed.length ? section("Closed", axis(from, to), closed.map((one) => article(one, events, from, to, tools))) : null,
    section(
      "Recent events",
      h("label", { class: "check" }, h("input", { type: "checkbox", checked: Boolean(all), onchange: (event) => tools.set({ all: event.target.checked ? "1" : "" }, false) }), "also those of no weight"),
      listed.length
        ? h(
            "ol",
            { class: "events" },
            listed.slice(0, MOST_EVENTS).map((event) =>
              h(
                "li",
                {},
                time(event.at),
                badge(event.severity),
                h(
                  "span",
                  { class: "what" },
                  h("span", { class: "muted" }, words(event.type) + (event.cluster ? ", " : " ")),
                  event.cluster ? [named(event.cluster), " "] : null,
                  event.guid ? h("a", { href: entityHref(event.guid) }, h("bdi", {}, event.message)) : h("bdi", {}, event.message),
                ),
              ),
            ),
          )
        : h("p", { class: "muted" }, "None of weight in what the console remembers."),
      listed.length > MOST_EVENTS ? h("p", { class: "muted" }, `The last ${MOST_EVENTS} of ${count(listed.length)}.`) : null,
    ),
  ];
}
