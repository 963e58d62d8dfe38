// What may be wider than the screen: it scrolls, and says so while there is more to the right.

import { element } from "./dom.js";

/** Wraps it; `look` is to be called where its width may have changed. */
export function scroller(content, attributes) {
  const scroll = element("div", { class: "scroll", tabindex: 0, role: "group", ...attributes }, content);
  const cue = element("p", { class: "cue", "aria-hidden": "true", hidden: true }, "More columns: scroll sideways \u2192");
  const node = element("div", { class: "wide" }, cue, scroll);
  const look = () => {
    const isCut = scroll.scrollWidth - scroll.clientWidth - scroll.scrollLeft > 1;
    if (cue.hidden === isCut) cue.hidden = !isCut;
  };
  scroll.addEventListener("scroll", look, { passive: true });
  new ResizeObserver(look).observe(scroll);
  return { node, look };
}
