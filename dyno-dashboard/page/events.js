// What has happened, newest first.

import { element, keyed, setAttribute, setText } from "./dom.js";
import { clock, count, moment, plain } from "./format.js";
import { sign } from "./spark.js";

const LEVELS = {
  open: "down",
  "forced-open": "down",
  blown: "down",
  "half-open": "warn",
  closed: "well",
  intact: "well",
};
const KINDS = { retry: "warn", steered: "warn", settings_refused: "bad", error: "warn", panic: "bad" };

/** A list of events; `update` gives it all of them, oldest first, and what to say where there are none. */
export function timeline(key, title, nothing = "Nothing has happened yet.") {
  const number = element("span", { class: "count" });
  const id = `section-${key}`;
  const rows = element("ol", { class: "timeline" });
  const none = element("p", { class: "hint" }, nothing);
  const scroll = element("div", { class: "scroll", tabindex: 0, role: "group", "aria-labelledby": id }, rows, none);
  const heading = element("h2", { id }, title, " ", number);
  const folded = element("details", { open: true }, element("summary", {}, heading), scroll);
  const node = element("section", { class: `list ${key}`, "aria-labelledby": id }, folded);
  const kept = new Map();
  const update = (events, instead = nothing) => {
    setText(none, instead);
    setText(number, count(events.length));
    none.hidden = events.length > 0;
    if (!folded.open) return;
    // Whoever reads further down keeps the place: the newest come in above.
    const { scrollTop, scrollHeight } = scroll;
    keyed(rows, kept, events.toReversed(), keyOf, happened);
    if (scrollTop > 0) scroll.scrollTop = scrollTop + scroll.scrollHeight - scrollHeight;
  };
  return { node, update };
}

// Of those that came several times the first stays the same, where one is not told apart by a key of its own.
function keyOf({ key, sequence, unix_milliseconds: time, first_sequence: first = sequence, first_unix_milliseconds: begin = time }) {
  return key ?? `${first} ${begin}`;
}

function happened() {
  const shape = sign();
  const when = element("time");
  const text = element("span", { dir: "ltr" });
  const node = element("li", {}, shape.node, when, text);
  const update = (event) => {
    const { unix_milliseconds: milliseconds, count: number = 1, first_unix_milliseconds: first } = event;
    const level = LEVELS[event.state] ?? KINDS[event.kind] ?? "quiet";
    setAttribute(node, "data-level", level);
    shape.update(level);
    const time = new Date(milliseconds);
    setAttribute(when, "datetime", time.toISOString());
    setAttribute(when, "title", time.toString());
    setText(when, clock(milliseconds));
    const times = number > 1 ? ` – ${count(number)} times since ${moment(first)}` : "";
    setText(text, `${plain(event.text)}${times}`);
  };
  return { node, update };
}
