// The table of commands: filtered, sorted, and only as many rows as are in view.

import { COLUMNS, comparison } from "./columns.js";
import { byId, element, setAttribute, setText } from "./dom.js";
import { count } from "./format.js";
import { isUnwell } from "./health.js";
import { Row } from "./row.js";

/** Up to so many rows all are there; the page's own search finds them. */
const ALL = 100;
/** Rows beyond the edges, so that nothing is empty while it scrolls. */
const SPARE = 8;
/** An order by a column that changes all the time is made anew so often. */
const CALM = 5000;
/** Nothing moves for so long after the pointer or the keys were used in the table. */
const HOLD = 5000;

/** The table; `open` is called with the key of a command that is to be shown whole. */
export class Table {
  current;
  #store;
  #open;
  #order = { key: "state", direction: "descending" };
  #words = [];
  #isUnwellOnly = false;
  #view = [];
  #sorted = 0;
  #held = -Infinity;
  #rows = new Map();
  #spare = [];
  #heads = new Map();
  #above = spacer();
  #below = spacer();
  #height = 48;
  #isDrawing = false;

  constructor(store, open) {
    this.#store = store;
    this.#open = open;
    this.#head();
    byId("rows").append(this.#above.node, this.#below.node);
    const scroller = byId("scroller");
    scroller.addEventListener("scroll", () => this.#soon());
    addEventListener("resize", () => this.#soon());
    for (const kind of ["pointermove", "pointerdown", "keydown", "focusin", "wheel", "touchmove"]) {
      byId("rows").addEventListener(kind, () => (this.#held = performance.now()), { passive: true });
    }
    byId("rows").addEventListener("focusin", ({ target }) => this.#isAt(target));
    byId("rows").addEventListener("click", ({ target }) => {
      const key = this.#keyOf(target);
      // Whoever marks text to copy it opens nothing.
      if (key !== undefined && String(getSelection()) === "") this.#open(key);
    });
  }

  /** Shows only what has all of these words. */
  filter(text) {
    this.#words = text.toLowerCase().split(/\s+/).filter(Boolean);
    byId("scroller").scrollTop = 0;
    this.update(true);
  }

  unwellOnly(isOnly) {
    this.#isUnwellOnly = isOnly;
    this.update(true);
  }

  /** Takes what the store has now; `isAsked` when a person wants another order. */
  update(isAsked = false) {
    const now = performance.now();
    const wanted = this.#store.commands.filter((command) => this.#isWanted(command)).sort(comparison(this.#order));
    const isHeld = !isAsked && now - this.#held < HOLD;
    const isEarly = !isAsked && this.#order.key !== "state" && now - this.#sorted < CALM;
    const before = this.#view;
    if (isHeld || isEarly) {
      this.#view = inOrderOf(before, wanted);
    } else {
      this.#view = wanted;
      this.#sorted = now;
    }
    byId("held").hidden = !isHeld || this.#view.every((command, at) => command === wanted[at]);
    this.#tell();
    this.#draw();
  }

  /** Moves by so many rows, or to the first (`-Infinity`) or last; gives the command that is there. */
  step(by) {
    if (this.#view.length === 0) return undefined;
    const at = this.#view.findIndex(({ key }) => key === this.current);
    const next = at < 0 && Number.isFinite(by) ? 0 : Math.min(this.#view.length - 1, Math.max(0, at + by));
    this.current = this.#view[next].key;
    return this.current;
  }

  /** Brings the current row into view, and the focus to it. */
  focus() {
    const at = this.#view.findIndex(({ key }) => key === this.current);
    if (at < 0) return;
    const scroller = byId("scroller");
    const head = scroller.querySelector("thead").offsetHeight;
    const top = at * this.#height;
    const room = scroller.clientHeight - head - this.#height;
    if (top < scroller.scrollTop) scroller.scrollTop = top;
    else if (top > scroller.scrollTop + room) scroller.scrollTop = top - room;
    this.#draw();
    const row = this.#rows.get(this.current);
    row?.focus();
    row?.node.scrollIntoView({ block: "nearest" });
  }

  #isWanted({ found, health, data }) {
    if (this.#isUnwellOnly && !isUnwell(health.level)) return false;
    if (this.#words.length === 0) return true;
    const text = `${found} ${health.word} ${data.breaker?.state ?? ""}`;
    return this.#words.every((word) => text.includes(word));
  }

  #head() {
    for (const column of COLUMNS) {
      const button = element("button", { type: "button", title: column.title }, column.label);
      const kind = column.isNumber ? "number" : "";
      const head = element("th", { scope: "col", class: `${kind} ${column.key} from-${column.from}` }, button);
      button.addEventListener("click", () => this.#sort(column));
      this.#heads.set(column.key, head);
      byId("heads").append(head);
    }
    this.#mark();
  }

  #sort({ key, begins }) {
    const other = { ascending: "descending", descending: "ascending" };
    const isAgain = this.#order.key === key;
    this.#order = { key, direction: isAgain ? other[this.#order.direction] : begins };
    byId("scroller").scrollTop = 0;
    this.#mark();
    this.update(true);
  }

  #mark() {
    for (const [key, head] of this.#heads) {
      setAttribute(head, "aria-sort", key === this.#order.key ? this.#order.direction : undefined);
    }
  }

  #tell() {
    const [shown, all] = [this.#view.length, this.#store.commands.length];
    setText(byId("shown"), shown === all ? `${count(all)} in all` : `${count(shown)} of ${count(all)}`);
    setAttribute(byId("table"), "aria-rowcount", shown + 1);
    const none = byId("none");
    none.hidden = shown > 0;
    if (all === 0) setText(none, "This program has declared no command.");
    else if (this.#words.length > 0) setText(none, "No command matches the filter; Esc in it clears it.");
    else setText(none, "No command is unwell.");
  }

  #soon() {
    if (this.#isDrawing) return;
    this.#isDrawing = true;
    requestAnimationFrame(() => {
      this.#isDrawing = false;
      this.#draw();
    });
  }

  #draw() {
    const [from, to] = this.#window();
    const shown = this.#view.slice(from, to);
    if (!this.#view.some(({ key }) => key === this.current)) this.current = this.#view[0]?.key;

    const focused = byId("rows").contains(document.activeElement) ? this.#keyOf(document.activeElement) : undefined;
    const wanted = new Set(shown.map(({ key }) => key));
    for (const [key, row] of this.#rows) {
      if (wanted.has(key)) continue;
      if (key === focused) byId("scroller").focus({ preventScroll: true });
      row.node.remove();
      this.#rows.delete(key);
      this.#spare.push(row);
    }
    let at = this.#above.node.nextSibling;
    shown.forEach((command, offset) => {
      const row = this.#rows.get(command.key) ?? this.#spare.pop() ?? new Row();
      this.#rows.set(command.key, row);
      row.show(command, this.#store.past, from + offset, command.key === this.current);
      if (row.node === at) at = at.nextSibling;
      else byId("rows").insertBefore(row.node, at);
    });
    // A row that was moved has lost the focus.
    if (focused !== undefined && wanted.has(focused)) this.#rows.get(focused).focus();
    this.#above.set(from * this.#height);
    this.#below.set((this.#view.length - to) * this.#height);
    const height = this.#rows.values().next().value?.node.offsetHeight;
    if (height > 0) this.#height = height;
  }

  #window() {
    const all = this.#view.length;
    if (all <= ALL) return [0, all];
    const { scrollTop, clientHeight } = byId("scroller");
    const from = Math.max(0, Math.floor(scrollTop / this.#height) - SPARE);
    return [from, Math.min(all, from + Math.ceil(clientHeight / this.#height) + 2 * SPARE)];
  }

  #keyOf(target) {
    const node = target.closest("tr");
    for (const [key, row] of this.#rows) if (row.node === node) return key;
    return undefined;
  }

  #isAt(target) {
    const key = this.#keyOf(target);
    if (key === undefined || key === this.current) return;
    this.current = key;
    this.#soon();
  }
}

/** Those that were there keep their places, new ones come last. */
function inOrderOf(before, wanted) {
  const left = new Set(wanted);
  const kept = before.filter((command) => left.delete(command));
  return [...kept, ...left];
}

/** Room for the rows that are not there. */
function spacer() {
  const cell = element("td", { colspan: COLUMNS.length });
  const node = element("tr", { class: "spacer", "aria-hidden": "true", hidden: true }, cell);
  const set = (height) => {
    node.hidden = height <= 0;
    cell.style.height = `${Math.max(0, height)}px`;
  };
  return { node, set };
}
