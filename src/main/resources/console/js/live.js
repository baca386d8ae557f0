// What is new, by server-sent events. Goes on after every interruption; says how it stands.

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;
const TYPES = ["entities", "event", "coverage", "health", "reset"];

/** Follows events: `heard` gets each one's type and data, `changed` the state of the connection. */
export function follow(heard, changed) {
  let wait = FIRST_WAIT_MS;

  function connect(again) {
    const source = new EventSource("/events");
    source.onopen = () => {
      wait = FIRST_WAIT_MS;
      changed("live");
      if (again) {
        // A new stream does not tell what the last one missed.
        heard("reset", {});
      }
    };
    source.onerror = () => {
      changed("reconnecting");
      if (source.readyState === EventSource.CLOSED) {
        // Refused, for example for lack of room: the browser does not try again by itself.
        setTimeout(() => connect(true), wait);
        wait = Math.min(LONGEST_WAIT_MS, wait * 2);
      }
    };
    for (const type of TYPES) {
      source.addEventListener(type, (event) => heard(type, JSON.parse(event.data)));
    }
  }

  connect(false);
}
