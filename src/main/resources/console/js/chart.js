// A small chart of one metric over time. How each stretch is known is drawn: solid where measured,
// dashed, dotted or another colour where not, and nothing where nothing is known.

import { h, update } from "./dom.js";
import { clock, exact, percent } from "./format.js";
import { label, value } from "./metrics.js";
import { QUALITY_NAMES, quality, qualityText } from "./parts.js";

const WIDTH = 600;
const HEIGHT = 90;
const BAND = 5;
const TOP = 4;

/** From which share on a metric that is known otherwise than the others says so itself. */
const OTHER = 0.1;

/** What was not read is a thinner band. */
const THICKNESS = { INTERPOLATED: 0.5, LAST_KNOWN: 0.25 };

/** Points further apart than so many usual distances are not joined: between them is a gap. */
const GAP = 2.6;

function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

/** The usual distance of two points, milliseconds. */
export function spacing(series) {
  const steps = series.dueAt.slice(1).map((due, i) => due - series.untilDueAt[i]);
  return steps.length ? median(steps) : 15_000;
}

/** What there is of a metric: points with a value, each as {from, to, value, quality}. */
function points(series, name) {
  return series.dueAt.map((due, i) => ({
    from: due,
    to: series.untilDueAt[i],
    value: series.quality[i] === "UNKNOWN" ? null : series.metrics[name][i],
    quality: series.metrics[name][i] === null ? "UNKNOWN" : series.quality[i],
  }));
}

function round(number) {
  return Math.round(number * 100) / 100;
}

/** One path for each quality; a stretch is as well known as the point that it leads to. */
function paths(list, x, y, gapMs) {
  const drawn = new Map();
  const place = (ms, number) => `${round(x(ms))} ${round(y(number))}`;
  let last = null;
  for (const point of list) {
    if (point.value === null) {
      last = null;
      continue;
    }
    const joined = last && point.from - last.to <= gapMs;
    // One stroke for a stretch, so that its dashes go on from point to point.
    const goesOn = joined && last.quality === point.quality;
    const start = joined ? place(last.to, last.value) : place(point.from - 1, point.value);
    drawn.set(
      point.quality,
      (drawn.get(point.quality) ?? "") +
        (goesOn ? "" : "M" + start) +
        "L" + place(point.from, point.value) +
        (point.to > point.from ? "L" + place(point.to, point.value) : ""),
    );
    last = point;
  }
  return [...drawn].map(([name, d]) => h("svg:path", { class: "line q-" + name, d }));
}

/** How well each stretch is known, as a band below the line. */
function band(list, x, stepMs) {
  const stretches = [];
  list.forEach((point, i) => {
    const next = list[i + 1]?.from ?? point.to + stepMs;
    const to = Math.min(next, point.to + GAP * stepMs);
    const last = stretches.at(-1);
    if (last?.quality === point.quality && last.to === point.from) {
      last.to = to;
    } else {
      stretches.push({ quality: point.quality, from: point.from, to });
    }
  });
  return stretches.map(({ quality: known, from, to }) =>
    h("svg:rect", {
      class: "band q-" + known,
      x: round(x(from)),
      y: HEIGHT - BAND * (THICKNESS[known] ?? 1),
      width: Math.max(1, round(x(to) - x(from))),
      height: BAND * (THICKNESS[known] ?? 1),
    }),
  );
}

/** The qualities that are there with their shares, the common ones first. */
function mix(qualities) {
  const counts = new Map(QUALITY_NAMES.map((name) => [name, 0]));
  qualities.forEach((name) => counts.set(name, counts.get(name) + 1));
  return [...counts].filter(([, n]) => n > 0).sort((a, b) => b[1] - a[1]);
}

/** How the points of all metrics are known, in words and as it is drawn. */
export function qualities(known) {
  const mixed = mix(known);
  return mixed.map(([name, n]) => h("span", {}, quality(name), mixed.length > 1 ? " " + percent(n / known.length) : null));
}

/**
 * The chart of a metric.
 *
 * @param series as the API gives it
 * @param name of the metric
 * @param from start of the axis, epoch milliseconds
 * @param to its end
 */
