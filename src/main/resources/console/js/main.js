// The shell: which page is shown, that it is up to date, and how things stand altogether.

import { health } from "./api.js";
import { h, plain, update } from "./dom.js";
import { clock, exact, now, since, tick } from "./format.js";
import { follow } from "./live.js";
import { badge, href } from "./parts.js";
import * as entities from "./pages/entities.js";
import * as entity from "./pages/entity.js";
import * as fleet from "./pages/fleet.js";
import * as incidents from "./pages/incidents.js";
import * as platform from "./pages/platform.js";
import * as topology from "./pages/topology.js";

const PAGES = { fleet, entities, topology, incidents, platform, entity };
const IN_NAVIGATION = ["fleet", "entities", "topology", "incidents", "platform"];

/** No page is loaded more often than this, whatever happens. */
const SHORTEST_MS = 2_000;

/** Nor longer in all than a part of the time: a large fleet is loaded more seldom. */
const SHARE = 10;

/** Without events pages are loaded so often; with them far more seldom, in case one was missed. */
const POLL_MS = 10_000;
const SELDOM_MS = 30_000;
const HEALTH_MS = 5_000;

/** What is older than this is called old. */
const OLD_MS = 60_000;

const main = document.getElementById("main");
const view = { page: null, argument: "", parameters: {}, data: null, error: null, loadedAt: 0, tookMs: 0, loading: false, wanted: false };
const link = { state: "connecting", since: now() };
const platformState = { health: null, at: 0, error: null };

/** What pages are given beside their data. */
const tools = {
  parameters: () => view.parameters,
  /** Changes parameters of this page, and with them its address. */
  set(changes, reload = true) {
    const parameters = { ...view.parameters, ...changes };
    history.replaceState(null, "", href(path(), parameters));
    view.parameters = Object.fromEntries(new URLSearchParams(location.hash.split("?")[1] ?? ""));
    render();
    if (reload) {
      load();
    }
  },
  render: () => render(),
};

function path() {
  return location.hash.slice(1).split("?")[0];
}

function route() {
  if (location.hash === "#main") {
    return;
  }
  const [, name, argument] = path().split("/");
  const page = PAGES[name];
  if (!page) {
    location.replace("#/fleet");
    return;
  }
  const other = page !== view.page || decodeURIComponent(argument ?? "") !== view.argument;
  view.parameters = Object.fromEntries(new URLSearchParams(location.hash.split("?")[1] ?? ""));
  if (other) {
    view.page?.leave?.();
    Object.assign(view, { page, argument: decodeURIComponent(argument ?? ""), data: null, error: null, loadedAt: 0 });
    main.replaceChildren();
    main.dataset.page = name;
    scrollTo(0, 0);
  }
  navigation(name);
  render();
  if (other) {
    main.querySelector("h1")?.focus();
  }
  load();
}

async function load() {
  if (view.loading) {
    view.wanted = true;
    return;
  }
  const { page, argument } = view;
  view.loading = true;
  view.wanted = false;
  const begun = performance.now();
  try {
    const data = await page.load(argument, view.parameters);
    if (page === view.page && argument === view.argument) {
      Object.assign(view, { data, error: null, loadedAt: now() });
    }
  } catch (error) {
    if (page === view.page && argument === view.argument) {
      view.error = error;
    }
  } finally {
    view.loading = false;
    view.tookMs = performance.now() - begun;
  }
  render();
  if (view.wanted || page !== view.page || argument !== view.argument) {
    load();
  }
}

/** Loads soon: what comes in a burst is one load. */
let soon = null;
function loadSoon() {
  soon ??= setTimeout(
    () => {
      soon = null;
      if (document.visibilityState === "visible") {
        load();
      } else {
        view.wanted = true;
      }
    },
    Math.max(200, view.loadedAt + Math.max(SHORTEST_MS, SHARE * view.tookMs) - now()),
  );
}

function render() {
  const { page, data, error } = view;
  const title = page.title(view.argument, data);
  document.title = plain(title) + " · Brokerscope";
  if (data) {
    update(
      main,
      error
        ? h(
            "p",
            { class: "notice bad", role: "alert", key: "failure" },
            error.status === 404
              ? "This is not there any more; shown is how it was last."
              : ["This could not be brought up to date: " + error.message + " Shown is how it was ", since(view.loadedAt), "."],
          )
        : null,
      page.view(data, tools),
    );
    page.shown?.(main, data, tools);
  } else if (error) {
    update(
      main,
      h("h1", { tabindex: "-1" }, title),
      h(
        "div",
        { class: "empty", role: "alert" },
        h("p", { class: "strong" }, error.status === 404 ? "Nothing is known of this." : "This could not be loaded."),
        h("p", {}, error.message),
        h("button", { type: "button", onclick: load }, "Try again"),
      ),
    );
  } else {
    update(main, h("h1", { tabindex: "-1" }, title), h("p", { class: "loading", role: "status" }, "Loading…"));
  }
}

