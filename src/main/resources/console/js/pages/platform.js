// Platform: how Brokerscope itself is, what it does not see, and how it reads each target.

import { all, get, health } from "../api.js";
import { h } from "../dom.js";
import { NOT_KNOWN, count, counted, duration, percent, quantity, since, time, words } from "../format.js";
import { badge, empty, name as named, parts, quality, section, table, th } from "../parts.js";

export const name = "Platform";
const MOST_TARGETS = 2_000;
const FEW = 100;

export function title() {
  return "Platform";
}

export function concerns(type) {
  return type === "health" || type === "coverage";
}

export async function load() {
  const [judged, coverage, targets] = await Promise.all([health(), all("/api/v1/coverage", {}, MOST_TARGETS), all("/api/v1/targets", {}, MOST_TARGETS)]);
  return { judged, coverage, targets, at: Date.now() };
}

function component(text, what, state, facts) {
  return h(
    "article",
    { class: "card", key: text },
    h("header", {}, h("h3", {}, text), badge(state.status)),
    h("p", { class: "muted" }, what),
    state.reasons.length ? h("ul", { class: "reasons plain" }, state.reasons.map((reason) => h("li", {}, reason))) : h("p", {}, "Nothing is wrong."),
    h("dl", {}, facts.flatMap(([key, fact]) => [h("dt", {}, key), h("dd", {}, fact)]), h("dt", {}, "Checked"), h("dd", {}, state.lastCheck ? since(Date.parse(state.lastCheck)) : NOT_KNOWN)),
  );
}

function components({ components: parts, metrics }) {
  const { collector, transformer, streamer } = parts;
  return section(
    "Components",
    h(
      "div",
      { class: "cards" },
      component("Collector", "reads the targets", collector, [
        ["Targets", count(collector.targets)],
        ["Open circuits", count(collector.openCircuits)],
        ["Recovering", count(collector.activeRecoveries)],
        ["Failed reads, 5 min", metrics.errorRate ?? NOT_KNOWN],
      ]),
      component("Transformer", "makes entities of what was read", transformer, [
        ["Circuit", transformer.circuitBreaker ? badge(transformer.circuitBreaker) : NOT_KNOWN],
        ["Watermark behind", duration(transformer.watermarkLagMs === null ? null : transformer.watermarkLagMs / 1000)],
        ["Throughput", metrics.throughput ?? NOT_KNOWN],
      ]),
      component("Streamer", "writes them, exactly once", streamer, [
        ["Last checkpoint", streamer.lastCheckpointAgeMs === null ? NOT_KNOWN : duration(streamer.lastCheckpointAgeMs / 1000) + " ago"],
        ["Restarts, 1 h", count(streamer.restartsLastHour)],
        ["Recovering", streamer.activeRecoveries ? "the job restarts" : "no"],
        ["Ticks observed, 24 h", metrics.uptime ?? NOT_KNOWN],
      ]),
    ),
  );
}

function consoleState(state) {
  return section(
    "Console",
    h(
      "dl",
      { class: "facts" },
      h("dt", {}, "Has read everything"),
      h("dd", {}, state.caughtUp ? "yes" : `no, ${counted(state.behind, "record")} are left`),
      h("dt", {}, "Newest tick"),
      h("dd", {}, state.newestRecordAgeMs === undefined || state.newestRecordAgeMs === null ? "none" : duration(state.newestRecordAgeMs / 1000) + " old"),
      h("dt", {}, "Records left out"),
      h("dd", {}, state.badRecords ? `${count(state.badRecords)}; the last: ${state.lastBadRecord}` : "none"),
      state.missingTopics?.length ? [h("dt", {}, "Topics not there"), h("dd", {}, state.missingTopics.join(", "))] : null,
      state.error ? [h("dt", {}, "Output cluster"), h("dd", {}, state.error)] : null,
      state.flink ? [h("dt", {}, "Flink"), h("dd", {}, state.flink)] : null,
    ),
  );
}

