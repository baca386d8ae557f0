// Topology: cluster → broker → topic ← consumer group, in columns. Of each kind the worst and the
// largest are shown, the others are one node with their number. What is chosen shows all it belongs to.

import { get } from "../api.js";
import { h } from "../dom.js";
import { NOT_KNOWN, count, counted, quantity, words } from "../format.js";
import { STATUSES, badge, empty, entityHref, glyph, name as named, tone } from "../parts.js";

export const name = "Topology";
const MOST = 500;
const FEW = { brokers: 12, topics: 14, groups: 10 };
const STEP = 50;
const COLUMNS = [
  ["clusters", "MESSAGE_QUEUE_CLUSTER", "Cluster", "cluster"],
  ["brokers", "MESSAGE_QUEUE_BROKER", "Brokers", "broker"],
  ["topics", "MESSAGE_QUEUE_TOPIC", "Topics", "topic"],
  ["groups", "MESSAGE_QUEUE_CONSUMER_GROUP", "Consumer groups", "group"],
];

/** Edges that are drawn; REPLICATES_TO joins nodes of one column and is told beside the graph. */
const DRAWN = ["MANAGES", "HOSTS", "SUBSCRIBES_TO"];

let observer = null;

export function title(cluster) {
  return cluster ? "Topology of " + cluster : "Topology";
}

export function concerns(type, data, view) {
  // A graph of hundreds of nodes is not asked for anew for each of them: statuses come with the event.
  if (type !== "entities" || !view.data?.graph) {
    return false;
  }
  const byGuid = new Map(view.data.graph.nodes.map((node) => [node.guid, node]));
  let changed = false;
  for (const node of data.changed) {
    const known = byGuid.get(node.guid);
    if (known && known.status !== node.status) {
      changed = true;
    }
    if (known) {
      Object.assign(known, node);
    }
  }
  return changed || data.removed.some((guid) => byGuid.has(guid));
}

export async function load(cluster) {
  const clusters = await get("/api/v1/clusters", { limit: 500 });
  const chosen = cluster || worst(clusters.items)?.cluster;
  const graph = chosen ? await get("/api/v1/topology", { cluster: chosen, topics: MOST, groups: MOST }) : null;
  return { clusters, graph, cluster: chosen };
}

/** The cluster that most asks to be looked at. */
function worst(clusters) {
  const rank = (one) => (one.entity?.status === "UNKNOWN" || !one.entity ? STATUSES.length : STATUSES.indexOf(one.entity.status));
  return clusters.toSorted((a, b) => rank(a) - rank(b))[0];
}

export function leave() {
  observer?.disconnect();
  observer = null;
}

/** The graph by its nodes: who is joined to whom, and what is told of it. */
function joined(graph) {
  const neighbours = new Map(graph.nodes.map((node) => [node.guid, new Map()]));
  const join = (source, target, edge) => {
    neighbours.get(source)?.set(target, edge);
    neighbours.get(target)?.set(source, edge);
  };
  for (const edge of graph.edges) {
    join(edge.source.guid, edge.target.guid, edge);
  }
  const cluster = graph.nodes.find((node) => node.entityType === "MESSAGE_QUEUE_CLUSTER");
  if (cluster) {
    // A broker belongs to its cluster, whether a relationship was read already or not.
    graph.nodes
      .filter((node) => node.entityType === "MESSAGE_QUEUE_BROKER" && !neighbours.get(node.guid).has(cluster.guid))
      .forEach((node) => join(cluster.guid, node.guid, { type: "MANAGES", attributes: {} }));
  }
  return neighbours;
}

function isDrawn(edge) {
  return DRAWN.includes(edge.type);
}

/** What is chosen, and all that it is joined to; of a broker or a group also who is behind its topics. */
function focusOf(guid, neighbours) {
  const near = new Set([guid]);
  for (const [other, edge] of neighbours.get(guid)) {
    if (!isDrawn(edge)) {
      continue;
    }
    near.add(other);
    const behind = { HOSTS: "SUBSCRIBES_TO", SUBSCRIBES_TO: "HOSTS" }[edge.type];
    if (behind && other === edge.target.guid) {
      [...neighbours.get(other)].filter(([, next]) => next.type === behind).forEach(([far]) => near.add(far));
    }
  }
  return near;
}

