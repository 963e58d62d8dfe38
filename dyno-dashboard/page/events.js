// What has happened, newest first.

import { element, keyed, setText } from "./dom.js";
import { clock, count, plain } from "./format.js";
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

/** A list of events; `update` gives it all of them, oldest first. */
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
  const update = (events) => {
    setText(number, count(events.length));
    none.hidden = events.length > 0;
    if (!folded.open) return;
    // Whoever reads further down keeps the place: the newest come in above.
    const { scrollTop, scrollHeight } = scroll;
    keyed(rows, kept, events.toReversed(), (event) => `${event.sequence} ${event.unix_milliseconds}`, happened);
    if (scrollTop > 0) scroll.scrollTop = scrollTop + scroll.scrollHeight - scrollHeight;
  };
  return { node, update };
}

function happened(event) {
  const level = LEVELS[event.state] ?? KINDS[event.kind] ?? "quiet";
  const shape = sign();
  shape.update(level);
  const time = new Date(event.unix_milliseconds);
  const when = element(
    "time",
    { datetime: time.toISOString(), title: time.toString() },
    clock(event.unix_milliseconds),
  );
  const text = element("span", { dir: "ltr" }, plain(event.text));
  return { node: element("li", { "data-level": level }, shape.node, when, text) };
}