function navigation(name) {
  update(
    document.getElementById("nav"),
    IN_NAVIGATION.map((page) =>
      h(
        "a",
        { href: "#/" + page, "aria-current": page === name || (page === "entities" && name === "entity") ? "page" : null },
        PAGES[page].name,
      ),
    ),
  );
}

const LINKS = {
  connecting: ["none", "Connecting"],
  live: ["HEALTHY", "Live"],
  reconnecting: ["WARNING", "Reconnecting"],
  offline: ["CRITICAL", "Offline"],
};

function states() {
  const lost = link.state !== "live" && platformState.error;
  const [shape, text] = LINKS[lost ? "offline" : link.state];
  const judged = platformState.health;
  update(
    document.getElementById("states"),
    h("span", { id: "link", title: "since " + exact(link.since) }, badge(shape, text)),
    judged
      ? h(
          "a",
          { href: "#/platform", title: "how Brokerscope itself is" },
          platformState.error ? platformBadge("none", "not known") : platformBadge(judged.status, judged.status.toLowerCase()),
        )
      : null,
  );
  const warned = warning(lost);
  update(document.getElementById("banner"), warned ? h("p", { class: "notice bad" }, warned.text) : null);
  document.documentElement.classList.toggle("stale", warned?.old ?? false);
}

/** Where there is no room the shape tells the status, and its word is for those who do not see it. */
function platformBadge(status, text) {
  return badge(status, ["Platform", h("span", { class: "wide" }, ": " + text)]);
}

/** Why what is shown is old, or may be; null where it is not. */
function warning(lost) {
  const judged = platformState.health;
  if (lost) {
    return { old: true, text: ["The console cannot be reached since " + clock(link.since) + ". What is shown is as old."] };
  }
  if (!judged) {
    return null;
  }
  const more = h("a", { href: "#/platform" }, "Why");
  const age = judged.console.newestRecordAgeMs;
  if (age !== null && age !== undefined && age + now() - platformState.at > OLD_MS) {
    return { old: true, text: ["What is shown is old: the newest reading is of ", since(platformState.at - age), ". ", more] };
  }
  if (judged.status === "UNHEALTHY") {
    const why = Object.values(judged.components).flatMap((component) => component.reasons);
    return { old: !judged.console.ready, text: ["What is shown may be old or incomplete: " + why[0] + ". ", more] };
  }
  return null;
}

function judge(judged) {
  Object.assign(platformState, { health: judged, at: now(), error: null });
  states();
}

async function askHealth() {
  try {
    judge(await health());
  } catch (error) {
    platformState.error = error;
    states();
  }
}

function themeSwitch() {
  const button = document.getElementById("theme");
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const dark = () => (root.dataset.theme ?? (system.matches ? "dark" : "light")) === "dark";
  const show = () => {
    button.textContent = dark() ? "Light" : "Dark";
    button.setAttribute("aria-label", dark() ? "Use light colours" : "Use dark colours");
  };
  button.onclick = () => {
    root.dataset.theme = dark() ? "light" : "dark";
    try {
      localStorage.setItem("brokerscope.theme", root.dataset.theme);
    } catch {
      // Not kept, where storage is not allowed.
    }
    show();
  };
  system.onchange = show;
  show();
}

function heard(type, data) {
  if (type === "health") {
    judge(data);
  }
  if (type === "reset" || view.page?.concerns(type, data, view)) {
    loadSoon();
  }
}

document.getElementById("skip").onclick = (event) => {
  event.preventDefault();
  main.focus();
};
addEventListener("hashchange", route);
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") {
    load();
    askHealth();
  }
});
setInterval(() => {
  tick();
  const age = now() - view.loadedAt;
  if (document.visibilityState === "visible" && age > (link.state === "live" ? SELDOM_MS : POLL_MS)) {
    loadSoon();
  }
}, 1_000);
setInterval(askHealth, HEALTH_MS);
themeSwitch();
if (!PAGES[path().split("/")[1]]) {
  history.replaceState(null, "", "#/fleet");
}
route();
askHealth();
follow(heard, (state) => {
  if (state !== link.state) {
    Object.assign(link, { state, since: now() });
  }
  states();
});
states();