function worstThenLargest(a, b) {
  return (
    STATUSES.indexOf(a.status) - STATUSES.indexOf(b.status) ||
    b.size - a.size ||
    a.name.localeCompare(b.name, undefined, { numeric: true })
  );
}

/** The nodes of a column that are shown, those that are wanted first, and the others. */
function choose(nodes, most, wanted) {
  const first = [...nodes.filter((node) => wanted.has(node.guid)), ...nodes.filter((node) => !wanted.has(node.guid))];
  return { shown: first.slice(0, most), rest: first.slice(most) };
}

function amount(node, neighbours) {
  switch (node.entityType) {
    case "MESSAGE_QUEUE_TOPIC":
      return node.size ? quantity(node.size, "B/s") : "";
    case "MESSAGE_QUEUE_CONSUMER_GROUP":
      return node.size ? quantity(node.size) + " behind" : "";
    case "MESSAGE_QUEUE_BROKER": {
      const topics = [...neighbours.values()].filter((edge) => edge.type === "HOSTS").length;
      return topics ? counted(topics, "topic") : "";
    }
    default:
      return "";
  }
}

function titleOf(node) {
  return node.entityType === "MESSAGE_QUEUE_BROKER" ? "broker " + node.name : node.name;
}

function box(node, state, tools) {
  const { focus, near, matches, neighbours } = state;
  const faded = (focus && !near.has(node.guid)) || (matches && !matches.has(node.guid));
  return h(
    "li",
    { key: node.guid },
    h(
      "button",
      {
        type: "button",
        class: "node " + tone(node.status) + (faded ? " faded" : "") + (node.guid === focus ? " chosen" : ""),
        "data-guid": node.guid,
        "aria-pressed": String(node.guid === focus),
        title: `${titleOf(node)}: ${words(node.status)}`,
        onclick: () => tools.set({ focus: node.guid === focus ? "" : node.guid }, false),
      },
      glyph(node.status),
      named(titleOf(node)),
      h("span", { class: "unseen" }, ", " + words(node.status)),
      h("span", { class: "amount" }, amount(node, neighbours.get(node.guid))),
    ),
  );
}

function restText(rest, notListed, one) {
  const worst = STATUSES.filter((status) => status !== "HEALTHY")
    .map((status) => [rest.filter((node) => node.status === status).length, words(status)])
    .filter(([n]) => n > 0)
    .map(([n, text]) => `${n} ${text}`);
  return h(
    "span",
    {},
    `and ${counted(rest.length + notListed, "other " + one)}`,
    h("span", { class: "amount" }, worst.join(", ") || (notListed ? "" : "all healthy")),
  );
}

function move(event) {
  const columns = [...event.currentTarget.querySelectorAll(".column")];
  const at = columns.findIndex((column) => column.contains(document.activeElement));
  if (at < 0) {
    return;
  }
  const buttons = [...columns[at].querySelectorAll("button")];
  const index = buttons.indexOf(document.activeElement);
  let next = { ArrowDown: buttons[index + 1], ArrowUp: buttons[index - 1], Home: buttons[0], End: buttons.at(-1) }[event.key];
  if (event.key === "ArrowRight" || event.key === "ArrowLeft") {
    const column = columns[at + (event.key === "ArrowRight" ? 1 : -1)];
    const middle = document.activeElement.getBoundingClientRect().top;
    next = [...(column?.querySelectorAll("button") ?? [])].sort(
      (a, b) => Math.abs(a.getBoundingClientRect().top - middle) - Math.abs(b.getBoundingClientRect().top - middle),
    )[0];
  }
  if (next) {
    event.preventDefault();
    next.focus();
  }
}

