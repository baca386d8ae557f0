// Numbers and times for people. What is not known is a dash, never a zero.

import { h } from "./dom.js";

export const NOT_KNOWN = "–";
const THIN = "\u202f";
const PREFIXES = ["", "k", "M", "G", "T", "P"];

let skew = 0;

/** Takes over the console's clock where that of this machine is off by more than some seconds. */
export function setClock(date) {
  const difference = Date.parse(date) - Date.now();
  skew = Math.abs(difference) > 3000 ? difference : 0;
}

/** Epoch milliseconds by the console's clock. */
export function now() {
  return Date.now() + skew;
}

function known(value) {
  return value !== null && value !== undefined && Number.isFinite(value);
}

/** Three digits that count. */
function digits(value) {
  const size = Math.abs(value);
  if (size !== 0 && size < 0.01) {
    return value.toPrecision(1).includes("e") ? "<" + THIN + "0.01" : value.toPrecision(1);
  }
  const fraction = size >= 100 || Number.isInteger(value) ? 0 : size >= 10 ? 1 : 2;
  return value.toFixed(fraction).replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "");
}

/** 3.4 k, 12 M; with a unit 1.2 MB/s. */
export function quantity(value, unit = "") {
  if (!known(value)) {
    return NOT_KNOWN;
  }
  let scaled = value;
  let prefix = 0;
  while (Math.abs(scaled) >= 999.5 && prefix < PREFIXES.length - 1) {
    scaled /= 1000;
    prefix++;
  }
  const symbol = PREFIXES[prefix] + unit;
  return digits(scaled) + (symbol ? THIN + symbol : "");
}

/** A count with separators, for where each one matters. */
export function count(value) {
  return known(value) ? value.toLocaleString() : NOT_KNOWN;
}

/** "1 broker", "3 brokers". */
export function counted(value, one, many = one + "s") {
  return count(value) + " " + (value === 1 ? one : many);
}

/** A share from 0 to 1 as a percentage; what is not all is never 100 %. */
export function percent(share) {
  if (!known(share)) {
    return NOT_KNOWN;
  }
  const value = share < 1 ? Math.floor(share * 1000) / 10 : share * 100;
  return digits(value) + THIN + "%";
}

/** 40 ms, 12 s, 3 min, 2.1 h, 4 d. */
export function duration(seconds) {
  if (!known(seconds)) {
    return NOT_KNOWN;
  }
  const size = Math.abs(seconds);
  if (size === 0) {
    return "0" + THIN + "s";
  }
  if (size < 1) {
    return digits(seconds * 1000) + THIN + "ms";
  }
  if (size < 119.5) {
    return (size < 10 ? digits(Math.round(seconds * 10) / 10) : Math.round(seconds)) + THIN + "s";
  }
  if (size < 7140) {
    return Math.round(seconds / 60) + THIN + "min";
  }
  if (size < 172_800) {
    return digits(Math.round(seconds / 360) / 10) + THIN + "h";
  }
  return digits(Math.round(seconds / 8640) / 10) + THIN + "d";
}

const CLOCK = new Intl.DateTimeFormat(undefined, { timeStyle: "medium" });
const DAY = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });
const EXACT = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "long" });

/** The exact time, in the reader's zone and in UTC. */
export function exact(ms) {
  return EXACT.format(ms) + " · " + new Date(ms).toISOString();
}

/** The time of day, with the date where that is not today. */
export function clock(ms) {
  const today = new Date(ms).toDateString() === new Date(now()).toDateString();
  return (today ? CLOCK : DAY).format(ms);
}

/** A time in the reader's zone; the exact one on pointing. */
export function time(ms) {
  return known(ms)
    ? h("time", { datetime: new Date(ms).toISOString(), title: exact(ms) }, clock(ms))
    : NOT_KNOWN;
}

function ago(ms) {
  const seconds = (now() - ms) / 1000;
  return seconds < 1 ? "just now" : duration(Math.round(seconds)) + " ago";
}

/** How long ago something was; goes on by itself, see {@link tick}. */
export function since(ms) {
  return known(ms)
    ? h(
        "time",
        { datetime: new Date(ms).toISOString(), title: exact(ms), "data-ago": ms },
        ago(ms),
      )
    : "never";
}

/** Brings all that {@link since} made up to date. */
export function tick() {
  for (const element of document.querySelectorAll("time[data-ago]")) {
    element.textContent = ago(Number(element.dataset.ago));
  }
}

/** STATUS_CHANGED as "status changed". */
export function words(name) {
  return name ? name.toLowerCase().replaceAll("_", " ") : NOT_KNOWN;
}