function circuits(targets) {
  const breaker = (one) => one.coverage?.statistics?.breaker ?? one.last?.breaker ?? null;
  const counts = Map.groupBy(targets.items, breaker);
  const notClosed = targets.items.filter((one) => ["OPEN", "HALF_OPEN"].includes(breaker(one)));
  const list = [
    ["OPEN", "bad"],
    ["HALF_OPEN", "warn"],
    ["CLOSED", "good"],
    [null, "none"],
  ].map(([state, tone]) => ({ count: counts.get(state)?.length ?? 0, text: state ? words(state) : "without one", class: "tone " + tone }));
  return section(
    "Circuit breakers",
    targets.items.length ? parts("Circuits by state", list) : h("p", { class: "muted" }, "No target is known."),
    notClosed.length
      ? h(
          "ul",
          { class: "reasons plain" },
          notClosed.slice(0, FEW).map((one) => {
            const change = one.coverage?.statistics?.breakerChanges?.at(-1);
            return h(
              "li",
              { key: one.cluster + "/" + one.target },
              badge(breaker(one)),
              " ",
              named(one.cluster),
              " / ",
              named(one.target),
              change ? [", since ", time(change.at)] : null,
              one.last?.reason ? h("span", { class: "muted" }, ": " + words(one.last.reason)) : null,
            );
          }),
        )
      : null,
  );
}

const COVERED = [
  ["measured", "measured", "tone good"],
  ["secondary", "secondary", "tone second"],
  ["lastKnown", "last known", "tone warn"],
  ["simulated", "simulated", "tone made-up"],
  ["unknown", "unknown", "tone none"],
];

function coverage({ items }) {
  if (!items.length) {
    return section("Coverage", empty("No coverage is known yet.", "It comes with the first window of ticks."));
  }
  const gaps = items.flatMap((one) => one.gaps.map((gap) => ({ cluster: one.cluster, ...gap })));
  const notListed = items.reduce((sum, one) => sum + one.gapsNotListed, 0);
  return section(
    "Coverage",
    h(
      "div",
      { class: "covered" },
      items.map((one) =>
        h(
          "div",
          { key: one.cluster },
          h("h3", {}, named(one.cluster), h("span", { class: "muted" }, ` ${counted(one.brokers?.expected ?? 0, "broker")} expected, `, since(one.emittedAt))),
          one.brokers ? parts("Brokers of " + one.cluster + " by how they are known", COVERED.map(([key, text, tone]) => ({ count: one.brokers[key] ?? 0, text, class: tone }))) : null,
        ),
      ),
    ),
    gaps.length
      ? table(
          "Gaps",
          [th("Cluster"), th("Gap"), th("What"), th("Since"), th("What was found"), th("What to do")],
          gaps.slice(0, 500).map((gap) =>
            h(
              "tr",
              { key: [gap.cluster, gap.kind, gap.name].join("/") },
              h("td", {}, named(gap.cluster)),
              h("td", {}, words(gap.kind)),
              h("td", {}, gap.name === undefined ? "" : named(gap.name)),
              h("td", {}, gap.since === undefined ? NOT_KNOWN : time(gap.since)),
              h("td", { class: "why" }, h("bdi", {}, gap.detail)),
              h("td", { class: "why" }, h("bdi", {}, gap.advice)),
            ),
          ),
          { class: "top" },
        )
      : h("p", { class: "muted" }, "No gap: everything that is expected reports."),
    notListed + Math.max(0, gaps.length - 500) ? h("p", { class: "muted" }, "and " + counted(notListed + Math.max(0, gaps.length - 500), "other") + " that are not listed") : null,
  );
}

const last = (one) => one.last?.kind ?? null;
const statistics = (one) => one.coverage?.statistics;