function details(state, graph, tools) {
  const node = graph.nodes.find((one) => one.guid === state.focus);
  if (!node) {
    return h("p", { class: "muted hint", key: "details" }, "Choose a node to see all that it belongs to. Arrow keys go from node to node, Escape lets go.");
  }
  const edges = [...state.neighbours.get(node.guid)];
  const lags = edges.filter(([, edge]) => edge.type === "SUBSCRIBES_TO" && edge.attributes?.["lag.sum"] !== undefined);
  const byGuid = new Map(graph.nodes.map((one) => [one.guid, one]));
  return h(
    "aside",
    { class: "details", key: "details", "aria-label": "What is chosen" },
    h("h2", {}, h("bdi", {}, titleOf(node))),
    h("p", { class: "line" }, badge(node.status), h("span", {}, "score " + (node.healthScore === undefined || node.healthScore === null ? NOT_KNOWN : Math.round(node.healthScore))), h("a", { href: entityHref(node.guid) }, "Open")),
    edges.length
      ? h(
          "p",
          {},
          [...Map.groupBy(edges, ([, edge]) => edge.type)].map(([type, list]) => `${words(type)}: ${list.length}`).join(" · "),
        )
      : h("p", { class: "muted" }, "It is joined to nothing that is known."),
    lags.length
      ? h(
          "ul",
          { class: "plain" },
          lags
            .sort((a, b) => b[1].attributes["lag.sum"] - a[1].attributes["lag.sum"])
            .slice(0, 8)
            .map(([other, edge]) => h("li", { key: other }, named(byGuid.get(other)?.name ?? other), h("span", { class: "muted" }, ` ${quantity(edge.attributes["lag.sum"])} behind`))),
        )
      : null,
    h("button", { type: "button", class: "quiet", onclick: () => tools.set({ focus: "" }, false) }, "Let go"),
  );
}

export function view({ clusters, graph, cluster }, tools) {
  const parameters = tools.parameters();
  if (!graph) {
    return [h("h1", { tabindex: "-1", key: "title" }, "Topology"), empty("No cluster is known yet.", h("a", { href: "#/platform" }, "How the platform is"))];
  }
  const neighbours = joined(graph);
  const focus = neighbours.has(parameters.focus) ? parameters.focus : "";
  const near = focus ? focusOf(focus, neighbours) : new Set();
  const q = (parameters.q ?? "").toLowerCase();
  const matches = q ? new Set(graph.nodes.filter((node) => titleOf(node).toLowerCase().includes(q)).map((node) => node.guid)) : null;
  const wanted = new Set([...(matches ?? []), ...near]);
  const state = { focus, near, matches, neighbours };
  const related = graph.edges.length > 0;
  const columns = COLUMNS.map(([key, type, heading, one]) => {
    const nodes = graph.nodes.filter((node) => node.entityType === type).sort(worstThenLargest);
    const most = key === "clusters" ? 1 : Number(parameters[key] ?? FEW[key]);
    const { shown, rest } = choose(nodes, most, wanted);
    const notListed = graph.notListed[key] ?? 0;
    return h(
      "div",
      { class: "column " + key, key },
      h("h2", {}, heading, h("span", { class: "muted" }, key === "clusters" ? "" : " " + count(nodes.length + notListed))),
      h(
        "ul",
        {},
        shown.map((node) => box(node, state, tools)),
        rest.length + notListed
          ? h(
              "li",
              { key: "rest" },
              rest.length
                ? h(
                    "button",
                    { type: "button", class: "node rest", "data-rest": key, title: "Show more of them", onclick: () => tools.set({ [key]: String(most + STEP) }, false) },
                    restText(rest, notListed, one),
                  )
                : h("span", { class: "node rest" }, restText(rest, notListed, one)),
            )
          : null,
        most > (FEW[key] ?? 1) ? h("li", { key: "fewer" }, h("button", { type: "button", class: "quiet", onclick: () => tools.set({ [key]: "" }, false) }, "Fewer")) : null,
        nodes.length ? null : h("li", { key: "none", class: "muted" }, "none"),
      ),
    );
  });
  return [
    h("h1", { tabindex: "-1", key: "title" }, "Topology"),
    h(
      "div",
      { class: "toolbar", key: "toolbar", role: "search" },
      h(
        "label",
        {},
        "Cluster",
        h(
          "select",
          { value: cluster, onchange: (event) => { location.hash = "#/topology/" + encodeURIComponent(event.target.value); } },
          clusters.items.map((one) => h("option", { value: one.cluster, selected: one.cluster === cluster }, one.cluster)),
        ),
      ),
      h("label", {}, "Search", h("input", { type: "search", value: parameters.q ?? "", maxlength: 300, placeholder: "broker, topic or group", oninput: (event) => tools.set({ q: event.target.value }, false) })),
      h("p", { class: "summary", role: "status" }, matches ? counted(matches.size, "match", "matches") : "The worst and the largest of each kind are shown.", graph.notListed.edges ? ` ${count(graph.notListed.edges)} relations are not drawn.` : ""),
      h("ul", { class: "inline legend", "aria-label": "Legend" }, STATUSES.map((one) => h("li", {}, badge(one)))),
    ),
    related ? null : h("p", { class: "notice", key: "unrelated" }, "No relationship is known: which broker hosts a topic and which group reads it is told by the cluster itself."),
    h(
      "div",
      { class: "with-details", key: "graph" },
      h(
        "div",
        {
          class: "scroll graph",
          tabindex: "0",
          role: "region",
          "aria-label": "Graph of " + cluster,
          onkeydown: (event) => (event.key === "Escape" ? tools.set({ focus: "" }, false) : move(event)),
        },
        h("div", { class: "columns" }, h("svg:svg", { class: "edges", "aria-hidden": "true" }), columns),
      ),
      details(state, graph, tools),
    ),
  ];
}