export function chart(series, name, from, to) {
  const list = points(series, name);
  const values = list.map((point) => point.value).filter((number) => number !== null);
  const top = name.endsWith("health.score") || name.endsWith("percentage") ? 100 : Math.max(...values, 0);
  const bottom = Math.min(...values, 0);
  const step = spacing(series);
  const x = (ms) => ((ms - from) / Math.max(1, to - from)) * WIDTH;
  const y = (number) =>
    HEIGHT - BAND - 3 - ((number - bottom) / (top - bottom || 1)) * (HEIGHT - BAND - 3 - TOP);
  const latest = list[list.length - 1];
  const own = list.map((point) => point.quality);
  const mixed = mix(own);
  // Said of all metrics together already, unless this one is known much otherwise.
  const other = own.filter((quality, i) => quality !== series.quality[i]).length > OTHER * own.length;
  const title = label(name);
  const summary =
    `${title}: ${value(name, latest?.value)} now, ` +
    (values.length ? `${value(name, Math.min(...values))} to ${value(name, Math.max(...values))} ` : "") +
    `since ${clock(from)}; ` +
    mixed.map(([q, n]) => `${percent(n / list.length)} ${qualityText(q)}`).join(", ");
  const readout = h("p", { class: "readout", "aria-live": "polite" });
  let at = list.length - 1;

  function point(index, figure) {
    at = Math.max(0, Math.min(list.length - 1, index));
    const one = list[at];
    const box = figure.closest("figure");
    update(
      box.querySelector(".readout"),
      h("span", { class: "strong" }, value(name, one.value)),
      " ",
      h("span", { title: exact(one.from) }, clock(one.from) + (one.to > one.from ? "–" + clock(one.to) : "")),
      " ",
      quality(one.quality),
    );
    const cursor = box.querySelector(".cursor");
    cursor.setAttribute("x1", round(x(one.from)));
    cursor.setAttribute("x2", round(x(one.from)));
    cursor.classList.add("on");
  }

  function leave(event) {
    const box = event.currentTarget.closest("figure");
    update(box.querySelector(".readout"));
    box.querySelector(".cursor").classList.remove("on");
    at = list.length - 1;
  }

  return h(
    "figure",
    { class: "chart", key: "chart " + name },
    h(
      "figcaption",
      {},
      h("span", { class: "title", title: name }, title),
      h("span", { class: "now" }, value(name, latest?.value)),
    ),
    h(
      "div",
      {
        class: "plot",
        role: "img",
        tabindex: "0",
        "aria-label": summary,
        onpointermove: (event) => {
          const box = event.currentTarget.getBoundingClientRect();
          const when = from + ((event.clientX - box.left) / box.width) * (to - from);
          let nearest = 0;
          list.forEach((p, i) => {
            nearest = Math.abs(p.from - when) < Math.abs(list[nearest].from - when) ? i : nearest;
          });
          point(nearest, event.currentTarget);
        },
        onpointerleave: leave,
        onblur: leave,
        onkeydown: (event) => {
          const next = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: list.length - 1 }[event.key];
          if (next !== undefined) {
            event.preventDefault();
            point(next, event.currentTarget);
          }
        },
      },
      h(
        "svg:svg",
        { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", "aria-hidden": "true" },
        h("svg:line", { class: "axis", x1: 0, x2: WIDTH, y1: y(0), y2: y(0) }),
        paths(list, x, y, GAP * step),
        band(list, x, step),
        h("svg:line", { class: "cursor", y1: 0, y2: HEIGHT, x1: 0, x2: 0 }),
      ),
    ),
    h(
      "div",
      { class: "scale" },
      h("span", { title: exact(from) }, clock(from)),
      h("span", {}, top > bottom ? (bottom === 0 ? "0" : value(name, bottom)) + " to " + value(name, top) : value(name, top)),
      h("span", { title: exact(to) }, "now"),
    ),
    other ? h("p", { class: "mix mixed" }, qualities(own)) : null,
    readout,
  );
}
