// Making and changing elements. Text is set as text only: names may be anything.

const SVG = "http://www.w3.org/2000/svg";

/** Makes an element; what is not a node among the children becomes text. */
export function element(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** The same for a part of a drawing. */
export function drawing(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== undefined));
  return node;
}

/** Changes a text where it differs, so that a selection in what stays the same is kept. */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** Changes an attribute where it differs; `undefined` removes it. */
export function setAttribute(node, name, value) {
  if (value === undefined) node.removeAttribute(name);
  else if (node.getAttribute(name) !== String(value)) node.setAttribute(name, value);
}

/** Finds an element of the page. */
export const byId = (id) => document.getElementById(id);

/**
 * Makes a child for each item behind `first`, keeps those that are there, and orders them; `make` gives `{ node, update }`.
 * What is gone goes first: else whatever follows it would be moved, and lose the focus.
 */
export function keyed(parent, kept, items, keyOf, make, first) {
  const wanted = new Map();
  for (const item of items) {
    let key = keyOf(item);
    while (wanted.has(key)) key += "\u0000";
    wanted.set(key, item);
  }
  for (const [key, one] of kept) {
    if (wanted.has(key)) continue;
    one.node.remove();
    kept.delete(key);
  }
  let at = first ? first.nextElementSibling : parent.firstElementChild;
  for (const [key, item] of wanted) {
    let one = kept.get(key);
    if (!one) kept.set(key, (one = make(item)));
    one.update?.(item);
    if (one.node === at) at = at.nextElementSibling;
    else parent.insertBefore(one.node, at);
  }
}