/** Draws the edges between the nodes that are there, where these stand now. */
export function shown(main, { graph }, tools) {
  const area = main.querySelector(".columns");
  if (!area || !graph) {
    return;
  }
  const neighbours = joined(graph);
  const { focus } = tools.parameters();
  const near = neighbours.has(focus) ? focusOf(focus, neighbours) : new Set();
  const draw = () => lines(area, graph, neighbours, near);
  observer?.disconnect();
  observer = new ResizeObserver(draw);
  observer.observe(area);
  draw();
}

function lines(area, graph, neighbours, near) {
  const origin = area.getBoundingClientRect();
  const at = new Map();
  for (const element of area.querySelectorAll("[data-guid]")) {
    at.set(element.dataset.guid, element.getBoundingClientRect());
  }
  const rests = {};
  for (const element of area.querySelectorAll("[data-rest]")) {
    rests[element.dataset.rest] = element.getBoundingClientRect();
  }
  const columnOf = Object.fromEntries(COLUMNS.map(([key, type], i) => [type, { key, i }]));
  const drawn = new Map();
  for (const [guid, others] of neighbours) {
    for (const [other, edge] of others) {
      if (isDrawn(edge) && neighbours.has(other) && (at.has(guid) || at.has(other))) {
        drawn.set([guid, other].sort().join(" "), [guid, other]);
      }
    }
  }
  const types = new Map(graph.nodes.map((node) => [node.guid, node.entityType]));
  const paths = [];
  const once = new Set();
  for (const [a, b] of drawn.values()) {
    const [left, right] = columnOf[types.get(a)].i < columnOf[types.get(b)].i ? [a, b] : [b, a];
    const from = at.get(left) ?? rests[columnOf[types.get(left)].key];
    const to = at.get(right) ?? rests[columnOf[types.get(right)].key];
    if (!from || !to) {
      continue;
    }
    const hidden = !at.has(left) || !at.has(right);
    const x1 = from.right - origin.left;
    const x2 = to.left - origin.left;
    const y1 = from.top + from.height / 2 - origin.top;
    const y2 = to.top + to.height / 2 - origin.top;
    const bend = (x2 - x1) / 2;
    const d = `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
    const lit = near.has(a) && near.has(b);
    const style = "edge" + (hidden ? " to-rest" : "") + (lit ? " lit" : near.size ? " faded" : "");
    if (!once.has(style + d)) {
      once.add(style + d);
      paths.push(h("svg:path", { class: style, d }));
    }
  }
  paths.sort((a, b) => Number(a.classList.contains("lit")) - Number(b.classList.contains("lit")));
  area.querySelector("svg.edges").replaceChildren(...paths);
}
