// The settings of what stands in a list, each with who says so: asked for while they are unfolded.

import { element, keyed, setAttribute, setText } from "./dom.js";
import { plain, setting } from "./format.js";
import { reasonOf } from "./overrides.js";

/** Folded settings; `update` gives it what has them. */
export function facts(kind) {
  const pairs = element("dl", { class: "settings" });
  const node = element("details", { class: "facts", hidden: true }, element("summary", {}, "settings"), pairs);
  const kept = new Map();
  let last;
  let origins = new Map();
  let asked;

  const draw = () => {
    const all = Object.entries(last.settings).map(([name, value]) => ({ name, value, of: origins.get(name) }));
    keyed(pairs, kept, all, ({ name }) => name, pair);
  };
  const update = (one) => {
    last = one;
    node.hidden = !one.settings;
    if (node.hidden || !node.open) return;
    draw();
    // Who says what seldom changes, and then most values do.
    const state = JSON.stringify([one.name, one.settings]);
    if (asked !== state) ask(state);
  };
  const ask = async (state) => {
    asked = state;
    try {
      const answer = await fetch(`api/v1/settings/${kind}/${encodeURIComponent(last.name)}`);
      const { settings = [] } = await answer.json();
      if (asked !== state) return;
      origins = new Map(settings.map((one) => [one.name, one]));
      draw();
    } catch {
      asked = undefined;
    }
  };
  node.addEventListener("toggle", () => {
    // It may have been overridden with what it was.
    asked = undefined;
    if (last) update(last);
  });
  return { node, update };
}

function pair({ name }) {
  const value = element("span", { dir: "ltr" });
  const mark = element("small", { class: "origin", dir: "ltr" });
  const node = element("div", {}, element("dt", {}, plain(name)), element("dd", {}, value, " ", mark));
  const update = ({ value: now, of }) => {
    setText(value, setting(now));
    setText(mark, of ? String(of.origin) : "");
    const place = of?.place ? `, ${plain(of.place)}` : "";
    const by = of?.origin === "overridden" ? `, ${reasonOf(of)}` : "";
    setAttribute(mark, "title", of ? `${of.origin}${place}${by}` : undefined);
    setAttribute(node, "class", of && (of.origin === "default" ? "default" : "set"));
  };
  return { node, update };
}
