// Tables of what commands share: pools, caches, fuses. Rows are kept from one overview to the next.

import { element, keyed, setAttribute, setText } from "./dom.js";
import { count, plain } from "./format.js";
import { facts } from "./facts.js";
import { scroller } from "./scroller.js";
import { sign } from "./spark.js";

/** More than these are not shown of one kind. Those that are unwell come first, in one group, so that what flaps does not hop. */
const MOST = 50;

/** A folded table. `columns` are `{ label, text, isNumber }`; `level` and `word` say how one is, `why` tells it in words, `hand` changes one. */
export function list({ key, kind, title, columns, level, word, why, hand }) {
  const number = element("span", { class: "count" });
  const id = `section-${key}`;
  const heading = element("h2", { id }, title, " ", number);
  const heads = [{ label: "Name" }, ...(level ? [{ label: "State" }] : []), ...columns];
  const head = heads.map(({ label, isNumber }) =>
    element("th", { scope: "col", class: isNumber ? "number" : undefined }, label),
  );
  const table = element("table", { "aria-labelledby": id }, element("thead", {}, element("tr", {}, ...head)));
  const scroll = scroller(table, { "aria-labelledby": id });
  const rest = element("p", { class: "rest", hidden: true });
  const folded = element("details", { open: true }, element("summary", {}, heading), scroll.node, rest);
  const node = element("section", { class: `list ${key}`, "aria-labelledby": id, hidden: true }, folded);
  const kept = new Map();
  let last = [];

  const draw = () => {
    if (!folded.open) return;
    const rank = level ? (one) => Number(["well", "quiet"].includes(level(one))) : () => 0;
    const shown = last
      .map((one) => [rank(one), one])
      .sort(([a], [b]) => a - b)
      .slice(0, MOST)
      .map(([, one]) => one);
    const make = () => row({ columns, kind, level, word, why, hand, width: heads.length });
    keyed(table, kept, shown, (one) => `${one.name}\n${one.tag ?? ""}`, make, table.tHead);
    rest.hidden = last.length <= MOST;
    setText(rest, `and ${count(last.length - MOST)} more`);
    scroll.look();
  };
  folded.addEventListener("toggle", draw);
  const update = (items) => {
    last = items ?? [];
    node.hidden = last.length === 0;
    setText(number, count(last.length));
    draw();
  };
  return { node, update };
}

// The words stand below the numbers, over the whole width: a row is a body of two.
function row({ columns, kind, level, word, why, hand, width }) {
  const name = element("th", { scope: "row", dir: "ltr" });
  const shape = level && sign();
  const label = element("span");
  const state = level && element("td", {}, element("span", { class: "word" }, shape.node, label));
  const cells = columns.map(({ isNumber }) => element("td", { class: isNumber ? "number" : undefined }));
  const words = element("p", { dir: "ltr" });
  const values = facts(kind);
  const steer = element("button", { type: "button", class: "hand", "aria-haspopup": "dialog" }, "Steer");
  steer.addEventListener("click", () => hand.open(last));
  let last;
  const told = element("div", { class: "told" }, words, steer);
  const below = element("tr", {}, element("td", { class: "why", colspan: width }, told, values.node));
  const node = element("tbody", {}, element("tr", {}, name, state, ...cells), below);
  const update = (one) => {
    setText(name, plain(one.name));
    setText(words, plain(why(one)));
    last = one;
    steer.hidden = !hand?.canOpen(one);
    steer.setAttribute("aria-label", `Steer ${plain(one.name)}`);
    below.hidden = why(one) === "" && steer.hidden;
    values.update(one);
    if (level) {
      setAttribute(node, "data-level", level(one));
      shape.update(level(one));
      setText(label, word(one));
    }
    columns.forEach((column, at) => setText(cells[at], column.text(one)));
  };
  return { node, update };
}
