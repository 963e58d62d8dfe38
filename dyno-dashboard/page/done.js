// What operators have done, newest first, each undone with one click for as long as it can be.

import { actOf } from "./acts.js";
import { element, keyed, setAttribute, setText } from "./dom.js";
import { clock, count, plain } from "./format.js";
import { labelOf, takeBack } from "./overrides.js";

/** More are only shown to whoever asks. */
const MOST = 50;

/** The list as a section of the page, which is not there while nothing was done; `tell` is given what has become of what was undone. */
export function doneSection(operator, tell) {
  const number = element("span", { class: "count" });
  const id = "section-done";
  const rows = element("ol", { class: "timeline" });
  const scroll = element("div", { class: "scroll", tabindex: 0, role: "group", "aria-labelledby": id }, rows);
  const heading = element("h2", { id }, "Done by operators ", number);
  const all = element("button", { type: "button", class: "all", "aria-pressed": "false", hidden: true });
  const folded = element("details", { open: true }, element("summary", {}, heading), scroll, all);
  const node = element("section", { class: "list done", "aria-labelledby": id, hidden: true }, folded);
  const kept = new Map();
  let entries = [];
  let overrides = [];
  let known;
  let isAll = false;

  const show = () => {
    node.hidden = entries.length === 0;
    setText(number, count(entries.length));
    const shown = (isAll ? [...entries] : entries.slice(-MOST)).reverse();
    const make = () => row(operator, () => overrides, undone);
    keyed(rows, kept, shown, (entry) => String(entry.id), make);
    all.hidden = entries.length <= MOST;
    setText(all, `Show all ${count(entries.length)}`);
    setAttribute(all, "aria-pressed", String(isAll));
  };
  all.addEventListener("click", () => {
    isAll = !isAll;
    show();
  });
  const ask = async (state) => {
    known = state;
    try {
      const answer = await fetch("api/v1/audit");
      if (!answer.ok) throw new Error(answer.statusText);
      ({ entries } = await answer.json());
      show();
    } catch {
      // It is asked again with the next overview.
      if (known === state) known = undefined;
    }
  };
  const undone = (words, button) => {
    tell(words, button);
    ask(known);
  };
  const update = (overview) => {
    ({ overrides } = overview);
    const last = overview.events.findLast(({ kind }) => kind === "steered");
    const inForce = overrides.map(({ id: one, replaced_by: by }) => `${one} ${by}`);
    const state = [overview.process.pid, last?.sequence, last?.unix_milliseconds, ...inForce].join();
    if (state !== known) ask(state);
    else if (entries.length > 0) show();
  };
  return { node, update };
}

/** Whether it can be taken back, as far as is known here; whether it still is what it was made, the program says. */
function canBeUndone({ id, deed, kind, act, ended }, overrides) {
  if (overrides.some((one) => one.id === id)) return overrides.every((one) => one.id !== id || one.replaced_by === null);
  return deed === "acted" && ended === null && !actOf(kind, act).lasts && actOf(kind, act).isUndone !== false;
}

function row(operator, overridden, undone) {
  const when = element("time");
  const text = element("span", { dir: "ltr" });
  const undo = element("button", { type: "button", class: "undo" }, "Undo");
  const node = element("li", {}, when, text, undo);
  let shown;
  let isAsking = false;
  undo.addEventListener("click", async () => {
    if (isAsking) return;
    isAsking = true;
    const words = await takeBack(operator, shown, overridden());
    isAsking = false;
    undone(words, undo);
  });
  const update = (entry) => {
    shown = entry;
    const time = new Date(entry.unix_milliseconds);
    setAttribute(when, "datetime", time.toISOString());
    setAttribute(when, "title", time.toString());
    setText(when, clock(entry.unix_milliseconds));
    setText(text, plain(entry.text));
    undo.hidden = !operator.canSteer || !canBeUndone(entry, overridden());
    if (!undo.hidden) setAttribute(undo, "aria-label", labelOf(entry));
  };
  return { node, update };
}
