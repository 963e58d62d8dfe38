// What the keys do.

import { byId } from "./dom.js";

/** Listens to the keys of the whole page. */
export function listen({ table, detail }) {
  const filter = byId("filter");
  const help = byId("help");
  const move = (by) => {
    const key = table.step(by);
    if (key === undefined) return;
    if (detail.isOpen) detail.open(key);
    else table.focus();
  };
  const keys = {
    "/": () => filter.focus(),
    "?": () => help.showModal(),
    o: () => byId("operate").click(),
    u: () => byId("unwell").click(),
    j: () => move(1),
    k: () => move(-1),
    g: () => move(-Infinity),
    G: () => move(Infinity),
  };
  const inTable = { ArrowDown: keys.j, ArrowUp: keys.k, Home: keys.g, End: keys.G };
  const inPanel = new Set(["j", "k", "g", "G"]);

  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (event.target === filter) {
      inFilter(event);
      return;
    }
    // What is typed into a field of a dialog is no key of the page.
    if (document.querySelector("dialog[open]:not(#detail)") || event.target.matches?.("input, select, textarea")) return;
    if (detail.isOpen && !inPanel.has(event.key)) return;
    const isInTable = byId("rows").contains(event.target);
    const act = keys[event.key] ?? (isInTable ? inTable[event.key] : undefined);
    if (!act) return;
    event.preventDefault();
    act();
  });

  function inFilter(event) {
    if (event.key === "Escape" && filter.value !== "") {
      event.preventDefault();
      filter.value = "";
      table.filter("");
    } else if (event.key === "Escape") {
      filter.blur();
    } else if (event.key === "Enter" || event.key === "ArrowDown") {
      event.preventDefault();
      move(-Infinity);
    }
  }
}
