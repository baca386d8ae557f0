// The console's API: JSON or an error that says what happened, in time.

import { setClock } from "./format.js";

const PATIENCE_MS = 15_000;

/** Why an answer did not come. */
export class Failure extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

/**
 * Asks for JSON.
 *
 * @param path of the API
 * @param parameters of the query; those that are empty are left out
 */
export async function get(path, parameters = {}) {
  const query = new URLSearchParams(
    Object.entries(parameters).filter(([, value]) => value !== undefined && value !== null && value !== ""),
  ).toString();
  let response;
  try {
    response = await fetch(path + (query ? "?" + query : ""), {
      headers: { Accept: "application/json" },
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
  } catch (error) {
    throw new Failure(
      error.name === "TimeoutError"
        ? "The console did not answer within 15 seconds."
        : "The console cannot be reached.",
      0,
    );
  }
  setClock(response.headers.get("Date"));
  const type = response.headers.get("Content-Type") ?? "";
  if (response.ok && type.startsWith("application/json")) {
    return response.json();
  }
  const problem = type.startsWith("application/problem+json") ? await response.json() : {};
  throw new Failure(problem.detail ?? "The console answered with status " + response.status + ".", response.status);
}

/** How the platform is. */
export function health() {
  return get("/api/v1/platform");
}

/** All pages of a list, up to so many items; {@code total} tells how many there are. */
export async function all(path, parameters, most) {
  let page = await get(path, { ...parameters, limit: Math.min(500, most) });
  const items = page.items;
  while (page.next && items.length < most) {
    page = await get(path, { ...parameters, limit: Math.min(500, most - items.length), cursor: page.next });
    items.push(...page.items);
  }
  return { items, total: page.total };
}