/** Columns of the targets: key, heading, what is sorted by, what is shown, whether a number. */
const COLUMNS = [
  ["cluster", "Cluster", (one) => one.cluster + "\0" + byNumber(one.target), (one) => named(one.cluster)],
  ["target", "Target", (one) => byNumber(one.target), (one) => named(one.target)],
  ["last", "Last read", (one) => last(one), (one) => (one.last ? [badge(one.last.kind), one.last.reason ? h("span", { class: "muted" }, " " + words(one.last.reason)) : null] : NOT_KNOWN)],
  ["at", "When", (one) => one.last?.dueAt, (one) => since(one.last?.dueAt)],
  ["breaker", "Circuit", (one) => statistics(one)?.breaker ?? one.last?.breaker, (one) => { const state = statistics(one)?.breaker ?? one.last?.breaker; return state ? badge(state) : NOT_KNOWN; }],
  ["uptime", "Observed, 24 h", (one) => one.uptime, (one) => percent(one.uptime), true],
  ["success", "Observed, lately", (one) => statistics(one)?.successRatio, (one) => percent(statistics(one)?.successRatio), true],
  ["p50", "p50", (one) => statistics(one)?.latencyMs?.p50, (one) => ms(statistics(one)?.latencyMs?.p50), true],
  ["p95", "p95", (one) => statistics(one)?.latencyMs?.p95, (one) => ms(statistics(one)?.latencyMs?.p95), true],
  ["p99", "p99", (one) => statistics(one)?.latencyMs?.p99, (one) => ms(statistics(one)?.latencyMs?.p99), true],
  ["bytes", "Size", (one) => statistics(one)?.bytes, (one) => quantity(statistics(one)?.bytes, "B"), true],
  ["series", "Series", (one) => statistics(one)?.series, (one) => quantity(statistics(one)?.series), true],
  ["truncated", "Cut off", (one) => statistics(one)?.truncated, (one) => quantity(statistics(one)?.truncated), true],
  ["quality", "Quality", (one) => one.coverage?.quality, (one) => (one.coverage?.quality ? quality(one.coverage.quality) : NOT_KNOWN)],
  ["dialect", "Dialect", (one) => statistics(one)?.dialect, (one) => statistics(one)?.dialect ?? NOT_KNOWN],
];

/** Node ids in the order of their numbers. */
function byNumber(target) {
  return /^\d+$/.test(target) ? target.padStart(12, "0") : target;
}

function ms(value) {
  return duration(value === undefined ? undefined : value / 1000);
}

function compare(a, b) {
  // What is not known stands behind everything else, either way.
  const none = (value) => value === undefined || value === null;
  return none(a) || none(b) ? Number(none(a)) - Number(none(b)) : a < b ? -1 : a > b ? 1 : 0;
}

function sorted(items, key, down) {
  const by = COLUMNS.find(([column]) => column === key)[2];
  return items.toSorted((a, b) => {
    const known = [by(a), by(b)].every((value) => value !== undefined && value !== null);
    return compare(by(a), by(b)) * (down && known ? -1 : 1);
  });
}

function targets({ items, total }, tools) {
  if (!items.length) {
    return section("Reads of each target", empty("No target has been read."));
  }
  const { sort = "cluster", down = "", rows = "" } = tools.parameters();
  const key = COLUMNS.some(([column]) => column === sort) ? sort : "cluster";
  const shown = sorted(items, key, Boolean(down)).slice(0, rows ? items.length : FEW);
  const heads = COLUMNS.map(([column, text, , , number]) =>
    th(
      h("button", { type: "button", class: "sort", onclick: () => tools.set({ sort: column, down: column === key && !down ? "1" : "" }, false) }, text, h("span", { "aria-hidden": "true" }, column === key ? (down ? " ▾" : " ▴") : "")),
      { class: number ? "number" : null, "aria-sort": column === key ? (down ? "descending" : "ascending") : null },
    ),
  );
  return section(
    "Reads of each target",
    table(
      "Reads of each target",
      heads,
      shown.map((one) => h("tr", { key: one.cluster + "/" + one.target }, COLUMNS.map(([, , , cell, number]) => h("td", { class: number ? "number" : null }, cell(one))))),
    ),
    shown.length < total
      ? h(
          "p",
          {},
          `${count(shown.length)} of ${count(total)} targets. `,
          shown.length < items.length ? h("button", { type: "button", onclick: () => tools.set({ rows: "all" }, false) }, "Show " + count(items.length)) : null,
        )
      : null,
  );
}

export function view({ judged, coverage: covered, targets: read }, tools) {
  const flink = judged.console.flinkUi;
  return [
    h("h1", { tabindex: "-1", key: "title" }, "Platform"),
    h(
      "p",
      { class: "line", key: "line" },
      badge(judged.status),
      h("span", {}, "ticks observed over 24 h: ", h("span", { class: "strong" }, judged.metrics.uptime ?? NOT_KNOWN)),
      h("span", {}, judged.metrics.throughput ?? ""),
      flink ? h("a", { href: flink, rel: "noreferrer" }, "Flink web UI") : h("span", { class: "muted" }, "Flink is not asked"),
    ),
    components(judged),
    circuits(read),
    coverage(covered),
    targets(read, tools),
    consoleState(judged.console),
  ];
}
