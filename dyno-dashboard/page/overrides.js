// What operators have changed and is in force: by whom, why, for how long, and how it is undone.

import { element, keyed, setText } from "./dom.js";
import { actOf } from "./acts.js";
import { count, moment, plain, setting, span } from "./format.js";
import { problemOf } from "./operator.js";

/** How long it says what was done. */
const SAID = 20_000;

/** A list of them, which `update` gives to show with the time of the program, in milliseconds. Of one thing it does not name that. */
export function overrides(operator, isOfOne = false) {
  const rows = element("ul", { class: "overrides" });
  const said = element("p", { class: "said", role: "status", tabindex: -1 });
  const undo = element("button", { type: "button", class: "undo", hidden: true }, "Undo");
  const node = element("div", {}, rows, element("div", { class: "saying" }, said, undo));
  const kept = new Map();
  let forgets;
  let about;
  let shown = [];
  const forget = () => {
    setText(said, "");
    undo.hidden = true;
  };
  // What is told of an override goes with it. What is no override is undone from where it is told.
  const tell = (words, id, passing) => {
    clearTimeout(forgets);
    about = { id, passing, isSeen: false };
    setText(said, words);
    undo.hidden = passing === undefined;
    if (passing) undo.setAttribute("aria-label", labelOf(passing));
    const later = () => {
      // Whoever is about to press the button keeps it.
      if (document.activeElement === undo) forgets = setTimeout(later, SAID);
      else forget();
    };
    forgets = setTimeout(later, SAID);
  };
  let isAsking = false;
  undo.addEventListener("click", async () => {
    const one = about?.passing;
    if (isAsking || one === undefined) return;
    isAsking = true;
    const words = await takeBack(operator, one, shown);
    isAsking = false;
    undone(words, undo);
  });
  // The button goes: the focus is where it says what has become of it.
  const undone = (words, button) => {
    const had = [button, document.body].includes(document.activeElement);
    tell(words);
    if (had) said.focus();
  };
  const update = (all, now) => {
    shown = all;
    if (about?.id !== undefined) {
      const isThere = all.some(({ id }) => id === about.id);
      if (about.isSeen && !isThere) forget();
      about.isSeen ||= isThere;
    }
    keyed(
      rows,
      kept,
      all.map((one) => [one, now, all]),
      ([{ id }]) => String(id),
      () => row(operator, undone, isOfOne),
    );
  };
  return { node, update, tell, undone, isSilent: () => said.textContent === "" };
}

/** The list as a section of the page, which is not there while there is nothing in it. */
export function overridesSection(operator) {
  const number = element("span", { class: "count" });
  const id = "section-overrides";
  const inside = overrides(operator);
  const scroll = element("div", { class: "scroll", tabindex: 0, role: "group", "aria-labelledby": id }, inside.node);
  const heading = element("h2", { id }, "Overrides in force ", number);
  const folded = element("details", { open: true }, element("summary", {}, heading), scroll);
  const node = element("section", { class: "list in-force", "aria-labelledby": id, hidden: true }, folded);
  const update = ({ overrides: all, unix_milliseconds: now }) => {
    node.hidden = all.length === 0 && inside.isSilent();
    setText(number, count(all.length));
    inside.update(all, now);
  };
  const shown = (tells) => (...told) => {
    tells(...told);
    node.hidden = false;
  };
  return { node, update, tell: shown(inside.tell), undone: shown(inside.undone) };
}

/** `failure_rate 50% → 20%`, or what was done. */
export function changesOf({ kind, act, changes }) {
  if (act) return actOf(kind, act).label.toLowerCase();
  return changes.map(({ setting: name, was, is }) => `${plain(name)} ${setting(was)} → ${setting(is)}`).join(", ");
}

/** What the button says that undoes it. */
export const labelOf = (one) => `Undo ${one.kind} ${plain(one.name)}: ${changesOf(one)}`;

/** Takes one back; gives what has become of it, in words: what there is now, or why it cannot be. `all` is what is in force. */
export async function takeBack(operator, one, all) {
  const because = "undone on the page";
  const { ok, told } = await operator.post("api/v1/undo", { id: one.id, by: operator.name, because });
  return ok ? sinceUndone(one, told.entry, all) : problemOf(told);
}

/** What is there once one is undone: what it was, and which of the others still says so. */
function sinceUndone({ id, kind, name, act }, { changes }, all) {
  const others = all.filter(
    (one) => one.kind === kind && one.name === name && one.id !== id && (one.act === null) === (act === null) && !one.problem,
  );
  const still = others.filter((one) => act !== null || one.changes.some(({ setting: its }) => changes.some((my) => my.setting === its)));
  if (still.length === 0) return `Undone: ${kind} “${plain(name)}” is as it was.`;
  const is = changes.map(({ setting: one, is: value }) => `${plain(one)} is ${setting(value)}`).join(", ");
  return `Undone: ${kind} “${plain(name)}”: ${is}. Still in force: ${still.map((one) => `${changesOf(one)} ${reasonOf(one)}`).join("; ")}.`;
}

/** By whom, why, and until when. */
export function reasonOf({ who, why, until_unix_milliseconds: until }) {
  const end = typeof until === "number" ? ` until ${moment(until)}` : "";
  return `by ${plain(who)}${end}: ${plain(why)}`;
}

function row(operator, undone, isOfOne) {
  const what = element("b", { dir: "ltr" });
  const reason = element("span", { dir: "ltr" });
  const left = element("span", { class: "left" });
  const undo = element("button", { type: "button", class: "undo" }, "Undo");
  const node = element("li", {}, element("p", {}, what, " ", reason, " ", left), undo);
  let shown;
  let others = [];
  let isAsking = false;
  undo.addEventListener("click", async () => {
    if (isAsking) return;
    isAsking = true;
    const words = await takeBack(operator, shown, others);
    isAsking = false;
    undone(words, undo);
  });
  const update = ([one, now, all]) => {
    shown = one;
    others = all;
    setText(what, isOfOne ? changesOf(one) : `${one.kind} “${plain(one.name)}”: ${changesOf(one)}`);
    setText(reason, reasonOf(one));
    const until = one.until_unix_milliseconds;
    const time = typeof until === "number" ? `${span(Math.max(0, Math.round((until - now) / 1000)))} left` : "";
    const over = one.replaced_by === null ? "" : `under override ${one.replaced_by}, which is undone first`;
    setText(left, [time, over, plain(one.problem ?? "")].filter(Boolean).join("; "));
    undo.hidden = one.replaced_by !== null || !operator.canSteer;
    undo.setAttribute("aria-label", labelOf(one));
  };
  return { node, update };
}
