// Elements from data. Text only ever becomes text nodes and attribute values: names from brokers are
// hostile, and there is no way here to have them read as HTML.

/** Characters that are not seen, or turn around what stands beside them: a name could pretend with them. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;
const READ_BY_PEOPLE = ["title", "aria-label", "aria-valuetext"];

const SVG = "http://www.w3.org/2000/svg";

/**
 * Makes an element: h("a", {href, class, onclick}, ...children); "svg:path" for SVG. A property that
 * is null, undefined or false is left out; functions become handlers; `style` is an object. `key`
 * tells an element among its siblings over updates.
 */
export function h(tag, properties, ...children) {
  const element = tag.startsWith("svg:")
    ? document.createElementNS(SVG, tag.slice(4))
    : document.createElement(tag);
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (value === null || value === undefined || value === false) {
      continue;
    }
    if (typeof value === "function") {
      element[name] = value;
      (element.handlers ??= []).push(name);
    } else if (name === "style") {
      for (const [key, part] of Object.entries(value)) {
        element.style.setProperty(key, part);
      }
    } else if (name === "key") {
      element.key = value;
    } else if (name === "value") {
      element.value = value;
    } else {
      const text = value === true ? "" : String(value);
      element.setAttribute(name, READ_BY_PEOPLE.includes(name) ? plain(text) : text);
    }
  }
  element.append(...nodes(children));
  return element;
}

function nodes(children) {
  return children
    .flat(Infinity)
    .filter((child) => child !== null && child !== undefined && child !== false && child !== "")
    .map((child) => (child instanceof Node ? child : document.createTextNode(plain(String(child)))));
}

/** A text with everything in it seen: U+202E stands as such. */
export function plain(text) {
  return text.replace(UNSEEN, (character) => "\\u" + character.codePointAt(0).toString(16).padStart(4, "0"));
}

/**
 * Makes the children of an element be the wanted ones, and keeps what is the same: focus, text being
 * typed, what is unfolded and how far something is scrolled stay.
 */
export function update(parent, ...wanted) {
  const focused = document.activeElement;
  reconcile(parent, nodes(wanted));
  if (focused !== document.activeElement && focused?.isConnected) {
    focused.focus({ preventScroll: true });
  }
}

function reconcile(parent, wanted) {
  const keyed = new Map();
  for (const child of parent.childNodes) {
    if (child.key !== undefined) {
      keyed.set(child.key, child);
    }
  }
  let at = parent.firstChild;
  for (const next of wanted) {
    const match = next.key === undefined ? at : keyed.get(next.key);
    if (match && match.key === next.key && match.nodeName === next.nodeName) {
      keyed.delete(next.key);
      if (match === at) {
        at = at.nextSibling;
      } else {
        parent.insertBefore(match, at);
      }
      become(match, next);
    } else {
      parent.insertBefore(next, at);
    }
  }
  while (at) {
    const gone = at;
    at = at.nextSibling;
    gone.remove();
  }
}

function become(node, next) {
  if (node.nodeType === Node.TEXT_NODE) {
    if (node.nodeValue !== next.nodeValue) {
      node.nodeValue = next.nodeValue;
    }
    return;
  }
  for (const { name } of [...node.attributes]) {
    if (!next.hasAttribute(name) && name !== "style" && name !== "open") {
      node.removeAttribute(name);
    }
  }
  for (const { name, value } of next.attributes) {
    if (name !== "style" && name !== "open" && node.getAttribute(name) !== value) {
      node.setAttribute(name, value);
    }
  }
  if (node.style && node.style.cssText !== next.style.cssText) {
    // By the object model: the content security policy forbids the attribute.
    node.style.cssText = next.style.cssText;
  }
  for (const name of node.handlers ?? []) {
    node[name] = null;
  }
  for (const name of next.handlers ?? []) {
    node[name] = next[name];
  }
  node.handlers = next.handlers;
  // Before the children move over: what is chosen in a list is told by its options.
  const value = next.value;
  reconcile(node, [...next.childNodes]);
  if (value !== undefined && node !== document.activeElement && node.value !== value) {
    node.value = value;
  }
}

/** Moves the focus among the items of a group with arrow keys, Home and End. */
export function arrows(event, selector, columns = 1) {
  const items = [...event.currentTarget.querySelectorAll(selector)];
  const at = items.indexOf(document.activeElement);
  const step = {
    ArrowRight: 1,
    ArrowLeft: -1,
    ArrowDown: columns,
    ArrowUp: -columns,
    Home: -at,
    End: items.length - 1 - at,
  }[event.key];
  const next = items[at + step];
  if (at >= 0 && next) {
    event.preventDefault();
    next.focus();
  }
}
